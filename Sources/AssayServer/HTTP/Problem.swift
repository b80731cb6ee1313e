import AssayJSON
import HTTPTypes
import Hummingbird

/// A fault in a request or in serving it, told as RFC 9457 `application/problem+json`.
struct Problem: Error, Sendable {
    var status: HTTPResponse.Status
    var detail: String
    /// The fields of the request that are wrong.
    var faults: [FieldFault] = []
    var headers: HTTPFields = [:]
    /// Members of our own, which RFC 9457 calls extensions.
    var members: [(name: String, value: JSONValue)] = []

    init(_ status: HTTPResponse.Status, _ detail: String, faults: [FieldFault] = [], headers: HTTPFields = [:]) {
        self.status = status
        self.detail = detail
        self.faults = faults
        self.headers = headers
    }

    /// The reply for a request at `path`.
    func response(path: String, requestID: String) -> Response {
        var body = self.object
        body.append("instance", .string(path))
        body.append("request_id", .string(requestID))
        var response = Response(status: self.status, json: .object(body))
        response.headers[.contentType] = "application/problem+json"
        response.headers.append(contentsOf: self.headers)
        return response
    }

    /// The problem where no request's own reply tells it.
    var json: JSONValue { .object(self.object) }

    private var object: JSONObject {
        var body: JSONObject = JSONObject([
            ("type", "about:blank"), ("title", .string(self.status.reasonPhrase)),
            ("status", .integer(self.status.code)), ("detail", .string(self.detail)),
        ])
        for member in self.members { body.append(member.name, member.value) }
        if !self.faults.isEmpty {
            let faults = self.faults.map { fault -> JSONValue in
                ["field": .string(fault.field), "message": .string(fault.message)]
            }
            body.append("errors", .array(faults))
        }
        return body
    }
}

extension Problem {
    static func invalid(_ faults: [FieldFault]) -> Problem {
        Problem(.badRequest, FieldFaults(faults).description, faults: faults)
    }

    static func tooLarge(limit: Int) -> Problem {
        Problem(.contentTooLarge, "The body is larger than this server's limit of \(limit) bytes.")
    }

    /// No worker became free in time.
    static let overloaded = Problem(
        .serviceUnavailable, "All workers are busy and the queue is full; try again.", headers: [.retryAfter: "1"])

    /// An unexpected error: its text stays in the log, where secrets and paths may be.
    static let unexpected = Problem(.internalServerError, "The server failed to answer; its log has the reason.")
}

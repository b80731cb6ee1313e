import AssayJSON
import AssaySandbox
import HTTPTypes
import Hummingbird

/// A fault as E2B tells it: `{"code", "message"}` where sandboxes are kept, the message alone inside one.
struct E2BFault: Error, Sendable {
    var status: HTTPResponse.Status
    var message: String
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ message: String, headers: HTTPFields = [:]) {
        self.status = status
        self.message = message
        self.headers = headers
    }

    init(_ problem: Problem) { self.init(problem.status, problem.detail, headers: problem.headers) }

    /// Its client repeats a 429 that says, in whole seconds, when.
    init(_ error: SessionError) {
        switch error {
        case .overloaded(let reason), .tooMany(let reason):
            self.init(.tooManyRequests, "Nothing was run: \(reason).", headers: [.retryAfter: "1"])
        case .failed(let reason):
            self.init(.serviceUnavailable, "The sandbox failed: \(reason).", headers: [.retryAfter: "1"])
        case .lost(let reason): self.init(.notFound, "The context's state is gone: \(reason).")
        case .unknown: self.init(.notFound, "There is no such context.")
        }
    }

    /// - Parameter isPlain: as inside a sandbox, where the message alone is told.
    func response(isPlain: Bool) -> Response {
        var response =
            isPlain
            ? Response(text: self.message, contentType: "text/plain; charset=utf-8")
            : Response(json: ["code": .integer(self.status.code), "message": .string(self.message)])
        response.status = self.status
        response.headers.append(contentsOf: self.headers)
        return response
    }

    /// Runs what asks a session's host, with its errors as faults.
    static func answering<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SessionError {
            throw E2BFault(error)
        } catch let refusal as ExecutionRefusal {
            throw E2BFault(.badRequest, "The context could not be made: \(refusal.message)")
        }
    }
}

import AssayJSON
import HTTPTypes
import Hummingbird

/// A fault as FastAPI tells it, for dialect routes: `{"detail": …}`.
struct DetailError: Error, Sendable {
    var status: HTTPResponse.Status
    var detail: JSONValue

    func response(headers: HTTPFields = [:]) -> Response {
        var response = Response(status: self.status, json: ["detail": self.detail])
        response.headers.append(contentsOf: headers)
        return response
    }
}

extension DetailError {
    /// The same fault as our own routes would tell it, in FastAPI's words: the reason phrase alone.
    init(_ problem: Problem) {
        let reason =
            switch problem.status {
            case .unauthorized: "Not authenticated"
            case .contentTooLarge: problem.detail
            default: problem.status.reasonPhrase
            }
        self.init(status: problem.status, detail: .string(reason))
    }
}

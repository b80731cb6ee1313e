import AssayMCP
import HTTPTypes
import Hummingbird

extension Response {
    init(_ reply: RPCReply, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.init(status: status, json: reply.json)
        self.headers.append(contentsOf: headers)
    }
}

extension RPCError.Code {
    /// What the stateless revision wants an error to be answered with; the others know none but 200.
    var status: HTTPResponse.Status {
        switch self {
        case .parseError, .invalidRequest, .invalidParameters, .headerMismatch, .unsupportedVersion: .badRequest
        case .methodNotFound: .notFound
        case .internalError, .cancelled: .ok
        }
    }
}

extension RPCError {
    /// The same fault as our own routes would tell it.
    init(_ problem: Problem) {
        self.init(problem.status.code < 500 ? .invalidRequest : .internalError, problem.detail)
    }
}

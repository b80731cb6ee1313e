import AssayJSON
import AssaySandbox
import HTTPTypes
import Hummingbird

/// An error of the Connect protocol's unary calls: `{"code", "message"}` with the status that stands for the code.
struct ConnectFault: Error, Sendable {
    enum Code: String, Sendable {
        case notFound = "not_found"
        case alreadyExists = "already_exists"
        case invalidArgument = "invalid_argument"
        case permissionDenied = "permission_denied"
        case resourceExhausted = "resource_exhausted"
        case unimplemented
        case `internal`

        var status: HTTPResponse.Status {
            switch self {
            case .notFound: .notFound
            case .alreadyExists: .conflict
            case .invalidArgument: .badRequest
            case .permissionDenied: .forbidden
            case .resourceExhausted: .tooManyRequests
            case .unimplemented: .notImplemented
            case .internal: .internalServerError
            }
        }
    }

    var code: Code
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: SessionFileError) {
        switch error {
        case .notFound: self.init(.notFound, "no such file or directory")
        case .exists: self.init(.alreadyExists, "there is something at this path")
        case .notAFolder: self.init(.invalidArgument, "the path is no directory")
        case .notAllowed: self.init(.permissionDenied, "this directory stays as it is")
        case .noSpace: self.init(.resourceExhausted, "no space left in the sandbox")
        case .failed(let number): self.init(.internal, "errno \(number)")
        }
    }

    var response: Response {
        Response(
            status: self.code.status, json: ["code": .string(self.code.rawValue), "message": .string(self.message)])
    }
}

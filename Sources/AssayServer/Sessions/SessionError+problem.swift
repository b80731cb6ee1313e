import AssayJSON
import AssaySandbox
import HTTPTypes

extension Problem {
    /// A session's error as our own routes tell it.
    init(_ error: SessionError) {
        switch error {
        case .unknown:
            self.init(.notFound, "There is no such session.")
        case .lost(let reason):
            self.init(.gone, "The session's state is gone: \(reason).")
            self.members = [("outcome", "session_lost")]
        case .tooMany(let reason):
            self.init(.tooManyRequests, "No session was made: \(reason).", headers: [.retryAfter: "1"])
        case .overloaded(let reason):
            self.init(.serviceUnavailable, "Nothing was run: \(reason).", headers: [.retryAfter: "1"])
            self.members = [("outcome", "overloaded")]
        case .failed(let reason):
            self.init(.serviceUnavailable, "The sandbox failed: \(reason).", headers: [.retryAfter: "1"])
            self.members = [("outcome", "infra_error")]
        }
    }
}

extension Problem {
    /// What stands against doing something with a session's file, as our own routes tell it.
    init(_ error: SessionFileError, path: String) {
        switch error {
        case .notFound: self.init(.notFound, "There is no \(path).")
        case .exists: self.init(.conflict, "There is something at \(path).")
        case .notAFolder: self.init(.conflict, "There is no folder on the way to \(path).")
        case .notAllowed: self.init(.forbidden, "\(path) stays as it is.")
        case .noSpace:
            self.init(.insufficientStorage, "The session's files have no room left.")
        case .failed(let number): self.init(.internalServerError, "\(path): errno \(number).")
        }
    }
}

extension HTTPResponse.Status {
    static let insufficientStorage = Self(code: 507, reasonPhrase: "Insufficient Storage")
}

/// Runs what asks a ``SessionHost``, with its errors as problems.
func answeringSessionErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as SessionError {
        throw Problem(error)
    } catch let refusal as ExecutionRefusal {
        throw Problem.invalid([FieldFault(field: refusal.field ?? "", message: refusal.message)])
    }
}

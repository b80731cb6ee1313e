/// Why a session cannot be used or made.
package enum SessionError: Error, Sendable, Equatable {
    /// There is none of that name, or it is somebody else's.
    case unknown
    /// There was, and its state is gone: why.
    case lost(String)
    /// There are as many as may be.
    case tooMany(String)
    /// No worker was free in time, or too many cells wait for the session.
    case overloaded(String)
    /// A fault of ours.
    case failed(String)
}

import Glibc

/// Why a ``SessionFileAction`` was not done.
package enum SessionFileError: Error, Sendable, Equatable {
    /// Nothing is there, or it is outside the folders that a program may write.
    case notFound
    case exists
    /// A folder is meant, and something else is there.
    case notAFolder
    /// One of the folders that every session has.
    case notAllowed
    /// The session's files have no room left.
    case noSpace
    /// By the kernel's number of the error.
    case failed(Int32)

    init(errno: Int32) {
        self =
            switch errno {
            case ENOENT, ELOOP: .notFound
            case EEXIST, ENOTEMPTY: .exists
            case ENOTDIR: .notAFolder
            case EPERM, EACCES, EBUSY: .notAllowed
            case ENOSPC, EDQUOT: .noSpace
            default: .failed(errno)
            }
    }
}

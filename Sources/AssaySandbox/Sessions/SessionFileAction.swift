import WorkerProtocol

/// What can be done with a session's files while nothing of it runs. Paths are absolute in the session's root, or relative
/// to its working directory; what they lead to is in the folders that a program may write.
package enum SessionFileAction: Sendable, Equatable {
    /// What is there; of a link, the link itself.
    case look(String)
    /// What a folder holds; a depth of 1 is the folder alone.
    case list(String, depth: Int)
    /// Takes away a file, or a folder with what it holds.
    case remove(String)
    /// Gives another path, whose folders are made.
    case move(String, to: String)
    /// Makes a folder, and those above it.
    case makeFolder(String)

    var order: FileOrder {
        switch self {
        case .look(let path): FileOrder(action: .look, path: Array(path.utf8))
        case .list(let path, let depth):
            FileOrder(action: .list, path: Array(path.utf8), depth: UInt16(clamping: depth))
        case .remove(let path): FileOrder(action: .remove, path: Array(path.utf8))
        case .move(let path, let destination):
            FileOrder(action: .move, path: Array(path.utf8), destination: Array(destination.utf8))
        case .makeFolder(let path): FileOrder(action: .makeFolder, path: Array(path.utf8))
        }
    }
}

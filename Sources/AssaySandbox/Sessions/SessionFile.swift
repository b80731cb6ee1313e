import WorkerProtocol

/// What a session has under a path.
package struct SessionFile: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case file
        case folder
        case link
        /// A socket, a pipe.
        case other
    }

    package var path: String
    package var kind: Kind
    package var bytes: Int
    /// Permissions, the lower twelve bits.
    package var mode: Int
    /// When it was last changed, since 1970.
    package var modified: Duration
    /// Where a link points.
    package var target: String?

    package init(
        path: String, kind: Kind = .file, bytes: Int = 0, mode: Int = 0o644, modified: Duration = .zero,
        target: String? = nil
    ) {
        self.path = path
        self.kind = kind
        self.bytes = bytes
        self.mode = mode
        self.modified = modified
        self.target = target
    }

    init(_ entry: FileEntry) {
        let kind: Kind =
            switch entry.kind {
            case .file: .file
            case .folder: .folder
            case .link: .link
            case .other: .other
            }
        self.init(
            path: String(decoding: entry.path, as: UTF8.self), kind: kind, bytes: Int(clamping: entry.bytes),
            mode: Int(entry.mode), modified: .seconds(entry.modified) + .nanoseconds(Int64(entry.modifiedNanoseconds)),
            target: kind == .link ? String(decoding: entry.target, as: UTF8.self) : nil)
    }
}

import CSyscalls
import Glibc
import WorkerProtocol

/// Folders with what is in them, by descriptor, so that no link is followed. Nobody may change them meanwhile.
enum FileTree {
    /// Each level holds two descriptors open.
    private static let deepest = 64

    /// Copies what a folder holds into another: folders, files and links, their modes and their owner. What else there is
    /// (sockets, pipes) belongs to a process and stays.
    static func copy(_ source: Int32, into target: Int32, owner: uid_t, depth: Int = 0) throws(WorkerFailure) {
        guard depth < self.deepest else { throw WorkerFailure(stage: "copy files", message: "folders are too deep") }
        for name in try self.names(in: source) {
            var status = stat()
            guard fstatat(source, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                let from = try attempt("open folder") { openat(source, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
                defer { close(from) }
                if mkdirat(target, name, status.st_mode & 0o1777) != 0, errno != EEXIST {
                    throw WorkerFailure(stage: "copy folder", errno: errno)
                }
                let to = try attempt("open folder") { openat(target, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
                defer { close(to) }
                try self.copy(from, into: to, owner: owner, depth: depth + 1)
                fchown(to, owner, owner)
                fchmod(to, status.st_mode & 0o1777)
            case S_IFREG: try self.copyFile(name, from: source, to: target, status, owner)
            case S_IFLNK:
                guard let link = self.target(of: name, in: source) else { continue }
                try attempt("copy link") { symlinkat(link.map { CChar(bitPattern: $0) } + [0], target, name) }
                fchownat(target, name, owner, owner, AT_SYMLINK_NOFOLLOW)
            default: continue
            }
        }
    }

    private static func copyFile(
        _ name: String, from source: Int32, to target: Int32, _ status: stat, _ owner: uid_t
    ) throws(WorkerFailure) {
        let from = try attempt("open file") { openat(source, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        defer { close(from) }
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let to = try attempt("copy file") { openat(target, name, flags, 0o600) }
        defer { close(to) }
        var failure: Int32 = 0
        withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            while let count = FileDescriptor(raw: from).readAvailable(into: buffer), count > 0 {
                guard FileDescriptor(raw: to).write(Array(buffer[..<count])) else {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw WorkerFailure(stage: "copy file", errno: failure) }
        fchown(to, owner, owner)
        fchmod(to, status.st_mode & 0o777)
    }

    /// What is wanted of what a folder and those below it hold, down to a depth, by path, at most so many.
    static func list(
        _ folder: Int32, below path: String = "", most: Int, depth: Int = Self.deepest,
        where isWanted: (FileEntry) -> Bool = { _ in true }
    ) -> [FileEntry] {
        var entries: [FileEntry] = []
        self.list(folder, below: path, &entries, most, depth: min(depth, self.deepest), isWanted)
        return entries.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    private static func list(
        _ folder: Int32, below path: String, _ entries: inout [FileEntry], _ most: Int, depth: Int,
        _ isWanted: (FileEntry) -> Bool
    ) {
        guard depth > 0, let names = try? self.names(in: folder) else { return }
        for name in names {
            guard entries.count < most else { return }
            guard let entry = self.entry(name, in: folder, path: path + name) else { continue }
            if isWanted(entry) { entries.append(entry) }
            guard entry.kind == .folder else { continue }
            let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard inner >= 0 else { continue }
            self.list(inner, below: path + name + "/", &entries, most, depth: depth - 1, isWanted)
            close(inner)
        }
    }

    /// What is under a name; nil for nothing.
    static func entry(_ name: String, in folder: Int32, path: String) -> FileEntry? {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        let kind: FileEntry.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        return FileEntry(
            path: Array(path.utf8), kind: kind, bytes: UInt64(clamping: status.st_size),
            mode: UInt16(status.st_mode & 0o7777), modified: Int64(status.st_mtim.tv_sec),
            modifiedNanoseconds: UInt32(clamping: status.st_mtim.tv_nsec),
            target: kind == .link ? self.target(of: name, in: folder) ?? [] : [])
    }

    /// Where a link points; nil for what is none.
    static func target(of name: String, in folder: Int32) -> [UInt8]? {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = target.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlinkat(folder, name, $0, text.count) } ?? -1
            }
        }
        return length > 0 ? Array(target[..<length]) : nil
    }

    /// Removes what is under a name, with all that it holds; 0, or the error number.
    static func remove(_ name: String, in folder: Int32, depth: Int = 0) -> Int32 {
        if unlinkat(folder, name, 0) == 0 { return 0 }
        guard errno == EISDIR else { return errno }
        let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard inner >= 0 else { return errno }
        self.empty(inner, depth: depth + 1)
        close(inner)
        return unlinkat(folder, name, AT_REMOVEDIR) == 0 ? 0 : errno
    }

    /// Removes what a folder holds, as far as it goes.
    static func empty(_ folder: Int32, depth: Int = 0) {
        guard depth <= self.deepest, let names = try? self.names(in: folder) else { return }
        for name in names { _ = self.remove(name, in: folder, depth: depth) }
    }

    private static func names(in folder: Int32) throws(WorkerFailure) -> [String] {
        // A descriptor of its own: closedir closes it, and reading moves it.
        let own = try attempt("list folder") { openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(own) else { throw WorkerFailure(stage: "list folder", errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 } + [] }
            // A name that is no UTF-8 cannot be passed on as one; such files are left behind.
            guard let name = String(validating: bytes, as: UTF8.self), name != ".", name != ".." else { continue }
            names.append(name)
        }
        return names
    }
}

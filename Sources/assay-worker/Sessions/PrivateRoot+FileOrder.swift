import Glibc
import WorkerProtocol

extension PrivateRoot {
    /// Folders below which everything is the program's; they stay themselves.
    private static let programs = Self.writable.filter { !$0.hasPrefix(".") }

    /// Only while nobody can change anything.
    func carryOut(_ order: FileOrder) -> FileReport {
        let path = Self.components(order.path)
        do throws(WorkerFailure) {
            switch order.action {
            case .look: return try self.look(path, as: order.path)
            case .list: return try self.list(path, depth: Int(order.depth))
            case .remove: return try self.remove(path)
            case .move: return try self.move(path, to: order.destination)
            case .makeFolder: return try self.makeFolder(path, as: order.path)
            }
        } catch {
            return FileReport(errno: error.errno == 0 ? EIO : error.errno)
        }
    }

    private func look(_ path: [String], as asked: [UInt8]) throws(WorkerFailure) -> FileReport {
        if path.isEmpty {
            return FileReport(entries: [FileTree.entry(".", in: self.descriptor, path: "/")].compactMap { $0 })
        }
        return try self.inFolder(of: path) { Self.report($1, in: $0, as: asked) }
    }

    private static func report(_ name: String, in folder: Int32, as path: [UInt8]) -> FileReport {
        guard let entry = FileTree.entry(name, in: folder, path: String(decoding: path, as: UTF8.self)) else {
            return FileReport(errno: ENOENT)
        }
        return FileReport(entries: [entry])
    }

    private func list(_ path: [String], depth: Int) throws(WorkerFailure) -> FileReport {
        if path.isEmpty { return FileReport(entries: self.listPrograms(depth: depth)) }
        let folder = try self.openFolder(try self.resolved(path)[...], creating: false)
        defer { _ = Glibc.close(folder) }
        return FileReport(entries: FileTree.list(folder, most: Self.mostListed, depth: depth))
    }

    /// The root, without what is ours in it, and the host's.
    private func listPrograms(depth: Int) -> [FileEntry] {
        let entries = Self.programs.filter { !$0.contains("/") }.sorted().flatMap { name in
            let folder = openat(self.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard folder >= 0 else { return [FileEntry]() }
            defer { _ = Glibc.close(folder) }
            return [FileTree.entry(name, in: self.descriptor, path: name)].compactMap { $0 }
                + FileTree.list(folder, below: name + "/", most: Self.mostListed, depth: depth - 1)
        }
        return Array(entries.prefix(Self.mostListed))
    }

    private func remove(_ path: [String]) throws(WorkerFailure) -> FileReport {
        try self.inFolder(of: path, mayBeChanged: true) { FileReport(errno: FileTree.remove($1, in: $0)) }
    }

    private func move(_ path: [String], to destination: [UInt8]) throws(WorkerFailure) -> FileReport {
        try self.inFolder(of: path, mayBeChanged: true) { (folder, name) throws(WorkerFailure) in
            guard FileTree.entry(name, in: folder, path: "") != nil else { return FileReport(errno: ENOENT) }
            let place = Self.components(destination)
            return try self.inFolder(of: place, mayBeChanged: true, creating: true) { target, newName in
                guard renameat(folder, name, target, newName) == 0 else { return FileReport(errno: errno) }
                return Self.report(newName, in: target, as: destination)
            }
        }
    }

    private func makeFolder(_ path: [String], as asked: [UInt8]) throws(WorkerFailure) -> FileReport {
        try self.inFolder(of: path, creating: true) { folder, name in
            guard mkdirat(folder, name, 0o755) == 0 else {
                let error = errno
                let isFolder = FileTree.entry(name, in: folder, path: "")?.kind == .folder
                return FileReport(errno: error == EEXIST && !isFolder ? ENOTDIR : error)
            }
            fchownat(folder, name, self.owner, self.owner, 0)
            return Self.report(name, in: folder, as: asked)
        }
    }

    /// Where a path leads; ENOENT outside the program's folders, which hold what is ours.
    private func resolved(_ path: [String]) throws(WorkerFailure) -> [String] {
        guard let path = self.withoutLinks(path) else { throw WorkerFailure(stage: "links", errno: ELOOP) }
        guard let first = path.first, Self.programs.contains(first) else {
            throw WorkerFailure(stage: "path", errno: ENOENT)
        }
        return path
    }

    /// Hands over the folder that a path's last name is in, every link on the way to it followed, and the name.
    private func inFolder(
        of path: [String], mayBeChanged: Bool = false, creating: Bool = false,
        _ body: (_ folder: Int32, _ name: String) throws(WorkerFailure) -> FileReport
    ) throws(WorkerFailure) -> FileReport {
        guard let name = path.last else { throw WorkerFailure(stage: "path", errno: mayBeChanged ? EPERM : ENOENT) }
        let above = path.count > 1 ? try self.resolved(path.dropLast()) : []
        let place = (above + [name]).joined(separator: "/")
        guard above != [] || Self.programs.contains(place) else { throw WorkerFailure(stage: "path", errno: ENOENT) }
        if mayBeChanged, Self.programs.contains(place) { throw WorkerFailure(stage: "path", errno: EPERM) }
        let folder = try self.openFolder(above[...], creating: creating)
        defer { _ = Glibc.close(folder) }
        return try body(folder, name)
    }
}

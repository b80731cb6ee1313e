import Glibc
import WorkerProtocol

extension PrivateRoot {
    /// Folders below which everything is the program's; they stay themselves.
    private static let programs = [["tmp"], ["work"], ["mnt"], ["home"], ["home", "user"]]

    /// Only while nobody can change anything.
    func carryOut(_ order: FileOrder) -> FileReport {
        let path = Self.components(order.path)
        do throws(WorkerFailure) {
            switch order.action {
            case .look: return try self.look(path, as: order.path)
            case .list: return try self.list(path, depth: Int(order.depth))
            case .remove: return try self.remove(path)
            case .move: return try self.move(path, to: Self.components(order.destination))
            case .makeFolder: return try self.makeFolder(path)
            }
        } catch {
            return FileReport(errno: error.errno == 0 ? EIO : error.errno)
        }
    }

    private func look(_ path: [String], as asked: [UInt8]) throws(WorkerFailure) -> FileReport {
        if path.isEmpty {
            return FileReport(entries: [FileTree.entry(".", in: self.descriptor, path: "/")].compactMap { $0 })
        }
        return try self.inFolder(of: path) { folder, name in
            guard let entry = FileTree.entry(name, in: folder, path: String(decoding: asked, as: UTF8.self)) else {
                return FileReport(errno: ENOENT)
            }
            return FileReport(entries: [entry])
        }
    }

    private func list(_ path: [String], depth: Int) throws(WorkerFailure) -> FileReport {
        if path.isEmpty { return FileReport(entries: self.listPrograms(depth: depth)) }
        let folder = try self.openFolder(try self.resolved(path)[...], creating: false)
        defer { _ = Glibc.close(folder) }
        return FileReport(entries: FileTree.list(folder, most: Self.mostListed, depth: depth))
    }

    /// The root, without what is ours in it.
    private func listPrograms(depth: Int) -> [FileEntry] {
        FileTree.list(self.descriptor, most: Self.mostListed, depth: depth).filter { entry in
            let first = entry.path.prefix { $0 != UInt8(ascii: "/") }
            return Self.programs.contains([String(decoding: first, as: UTF8.self)])
        }
    }

    private func remove(_ path: [String]) throws(WorkerFailure) -> FileReport {
        try self.inFolder(of: path, mayBeChanged: true) { FileReport(errno: FileTree.remove($1, in: $0)) }
    }

    private func move(_ path: [String], to destination: [String]) throws(WorkerFailure) -> FileReport {
        try self.inFolder(of: path, mayBeChanged: true) { (folder, name) throws(WorkerFailure) in
            guard FileTree.entry(name, in: folder, path: "") != nil else { return FileReport(errno: ENOENT) }
            return try self.inFolder(of: destination, mayBeChanged: true, creating: true) { target, newName in
                FileReport(errno: renameat(folder, name, target, newName) == 0 ? 0 : errno)
            }
        }
    }

    private func makeFolder(_ path: [String]) throws(WorkerFailure) -> FileReport {
        try self.inFolder(of: path, creating: true) { folder, name in
            guard mkdirat(folder, name, 0o755) == 0 else {
                let error = errno
                let isFolder = FileTree.entry(name, in: folder, path: "")?.kind == .folder
                return FileReport(errno: error == EEXIST && !isFolder ? ENOTDIR : error)
            }
            fchownat(folder, name, self.owner, self.owner, 0)
            return FileReport()
        }
    }

    /// Where a path leads; ENOENT outside the program's folders, which hold what is ours.
    private func resolved(_ path: [String]) throws(WorkerFailure) -> [String] {
        guard let path = self.withoutLinks(path) else { throw WorkerFailure(stage: "links", errno: ELOOP) }
        guard let first = path.first, Self.programs.contains([first]) else {
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
        let place = above + [name]
        guard above != [] || Self.programs.contains(place) else { throw WorkerFailure(stage: "path", errno: ENOENT) }
        if mayBeChanged, Self.programs.contains(place) { throw WorkerFailure(stage: "path", errno: EPERM) }
        let folder = try self.openFolder(above[...], creating: creating)
        defer { _ = Glibc.close(folder) }
        return try body(folder, name)
    }
}

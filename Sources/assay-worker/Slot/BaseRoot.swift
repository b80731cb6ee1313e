import CSyscalls
import Glibc
import WorkerProtocol

/// The slot's root: a small read-only file system with what Python needs and nothing of the host's own.
///
/// Every execution binds its top-level folders into a private root of its own (``PrivateRoot``).
struct BaseRoot {
    /// Where an execution's private root is attached in its own mount namespace.
    static let attachmentPoint = "/.execution"
    private static let devices = ["null", "zero", "full", "random", "urandom"]

    let order: SlotOrder

    func enter(_ layers: inout Layers) throws(WorkerFailure) {
        try attempt("private mounts") { assay_mount(nil, "/", nil, UInt(MS_REC | MS_PRIVATE), nil) }
        // Any existing folder will do: it is covered in our mount namespace only.
        let root = "/tmp"
        let sources = try self.openSources()
        defer { for source in sources { close(source.descriptor) } }
        let tmpfs = try attempt("base tmpfs") { assay_tmpfs(16 << 20, 1024, 0) }
        try attempt("mount base") { assay_move_mount(tmpfs, root) }
        close(tmpfs)
        try Self.makeFolder(root + Self.attachmentPoint)
        for source in sources { try self.bind(source, below: root) }
        try self.makeDevices(root)
        try self.makeEtc(root)
        self.mountProc(root, &layers)
        try attempt("read-only base") { assay_mount_read_only(root, 1) }
        try attempt("chdir base") { chdir(root) }
        try attempt("pivot base") { assay_pivot_root(".", ".") }
        try attempt("leave host root") { assay_umount_detach(".") }
        try attempt("chdir /") { chdir("/") }
        layers.add(["read_only_root"])
    }

    private struct Source {
        var path: String
        var descriptor: Int32
        var link: String?
    }

    /// Opened before the base covers anything; what the host does not have is left out.
    private func openSources() throws(WorkerFailure) -> [Source] {
        var sources: [Source] = []
        for path in self.order.readOnlyPaths {
            if let target = FileTree.target(of: path, in: AT_FDCWD) {
                let link = String(decoding: target, as: UTF8.self)
                sources.append(Source(path: path, descriptor: -1, link: link))
                continue
            }
            let descriptor = open(path, assay_o_path | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            sources.append(Source(path: path, descriptor: descriptor, link: nil))
        }
        return sources
    }

    private func bind(_ source: Source, below root: String) throws(WorkerFailure) {
        let target = root + source.path
        try Self.makeParents(of: target, below: root)
        if let link = source.link {
            try attempt("link \(source.path)") { symlink(link, target) }
            return
        }
        var status = stat()
        try attempt("stat \(source.path)") { fstat(source.descriptor, &status) }
        if status.st_mode & S_IFMT == S_IFDIR {
            try Self.makeFolder(target)
        } else {
            try Self.makeFile(target, contents: "")
        }
        let origin = "/proc/self/fd/\(source.descriptor)"
        try attempt("bind \(source.path)") { assay_mount(origin, target, nil, UInt(MS_BIND | MS_REC), nil) }
        try attempt("read-only \(source.path)") { assay_mount_read_only(target, 0) }
    }

    private func makeDevices(_ root: String) throws(WorkerFailure) {
        try Self.makeFolder(root + "/dev")
        for name in Self.devices {
            let path = "/dev/" + name
            try Self.makeFile(root + path, contents: "")
            try attempt("bind \(path)") { assay_mount(path, root + path, nil, UInt(MS_BIND), nil) }
        }
        // Shared memory belongs to the execution: its own root has the folder behind the link.
        let links = ["shm": "/.shm", "fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"]
        for (name, target) in links { try attempt("link /dev/\(name)") { symlink(target, "\(root)/dev/\(name)") } }
    }

    private func makeEtc(_ root: String) throws(WorkerFailure) {
        let user = SlotSpawner.executionUser
        if access(root + "/etc", F_OK) != 0 { try Self.makeFolder(root + "/etc") }
        try Self.makeFile(root + "/etc/passwd", contents: "user:x:\(user):\(user)::/home/user:/bin/bash\n")
        try Self.makeFile(root + "/etc/group", contents: "user:x:\(user):\n")
        try Self.makeFile(root + "/etc/hosts", contents: "127.0.0.1 localhost\n::1 localhost\n")
        try Self.makeFile(root + "/etc/nsswitch.conf", contents: "passwd: files\ngroup: files\nhosts: files\n")
    }

    /// The supervisor's own, for looking at how much memory a program uses. A later mount of an execution's own /proc
    /// needs a whole one in sight, too, which a container may not have.
    private func mountProc(_ root: String, _ layers: inout Layers) {
        let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOEXEC)
        if mkdir(root + "/.proc", 0o755) == 0, assay_mount("proc", root + "/.proc", "proc", flags, nil) == 0 {
            layers.add(["observed_memory"] + (self.order.mountsProc ? ["private_proc"] : []))
        } else {
            layers.miss("observed_memory", "the host's /proc is not whole")
            if self.order.mountsProc { layers.miss("private_proc", "the host's /proc is not whole") }
        }
    }

    static func makeFolder(_ path: String) throws(WorkerFailure) {
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw WorkerFailure(stage: "mkdir \(path)", errno: errno) }
    }

    private static func makeParents(of path: String, below root: String) throws(WorkerFailure) {
        let parts = path.dropFirst(root.count).split(separator: "/").dropLast()
        var folder = root
        for part in parts {
            folder += "/" + part
            try Self.makeFolder(folder)
        }
    }

    private static func makeFile(_ path: String, contents: String) throws(WorkerFailure) {
        let descriptor = try attempt("create \(path)") { open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644) }
        FileDescriptor(raw: descriptor).write(contents)
        close(descriptor)
    }
}

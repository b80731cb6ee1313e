import CSyscalls
import Glibc
import WorkerProtocol

/// One execution's root file system: a tmpfs with a byte and an inode quota, not executable, gone with the execution.
///
/// The supervisor keeps a descriptor to it: it writes the files a program is given before the program exists, and
/// reads the ones asked for after it is dead.
struct PrivateRoot {
    /// Folders that the program may write, in the order they are made.
    static let writable = ["tmp", "work", "mnt", "home", "home/user", ".shm"]
    static let work = "work"
    /// Where the runner leaves what it says of the program's end: a file, so that a program is born with no
    /// descriptor but the standard three. Anyone in there can write it, which is why it decides nothing.
    static let claims = ".claims"
    static let mostListed = 10_000
    private static let longestClaims = 4 << 20
    /// As many as the kernel follows.
    private static let mostLinks = 40

    let descriptor: Int32
    private let claimsFile: Int32
    let owner: uid_t
    /// Where the files of a session's branches are, a folder for each that may be; −1 where none may.
    private let family: Int32
    /// The branch's number, for a branch's root.
    private let number: Int?

    init(order: SlotOrder) throws(WorkerFailure) {
        let root = try attempt("scratch tmpfs") { assay_tmpfs(order.scratchBytes, order.scratchInodes, 1) }
        try self.init(in: root, family: try Self.makeFamily(in: root, of: Int(order.maximumBranches)), number: nil)
    }

    private init(in root: Int32, family: Int32, number: Int?) throws(WorkerFailure) {
        let owner = SlotSpawner.executionUser
        let claims = try attempt("claims file") {
            openat(root, Self.claims, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        try attempt("claims owner") { fchown(claims, owner, owner) }
        self.descriptor = root
        self.claimsFile = claims
        self.owner = owner
        self.family = family
        self.number = number
        for folder in Self.writable {
            try attempt("scratch folder") { mkdirat(self.descriptor, folder, 0o755) }
            try attempt("scratch owner") { fchownat(self.descriptor, folder, self.owner, self.owner, 0) }
            if folder == "tmp" || folder == ".shm" {
                try attempt("scratch mode") { fchmodat(self.descriptor, folder, 0o1777, 0) }
            }
        }
    }

    func close() {
        if self.family >= 0 { _ = Glibc.close(self.family) }
        _ = Glibc.close(self.claimsFile)
        _ = Glibc.close(self.descriptor)
    }

    /// Takes back what was claimed before, so that a session's next cell claims for itself.
    func clearClaims() {
        ftruncate(self.claimsFile, 0)
        lseek(self.claimsFile, 0, SEEK_SET)
    }

    /// What the runner claimed, through the descriptor opened at the start: links and renames do not matter.
    func readClaims() -> [UInt8] {
        var status = stat()
        guard fstat(self.claimsFile, &status) == 0, status.st_size > 0, status.st_size <= Self.longestClaims else {
            return []
        }
        return FileDescriptor(raw: self.claimsFile).read(exactly: Int(status.st_size)) ?? []
    }

    /// In the child: attaches the tmpfs, binds the base's folders into it and makes it the root.
    func enter(base: [BaseEntry], mountsProc: Bool) throws(WorkerFailure) {
        let root = BaseRoot.attachmentPoint
        try attempt("new mount namespace") { assay_unshare(assay_new_mount_namespace) }
        try attempt("attach scratch") { assay_move_mount(self.descriptor, root) }
        for entry in base { try Self.bind(entry, below: root) }
        if mountsProc, access("/.proc/self", F_OK) == 0 {
            try attempt("mkdir proc") { mkdir(root + "/proc", 0o555) }
            let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOEXEC)
            try attempt("mount proc") {
                assay_mount("proc", root + "/proc", "proc", flags, "subset=pid,hidepid=invisible")
            }
        }
        try Self.pivot(into: root)
        try attempt("chdir work") { chdir("/" + Self.work) }
    }

    private static func bind(_ entry: BaseEntry, below root: String) throws(WorkerFailure) {
        let target = "\(root)/\(entry.name)"
        if let link = entry.link {
            try attempt("link \(entry.name)") { symlink(link, target) }
        } else {
            try attempt("mkdir \(entry.name)") { mkdir(target, 0o755) }
            try attempt("bind \(entry.name)") {
                assay_mount("/\(entry.name)", target, nil, UInt(MS_BIND | MS_REC), nil)
            }
        }
    }

    private static func pivot(into root: String) throws(WorkerFailure) {
        try attempt("chdir root") { chdir(root) }
        try attempt("pivot root") { assay_pivot_root(".", ".") }
        try attempt("leave base root") { assay_umount_detach(".") }
    }

    // MARK: Branches

    /// A folder for each branch that there may be. Made before the session is confined: its Landlock domain, which a
    /// branch is born with, can only name what exists.
    private static func makeFamily(in root: Int32, of count: Int) throws(WorkerFailure) -> Int32 {
        guard count > 0 else { return -1 }
        try attempt("family folder") { mkdirat(root, self.familyName, 0o700) }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let family = try attempt("family folder") { openat(root, self.familyName, flags) }
        for number in 0..<count { try attempt("branch folder") { mkdirat(family, "\(number)", 0o755) } }
        return family
    }

    private static let familyName = ".family"

    static func branch(_ number: Int) -> String { "/\(self.familyName)/\(number)" }

    /// A root for a branch with copies of this one's files, in the same tmpfs and under its quota. Nothing runs that
    /// could change them.
    func makeBranch(_ number: Int) throws(WorkerFailure) -> PrivateRoot {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let folder = try attempt("branch folder") { openat(self.family, "\(number)", flags) }
        try Self.take(folder)
        let family = try attempt("family folder") { fcntl(self.family, F_DUPFD_CLOEXEC, 0) }
        FileTree.empty(folder)
        let root = try PrivateRoot(in: folder, family: family, number: number)
        for name in Self.writable where !name.contains("/") {
            let source = try attempt("open \(name)") { openat(self.descriptor, name, flags) }
            defer { _ = Glibc.close(source) }
            let target = try attempt("open \(name)") { openat(folder, name, flags) }
            defer { _ = Glibc.close(target) }
            try FileTree.copy(source, into: target, owner: self.owner)
        }
        return root
    }

    /// A branch's folder is its supervisor's until that one has ended: the last one there may still be taking away its
    /// files. The lock goes over to the new supervisor with the descriptor.
    private static func take(_ folder: Int32) throws(WorkerFailure) {
        let patience = monotonicNanoseconds() + 5_000_000_000
        while flock(folder, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK, monotonicNanoseconds() < patience else {
                throw WorkerFailure(stage: "branch folder", errno: errno)
            }
            usleep(500)
        }
    }

    /// Takes away a branch's files; the folder stays for the next one.
    func removeBranch() {
        if self.number != nil { FileTree.empty(self.descriptor) }
    }

    /// In the branch's own user and mount namespaces, which show the session's root still: binds the base's folders into
    /// the branch's and makes it the root.
    func becomeRoot(base: [BaseEntry]) throws(WorkerFailure) {
        guard let number else { throw WorkerFailure(stage: "branch root") }
        let root = Self.branch(number)
        try attempt("bind branch") { assay_mount(root, root, nil, UInt(MS_BIND), nil) }
        // For branches of the branch.
        for entry in base + [BaseEntry(name: Self.familyName, link: nil)] { try Self.bind(entry, below: root) }
        try Self.pivot(into: root)
    }

    /// Writes a file before the program starts, with the folders above it; refuses nothing but what the tmpfs refuses.
    func write(_ file: FileContents) throws(WorkerFailure) {
        let parts = Self.components(file.path)
        guard let name = parts.last else { throw WorkerFailure(stage: "file path", errno: EISDIR) }
        let folder = try self.openFolder(parts.dropLast(), creating: true)
        defer { _ = Glibc.close(folder) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try attempt("create file") { openat(folder, name, flags, 0o644) }
        defer { _ = Glibc.close(descriptor) }
        fchown(descriptor, self.owner, self.owner)
        guard FileDescriptor(raw: descriptor).write(file.contents) else {
            throw WorkerFailure(stage: "write file", errno: errno)
        }
    }

    /// The files of the working directory. Only while nobody can change them.
    func list() -> [FileEntry] {
        let folder = openat(self.descriptor, Self.work, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return [] }
        defer { _ = Glibc.close(folder) }
        return FileTree.list(folder, most: Self.mostListed) { $0.kind == .file }
    }

    /// A regular file's contents after the program's death; nil for anything else or more than `limit` bytes. Links
    /// lead where they would lead inside: never out of the root.
    func read(_ path: [UInt8], limit: Int) -> [UInt8]? {
        guard let parts = self.withoutLinks(Self.components(path)), let name = parts.last,
            let folder = try? self.openFolder(parts.dropLast(), creating: false)
        else { return nil }
        defer { _ = Glibc.close(folder) }
        let descriptor = openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        return FileDescriptor(raw: descriptor).read(exactly: Int(status.st_size))
    }

    /// The same place with every link on the way replaced by what it points to; nil for too many. Only once nobody can
    /// change a link any more.
    func withoutLinks(_ path: [String]) -> [String]? {
        var left = path[...]
        var resolved: [String] = []
        var links = 0
        while let part = left.popFirst() {
            if part == ".." {
                _ = resolved.popLast()
                continue
            }
            resolved.append(part)
            let place = resolved.joined(separator: "/")
            guard let target = FileTree.target(of: place, in: self.descriptor) else { continue }
            links += 1
            guard links <= Self.mostLinks else { return nil }
            let isAbsolute = target[0] == UInt8(ascii: "/")
            resolved = isAbsolute ? [] : resolved.dropLast()
            let names = target.split(separator: UInt8(ascii: "/")).map {
                String(decoding: $0, as: UTF8.self)
            }
            left = ArraySlice(names.filter { $0 != "." } + left)
        }
        return resolved
    }

    /// Step by step, so that no link is followed; the caller closes it.
    func openFolder(_ parts: ArraySlice<String>, creating: Bool) throws(WorkerFailure) -> Int32 {
        var folder = try attempt("scratch root") { dup(self.descriptor) }
        for part in parts {
            if creating, mkdirat(folder, part, 0o755) == 0 { fchownat(folder, part, self.owner, self.owner, 0) }
            let next = openat(folder, part, assay_o_path | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let error = errno
            _ = Glibc.close(folder)
            guard next >= 0 else { throw WorkerFailure(stage: "open folder", errno: error) }
            folder = next
        }
        return folder
    }

    /// `a/../b` below the working directory, `/mnt/b` below the private root; `..` never leads out of it.
    static func components(_ path: [UInt8]) -> [String] {
        var parts: [String] = path.first == UInt8(ascii: "/") ? [] : [self.work]
        for part in path.split(separator: UInt8(ascii: "/")) {
            switch String(decoding: part, as: UTF8.self) {
            case ".": continue
            case "..": _ = parts.popLast()
            case let name: parts.append(name)
            }
        }
        return parts
    }
}

/// A top-level entry of the slot's root as every execution gets it.
struct BaseEntry {
    var name: String
    /// Where it points, for a symbolic link.
    var link: String?

    /// Lists the slot's root, without the entries that are the supervisor's own.
    static func all() throws(WorkerFailure) -> [BaseEntry] {
        guard let folder = opendir("/") else { throw WorkerFailure(stage: "list root", errno: errno) }
        defer { closedir(folder) }
        var entries: [BaseEntry] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            let link = FileTree.target(of: "/" + name, in: AT_FDCWD).map { String(decoding: $0, as: UTF8.self) }
            entries.append(BaseEntry(name: name, link: link))
        }
        return entries
    }
}

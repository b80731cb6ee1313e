import CSyscalls
import Glibc
import WorkerProtocol

/// The second wall around files: what mounts and users already forbid, a Landlock domain forbids again.
///
/// Access bits and the ABI that brought them: linux/landlock.h, kernel 6.12.
enum Landlock {
    private static let execute: UInt64 = 1 << 0
    private static let writeFile: UInt64 = 1 << 1
    private static let readFile: UInt64 = 1 << 2
    private static let readFolder: UInt64 = 1 << 3
    private static let makeCharacterDevice: UInt64 = 1 << 6
    private static let makeBlockDevice: UInt64 = 1 << 11
    private static let truncate: UInt64 = 1 << 14
    /// Abstract unix sockets and signals outside the domain.
    private static let scopes: UInt64 = 0b11

    /// In the child, inside its private root. Does nothing where the kernel has no Landlock (said in the layers).
    ///
    /// - Parameter branches: how many branches of a session may live in folders of their own, which are their roots: there
    ///   mounts and owners alone tell apart what they may write.
    static func restrict(branches: Int) throws(WorkerFailure) {
        let abi = assay_landlock_abi()
        guard abi > 0 else { return }
        // ABI 1 has 13 rights; 2 added refer, 3 truncate, 5 device ioctls.
        let handled: UInt64 = (1 << (abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13)) - 1
        let ruleset = try attempt("landlock ruleset") { assay_landlock_create(handled, abi >= 6 ? self.scopes : 0) }
        defer { close(ruleset) }
        let write = handled & ~(self.execute | self.makeCharacterDevice | self.makeBlockDevice)
        try self.allow("/", self.execute | self.readFile | self.readFolder, in: ruleset)
        try self.allow("/dev", self.readFile | self.readFolder | self.writeFile | handled & self.truncate, in: ruleset)
        for folder in PrivateRoot.writable where !folder.contains("/") {
            try self.allow("/" + folder, write, in: ruleset)
        }
        try self.allow("/" + PrivateRoot.claims, self.writeFile | handled & self.truncate, in: ruleset)
        for number in 0..<branches {
            try self.allow(PrivateRoot.branch(number), write | self.execute, in: ruleset)
        }
        try attempt("landlock restrict") { assay_landlock_restrict(ruleset) }
    }

    private static func allow(_ path: String, _ access: UInt64, in ruleset: Int32) throws(WorkerFailure) {
        let descriptor = try attempt("landlock \(path)") { open(path, assay_o_path | O_CLOEXEC) }
        defer { close(descriptor) }
        try attempt("landlock \(path)") { assay_landlock_allow(ruleset, descriptor, access) }
    }
}

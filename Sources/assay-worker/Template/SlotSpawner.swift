import CSyscalls
import Glibc
import WorkerProtocol

/// Forks a slot out of the template and into namespaces of its own.
///
/// Two forks: the first enters the namespaces (a process cannot move itself into a pid namespace), the second is
/// their pid 1, the supervisor. Only the template, outside, may write the user map.
struct SlotSpawner {
    /// Inside the slot the supervisor is user 0 and programs are user 1000.
    static let executionUser: uid_t = 1000

    let order: SlotOrder
    let descriptors: [Int32]
    let control: Int32

    /// Returns the supervisor's pid as the template and the server see it.
    func spawn(_ interpreter: Interpreter) throws(WorkerFailure) -> pid_t {
        let expected = 1 + 4 * Int(self.order.cgroupCount)
        guard (expected...expected + 2).contains(self.descriptors.count) else {
            throw WorkerFailure(stage: "slot descriptors")
        }
        let up = try FileDescriptor.pipe(stage: "slot pipe")
        let down = try FileDescriptor.pipe(stage: "slot pipe")
        let child = try attempt("fork slot") { fork() }
        if child == 0 {
            close(self.control)
            up.read.close()
            down.write.close()
            self.enterNamespaces(up: up.write, down: down.read, interpreter)
        }
        up.write.close()
        down.read.close()
        defer {
            up.read.close()
            down.write.close()
        }
        guard let entered = up.read.read(exactly: 4) else { throw WorkerFailure(stage: "enter namespaces") }
        if let failure = Self.errno(entered) { throw WorkerFailure(stage: "unshare", errno: failure) }
        try self.writeUserMap(of: child)
        down.write.write([1])
        guard let answer = up.read.read(exactly: 4) else { throw WorkerFailure(stage: "fork supervisor") }
        return answer.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    }

    private static func errno(_ bytes: [UInt8]) -> Int32? {
        let number = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
        return number == 0 ? nil : number
    }

    private func enterNamespaces(up: FileDescriptor, down: FileDescriptor, _ interpreter: Interpreter) -> Never {
        signal(SIGCHLD, SIG_DFL)
        let result: Int32 = assay_unshare(assay_new_namespaces) == 0 ? 0 : Glibc.errno
        up.write(withUnsafeBytes(of: result) { Array($0) })
        guard result == 0, down.read(exactly: 1) != nil else { assay_exit_now(1) }
        let pid = fork()
        if pid == 0 {
            up.close()
            down.close()
            Slot(order: self.order, descriptors: self.descriptors, interpreter: interpreter).run()
        }
        up.write(withUnsafeBytes(of: pid) { Array($0) })
        assay_exit_now(0)
    }

    /// As root: two users of the slot's own, neither of them anybody on the host. Otherwise: ourselves.
    private func writeUserMap(of pid: pid_t) throws(WorkerFailure) {
        let base = self.order.hostUserBase
        if base != 0 {
            let map = "0 \(base) 1\n\(Self.executionUser) \(base + 1) 1\n"
            try Self.write(map, to: "/proc/\(pid)/uid_map")
            try Self.write(map, to: "/proc/\(pid)/gid_map")
        } else {
            try Self.write("deny", to: "/proc/\(pid)/setgroups")
            try Self.write("\(Self.executionUser) \(getuid()) 1\n", to: "/proc/\(pid)/uid_map")
            try Self.write("\(Self.executionUser) \(getgid()) 1\n", to: "/proc/\(pid)/gid_map")
        }
    }

    static func write(_ text: String, to path: String) throws(WorkerFailure) {
        let descriptor = try attempt("open \(path)") { open(path, O_WRONLY | O_CLOEXEC) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try attempt("write \(path)") { Glibc.write(descriptor, bytes, bytes.count) }
    }
}

import Glibc
import WorkerProtocol

/// A memory cgroup of a slot, or of a session's branch, through descriptors that the server opened: the slot itself sees no
/// cgroup files.
final class Cgroup {
    private let kind: SlotOrder.CgroupKind
    private let processes: Int32
    private let limitFile: Int32
    private let eventsFile: Int32
    private let peakFile: Int32
    /// Where tasks are counted, if not here nor with the slot's.
    private let tasks: FileDescriptor?
    private var limit: UInt64?
    private var killsBefore: UInt64 = 0

    /// `procs`, `limit`, `events`, `peak`; then the `procs` of a tasks cgroup, where there is one.
    init(kind: SlotOrder.CgroupKind, descriptors: [Int32]) {
        self.kind = kind
        self.processes = descriptors[0]
        self.limitFile = descriptors[1]
        self.eventsFile = descriptors[2]
        self.peakFile = descriptors[3]
        self.tasks = descriptors.count > 4 ? FileDescriptor(raw: descriptors[4]) : nil
    }

    /// Takes a process in and starts counting anew.
    func adopt(_ pid: pid_t) throws(WorkerFailure) {
        try Self.write("\(pid)", to: self.processes, stage: "join cgroup")
        if let tasks { try Self.write("\(pid)", to: tasks.raw, stage: "join tasks cgroup") }
        // Best effort: kernels before 6.12 do not let a v2 peak be reset, and then it is the slot's.
        try? Self.write("0", to: self.peakFile, stage: "reset peak")
        self.killsBefore = self.kills
    }

    func setLimit(_ bytes: UInt64) throws(WorkerFailure) {
        guard self.limit != bytes else { return }
        try Self.write("\(bytes)", to: self.limitFile, stage: "memory limit")
        self.limit = bytes
    }

    /// Whether the kernel's out-of-memory killer struck here since the process was adopted.
    var wasKilled: Bool { self.kills > self.killsBefore }

    var peakBytes: UInt64 {
        UInt64(self.read(self.peakFile).split(separator: "\n").first ?? "") ?? 0
    }

    private var kills: UInt64 {
        for line in self.read(self.eventsFile).split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count == 2, fields[0] == "oom_kill" { return UInt64(fields[1]) ?? 0 }
        }
        return 0
    }

    /// Closes its files: of a branch's, which has no other supervisor's use.
    func close() {
        for file in [self.processes, self.limitFile, self.eventsFile, self.peakFile] { _ = Glibc.close(file) }
        self.tasks?.close()
    }

    private static func write(_ text: String, to file: Int32, stage: String) throws(WorkerFailure) {
        let bytes = Array(text.utf8)
        try attempt(stage) { pwrite(file, bytes, bytes.count, 0) }
    }

    private func read(_ file: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let got = pread(file, &bytes, bytes.count, 0)
        return got > 0 ? String(decoding: bytes[..<got], as: UTF8.self) : ""
    }
}

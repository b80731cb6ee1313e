import WorkerProtocol

/// What an execution may do: system calls, limits, and what it sees of the host.
package struct SandboxProfile: Sendable, Equatable {
    package var name: String
    package var description: String
    /// The languages it serves. `python-strict` is the default of Python, `python-exec` of the others.
    package var languages: [Language]
    var limits: ProfileLimits
    var mounts: ProfileMounts
    /// errno of a call that no rule names.
    var defaultErrno: Int32
    var rules: [SystemCallRule]

    /// Whether its programs may start others.
    var allowsPrograms: Bool {
        self.rules.contains { $0.action == .allow && ($0.name == "execve" || $0.name == "fork") }
    }

    /// The order for a slot under this profile.
    func slotOrder(
        id: UInt32, hostUserBase: UInt32, cgroupKind: SlotOrder.CgroupKind, cgroupCount: Int, logsRefused: Bool
    ) -> SlotOrder {
        SlotOrder(
            slotID: id, hostUserBase: hostUserBase, cgroupKind: cgroupKind, cgroupCount: UInt8(cgroupCount),
            profile: self.name, defaultErrno: self.defaultErrno, rules: self.rules, maximumTasks: self.limits.tasks,
            maximumOpenFiles: self.limits.openFiles, maximumFileBytes: self.limits.fileBytes,
            scratchBytes: self.limits.scratchBytes, scratchInodes: self.limits.scratchInodes,
            stackBytes: self.limits.stackBytes, mountsProc: self.mounts.proc, readOnlyPaths: self.mounts.readOnly,
            // A session keeps what is touched for as long as it lives, and its first cell takes a millisecond longer without.
            touchesSpares: (self.limits.branches ?? 0) == 0, logsRefused: logsRefused,
            maximumBranches: UInt8(clamping: self.limits.branches ?? 0))
    }
}

/// Limits that belong to a profile; time, memory and output belong to each request.
struct ProfileLimits: Sendable, Equatable, Decodable {
    /// Threads and processes together.
    var tasks: UInt32
    var openFiles: UInt32
    /// Largest single file, bytes.
    var fileBytes: UInt64
    /// The private root's size, bytes and inodes.
    var scratchBytes: UInt64
    var scratchInodes: UInt32
    /// Main thread's stack, bytes.
    var stackBytes: UInt64
    /// How often a session may be forked, all its branches and theirs together; none where it is left out.
    var branches: UInt32?

    /// What each may be: less and no program runs, more and it is no limit.
    var ranges: [(key: CodingKeys, value: UInt64, range: ClosedRange<UInt64>)] {
        [
            (.tasks, UInt64(self.tasks), 1...65_536), (.openFiles, UInt64(self.openFiles), 16...1_048_576),
            (.fileBytes, self.fileBytes, 4096...1 << 40), (.scratchBytes, self.scratchBytes, 65_536...1 << 40),
            (.scratchInodes, UInt64(self.scratchInodes), 64...100_000_000),
            (.stackBytes, self.stackBytes, 65_536...1 << 32), (.branches, UInt64(self.branches ?? 0), 0...128),
        ]
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case tasks
        case openFiles = "open_files"
        case fileBytes = "file_bytes"
        case scratchBytes = "scratch_bytes"
        case scratchInodes = "scratch_inodes"
        case stackBytes = "stack_bytes"
        case branches
    }
}

struct ProfileMounts: Sendable, Equatable, Decodable {
    /// Whether the execution gets a /proc of its own pid namespace.
    var proc: Bool
    /// Host paths to see read-only; what the host lacks is left out.
    var readOnly: [String]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case proc
        case readOnly = "read_only"
    }
}

import WorkerProtocol

/// A profile in words: what `assay doctor --profile` prints.
package struct ProfileExplanation: Sendable {
    /// Calls worth a second look where a profile allows them, with what they open.
    private static let notable: KeyValuePairs = [
        "execve": "starts other programs", "fork": "starts processes", "ptrace": "reads and steers other processes",
        "process_vm_readv": "reads the memory of other processes", "bpf": "a large part of the kernel",
        "io_uring_setup": "calls that no filter sees", "userfaultfd": "stops the kernel in the middle of a copy",
        "perf_event_open": "counters of the whole machine", "keyctl": "keys that outlive a program",
        "add_key": "keys that outlive a program", "unshare": "namespaces, and the kernel's code for root in them",
        "mount": "mounts", "memfd_create": "memory that only a cgroup counts", "flock": "locks that other programs see",
        "shmget": "memory that outlives a program", "setns": "other namespaces", "clone3": "flags that no filter sees",
    ]

    package let profile: SandboxProfile

    package init(_ profile: SandboxProfile) {
        self.profile = profile
    }

    /// Name and text of each line, in the order to print them.
    package var lines: [(name: String, text: String)] {
        let limits = self.profile.limits
        let mounts = self.profile.mounts
        return [
            ("profile", "\(self.profile.name): \(self.profile.description)"),
            ("languages", self.profile.languages.map(\.rawValue).joined(separator: ", ")),
            ("tasks", "\(limits.tasks) threads and processes together"),
            ("open files", "\(limits.openFiles)"),
            ("largest file", Self.mebibytes(limits.fileBytes)),
            ("scratch", "\(Self.mebibytes(limits.scratchBytes)), \(limits.scratchInodes) inodes"),
            ("stack", Self.mebibytes(limits.stackBytes)),
            ("/proc", mounts.proc ? "of its own namespace" : "none"),
            ("read-only", mounts.readOnly.joined(separator: " ")),
            ("allowed", "\(self.names(.allow, conditional: false).count) calls"),
            ("with conditions", Self.list(self.names(.allow, conditional: true))),
            ("fail silently", Self.list(self.names(.errno, conditional: nil))),
            ("end the program", Self.list(self.names(.kill, conditional: nil) + ["those of foreign architectures"])),
            ("all others", "fail with errno \(self.profile.defaultErrno) and are named in denied"),
            ("to consider", Self.list(self.considerations)),
        ]
    }

    private var considerations: [String] {
        let allowed = Set(self.names(.allow, conditional: nil))
        return Self.notable.filter { allowed.contains($0.key) }.map { "\($0.key) (\($0.value))" }
    }

    /// Names under an action, each once; `conditional` nil for both kinds.
    private func names(_ action: SystemCallRule.Action, conditional: Bool?) -> [String] {
        let rules = self.profile.rules.filter { rule in
            rule.action == action && (conditional == nil || conditional == !rule.conditions.isEmpty)
        }
        return Set(rules.map(\.name)).sorted()
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    private static func mebibytes(_ bytes: UInt64) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }
}

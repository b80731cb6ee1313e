import Glibc

/// What `/proc` says of a process, by any of its threads, as the slot's pid namespace numbers them.
struct ProcessStatus {
    private let fields: [Substring: Substring]

    /// - Returns: nil where it is gone, or the slot has no /proc to look at.
    init?(of thread: Int32) {
        var fields: [Substring: Substring] = [:]
        for line in readTextFile("/.proc/\(thread)/status").split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            if parts.count == 2 { fields[parts[0].dropLast()] = parts[1] }
        }
        guard !fields.isEmpty else { return nil }
        self.fields = fields
    }

    var process: pid_t { self.number("Tgid") }
    var parent: pid_t { self.number("PPid") }
    var isStopped: Bool { self.fields["State"]?.first == "T" }

    /// Whether it has no capability, can gain none, and is under a filter.
    var isConfined: Bool {
        ["CapInh", "CapPrm", "CapEff", "CapAmb"].allSatisfy { self.fields[$0]?.allSatisfy { $0 == "0" } == true }
            && self.fields["NoNewPrivs"] == "1" && self.fields["Seccomp"] == "2"
    }

    private func number(_ name: Substring) -> pid_t { self.fields[name].flatMap { pid_t($0) } ?? 0 }
}

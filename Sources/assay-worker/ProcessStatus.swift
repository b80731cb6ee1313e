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

    /// Whether it leads a process group of its own.
    var leadsGroup: Bool { self.number("NSpgid") == self.process }

    /// Whether it has no capability, can gain none, and is under a filter: in its one thread, for each has its own.
    var isConfined: Bool {
        ["CapInh", "CapPrm", "CapEff", "CapAmb"].allSatisfy { self.fields[$0]?.allSatisfy { $0 == "0" } == true }
            && self.fields["NoNewPrivs"] == "1" && self.fields["Seccomp"] == "2" && self.fields["Threads"] == "1"
    }

    /// How a process ended, as `wait` tells it, where nobody has reaped it yet.
    static func exitStatus(of process: pid_t) -> Int32? {
        // After the name, which may hold anything: the state, and 49 fields later the last.
        let text = readTextFile("/.proc/\(process)/stat")
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace)
        return fields.first == "Z" ? fields.last.flatMap { Int32($0) } : nil
    }

    /// The processes that one has forked and not reaped.
    static func children(of parent: pid_t) -> [pid_t] {
        guard let folder = opendir("/.proc") else { return [] }
        defer { closedir(folder) }
        var children: [pid_t] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = pid_t(name), ProcessStatus(of: pid)?.parent == parent { children.append(pid) }
        }
        return children
    }

    /// The first, of those that each namespace has one of.
    private func number(_ name: Substring) -> pid_t {
        self.fields[name]?.split(separator: "\t").first.flatMap { pid_t($0) } ?? 0
    }
}

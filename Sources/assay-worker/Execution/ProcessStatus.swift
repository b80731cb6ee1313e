import Glibc

/// What `/proc` says of a process, by any of its threads, as the slot's pid namespace numbers them.
struct ProcessStatus {
    private let lines: [ArraySlice<UInt8>]

    /// - Returns: nil where it is gone, or the slot has no /proc to look at.
    init?(of thread: Int32) {
        self.lines = readFile("/.proc/\(thread)/status").split(separator: UInt8(ascii: "\n"))
        guard !self.lines.isEmpty else { return nil }
    }

    var process: pid_t { self.number("Tgid") }
    var parent: pid_t { self.number("PPid") }
    var isStopped: Bool { self.field("State")?.first == "T" }

    /// Whether it leads a process group of its own.
    var leadsGroup: Bool { self.number("NSpgid") == self.process }

    /// Whether it has no capability, can gain none, and is under a filter: in its one thread, for each has its own.
    var isConfined: Bool {
        ["CapInh", "CapPrm", "CapEff", "CapAmb"].allSatisfy { self.field($0)?.allSatisfy { $0 == "0" } == true }
            && self.field("NoNewPrivs") == "1" && self.field("Seccomp") == "2" && self.field("Threads") == "1"
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
    private func number(_ name: StaticString) -> pid_t {
        self.field(name)?.split(separator: "\t").first.flatMap { pid_t($0) } ?? 0
    }

    /// What follows `name:` and a tab. Compared as bytes: it is looked at while somebody waits for a fork.
    private func field(_ name: StaticString) -> String? {
        let key = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        let line = self.lines.first { $0.starts(with: key) && $0.dropFirst(key.count).starts(with: [0x3a, 0x09]) }
        return line.map { String(decoding: $0.dropFirst(key.count + 2), as: UTF8.self) }
    }
}

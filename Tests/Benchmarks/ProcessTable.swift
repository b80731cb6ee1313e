import Foundation

/// What `/proc` says of processes.
enum ProcessTable {
    /// Every process below one, by parentage now.
    static func descendants(of root: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let pid = Int32(name), let parent = self.number(pid, "PPid:") else { continue }
            children[Int32(parent), default: []].append(pid)
        }
        var found: [Int32] = []
        var left = [root]
        while let pid = left.popLast() {
            found += children[pid] ?? []
            left += children[pid] ?? []
        }
        return found
    }

    /// Processor time that a process has used so far, seconds.
    static func processorSeconds(_ pid: Int32) -> Double {
        let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        // After the name, which may hold spaces: the 12th and 13th fields, in ticks.
        let fields = stat.split(separator: ") ").last?.split(separator: " ").dropFirst(11).prefix(2) ?? []
        return fields.compactMap { Double($0) }.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// A line of the process's status, without its key.
    static func text(_ pid: Int32, _ key: String) -> String? {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
        return line.map { $0.dropFirst(key.count).trimmingCharacters(in: .whitespaces) }
    }

    /// The first number of such a line.
    static func number(_ pid: Int32, _ key: String) -> Int? {
        self.text(pid, key)?.split(separator: " ").first.flatMap { Int($0) }
    }
}

import Foundation

/// The memory that is one session's alone: what its supervisor and its interpreter share with nobody, kibibytes.
///
/// The process that the pid namespace belongs to is left out: it runs in the supervisor's memory.
struct SessionMemory {
    var supervisor: Int
    var interpreter: Int

    var mebibytes: Double { Double(self.supervisor + self.interpreter) / 1024 }

    /// That of every idle session below a server. Idle ones are stopped, which nothing else is.
    static func ofIdle(below server: Int32) -> [SessionMemory] {
        ProcessTable.descendants(of: server).compactMap { pid in
            guard ProcessTable.text(pid, "State:")?.hasPrefix("T") == true,
                let parent = ProcessTable.number(pid, "PPid:")
            else { return nil }
            return SessionMemory(
                supervisor: Self.privateKibibytes(Int32(parent)), interpreter: Self.privateKibibytes(pid))
        }
    }

    private static func privateKibibytes(_ pid: Int32) -> Int {
        let rollup = (try? String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)) ?? ""
        return rollup.split(separator: "\n").filter { $0.hasPrefix("Private_") }
            .compactMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } }.reduce(0, +)
    }
}

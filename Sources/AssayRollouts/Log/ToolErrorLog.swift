import AssayJSON
import AssayOutcome
package import Foundation

/// One line for each tool call that failed: the file that the seed says to look at where rewards do not rise.
///
/// A line is the time, what failed and where, and the text that the policy was told, as a JSON string:
/// `2026-01-31T12:00:00Z step=3 prompt=17 sample=2 turn=1 tool=code_interpreter outcome=error duration=0.021 "…"`.
package actor ToolErrorLog {
    /// Where a run's directory has it.
    package static let name = "logs/verl_tool_errors.log"

    /// A text that a hostile program makes long would fill the disk.
    private static let longestText = 2000

    private let file: LogFile
    private let now: @Sendable () -> Date

    /// Opens the file to append to, and makes its folder.
    /// - Throws: ``RolloutError`` where that is not possible.
    package init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(RolloutError) {
        self.file = try LogFile(path: path, truncates: false)
        self.now = now
    }

    /// Notes every failed call of a trajectory, and what failed of the policy itself.
    /// - Throws: ``RolloutError`` where the file cannot be written.
    package func append(_ trajectory: Trajectory) throws(RolloutError) {
        var lines = ""
        for (index, turn) in trajectory.turns.enumerated() {
            for call in turn.calls where call.outcome != .ok {
                lines += self.line(
                    trajectory, turn: index, tool: call.call.name, outcome: call.outcome.rawValue,
                    seconds: call.duration / .seconds(1), text: call.observation)
            }
        }
        if trajectory.stopReason.isOfPolicy {
            lines += self.line(
                trajectory, turn: trajectory.turns.count, tool: "(policy)", outcome: trajectory.stopReason.rawValue,
                seconds: trajectory.duration / .seconds(1), text: trajectory.failure ?? "")
        }
        guard !lines.isEmpty else { return }
        try self.file.append(Array(lines.utf8))
    }

    private func line(
        _ trajectory: Trajectory, turn: Int, tool: String, outcome: String, seconds: Double, text: String
    ) -> String {
        let identity = trajectory.identity
        let fields = [
            self.now().formatted(.iso8601), "step=\(identity.step)", "prompt=\(identity.prompt)",
            "sample=\(identity.sample)", "turn=\(turn)", "tool=\(Self.word(tool))", "outcome=\(outcome)",
            "duration=\((seconds * 1000).rounded() / 1000)",
            JSONValue.string(String(text.unicodeScalars.prefix(Self.longestText))).text,
        ]
        return fields.joined(separator: " ") + "\n"
    }

    /// A tool's name is what a policy wrote: it must not look like another field, nor like another line.
    private static func word(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789_-.()".contains($0) }
        if isPlain, !name.isEmpty { return name }
        return JSONValue.string(String(name.unicodeScalars.prefix(64))).text
    }
}

extension String {
    fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool { self.unicodeScalars.contains(scalar) }
}

import AssayAnswers
import AssayClient
import AssayJSON
import AssayOutcome
import AssayRewards

/// A trajectory as a conversation, for a person to read.
package struct TrajectoryView: Sendable {
    private let trajectory: Trajectory
    private let isStyled: Bool

    /// - Parameter isStyled: whether headings are bold, which is for terminals.
    package init(_ trajectory: Trajectory, isStyled: Bool = false) {
        self.trajectory = trajectory
        self.isStyled = isStyled
    }

    /// Nothing that a model wrote can steer a terminal: control characters are taken out.
    package var text: String {
        let identity = self.trajectory.identity
        var parts = [
            self.heading("step \(identity.step), prompt \(identity.prompt), sample \(identity.sample)")
        ]
        parts += self.trajectory.prompt.messages.map { self.block($0.role.rawValue, $0.content) }
        for (index, turn) in self.trajectory.turns.enumerated() { parts += self.blocks(turn, index) }
        parts.append(self.end)
        return parts.joined(separator: "\n\n")
    }

    private func blocks(_ turn: Turn, _ index: Int) -> [String] {
        let reward = self.trajectory.reward.flatMap { reward in
            reward.turnRewards.indices.contains(index) ? reward.turnRewards[index] : nil
        }
        let notes = [
            "\(Self.seconds(turn.duration)), \(turn.tokenCount) tokens",
            reward.map { "reward \(Figure.decimal($0, digits: 3))" },
            turn.finishReason == .stop || turn.finishReason == .toolCalls ? nil : turn.finishReason.rawValue,
        ]
        var blocks = [
            self.block("assistant", turn.content, notes: notes.compactMap(\.self).joined(separator: ", "))
        ]
        for call in turn.calls { blocks += self.blocks(call) }
        if turn.droppedCalls > 0 { blocks.append("(\(turn.droppedCalls) more calls, not run)") }
        if let reply = turn.reply {
            blocks.append(self.block("user", reply.text, notes: "score \(Figure.decimal(reply.score, digits: 3))"))
        }
        return blocks
    }

    private func blocks(_ call: CallRecord) -> [String] {
        let name = call.call.name.isEmpty ? "(no name)" : call.call.name
        let times = "\(Self.seconds(call.duration)), CPU \(Self.seconds(call.cpu))"
        var blocks = [
            self.block("call \(name)", call.passedText),
            self.block("tool", call.observation, notes: "\(call.outcome.rawValue), \(times)"),
        ]
        if !call.standardError.isEmpty { blocks.append(self.block("stderr", call.standardError)) }
        return blocks
    }

    private var end: String {
        var lines: [String] = []
        if let reward = self.trajectory.reward {
            let verdict = reward.isCorrect ? "right" : "wrong"
            let answer = Self.clean(reward.extracted ?? "none")
            lines.append("reward   \(Figure.decimal(reward.score, digits: 3)); answer \(answer) (\(verdict))")
            if let parts = reward.parts {
                let values = [
                    ("logic", parts.logic), ("calculation", parts.calculation), ("conclusion", parts.conclusion),
                ]
                lines.append(
                    "parts    " + values.map { "\($0) \(Figure.decimal($1, digits: 3))" }.joined(separator: ", "))
            }
            if !reward.classes.isEmpty {
                lines.append("classes  " + reward.classes.map(\.rawValue).joined(separator: ", "))
            }
        } else {
            lines.append("reward   none\(self.trajectory.isMasked ? ": masked" : "")")
        }
        lines.append("truth    " + Self.clean(self.trajectory.prompt.groundTruth.joined(separator: ", ")))
        let failure = self.trajectory.failure.map { ": " + Self.clean($0) } ?? ""
        lines.append("stopped  \(self.trajectory.stopReason.rawValue)\(failure)")
        lines.append("time     \(Self.seconds(self.trajectory.duration))")
        return self.heading("end") + "\n" + lines.joined(separator: "\n")
    }

    private func block(_ title: String, _ text: String, notes: String = "") -> String {
        var lines = Self.clean(text).split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        let heading = self.heading(Self.clean(title)) + (notes.isEmpty ? "" : " (\(notes))")
        return ([heading] + lines.map(String.init)).joined(separator: "\n")
    }

    private func heading(_ text: String) -> String {
        self.isStyled ? "\u{1B}[1m── \(text)\u{1B}[0m" : "── \(text)"
    }

    private static func seconds(_ duration: Duration) -> String {
        Figure.decimal(duration / .seconds(1), digits: 3) + " s"
    }

    private static func clean(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            let category = scalar.properties.generalCategory
            guard category == .control || category == .format else { return scalar }
            return scalar == "\n" || scalar == "\t" ? scalar : "\u{FFFD}"
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

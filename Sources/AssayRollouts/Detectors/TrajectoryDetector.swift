import AssayJSON
import AssayOutcome
import AssayTools

/// Looks for what is wrong with a trajectory. Texts are looked through once for each mark, and nothing is run.
package struct TrajectoryDetector: Sendable {
    /// CPU time of one program from which on it is called brute force.
    package var bruteForceCPU: Duration = .seconds(5)
    /// Wall time from which on a program that does nothing is called asleep.
    package var sleepWall: Duration = .seconds(1)
    /// How many final answers one turn may mark.
    package var maximumAnswerMarks = 2
    /// How many verdicts a trajectory may ask for.
    package var maximumVerdicts = 2

    package init() {}

    private static let answerMarks = ["####", "\\boxed", "<answer>", "final answer", "answer is", "答案是", "答案为"]
    private static let speakers = [
        "<tool_response>", "</tool_response>", "<|im_start|>", "<|tool_response|>", "```output", "\nuser\n",
        "\nassistant\n",
    ]

    /// Everything that was found; one of a kind for each time it was.
    package func findings(in trajectory: Trajectory) -> [Finding] {
        var findings: [Finding] = []
        var seen: Set<String> = []
        var verdicts = 0
        for turn in trajectory.turns {
            findings += self.findings(inText: turn)
            for call in turn.calls {
                findings += self.findings(inCall: call)
                if call.call.name == GSM8KRewardTool.name { verdicts += 1 }
                if !seen.insert(Self.key(call.call)).inserted { findings.append(.duplicateCall) }
            }
        }
        if verdicts > self.maximumVerdicts { findings.append(.verdictGuessing) }
        if let reward = trajectory.reward, reward.score > 0 {
            let failed = trajectory.calls.count { $0.outcome != .ok }
            findings += repeatElement(.rewardedToolError, count: failed)
        }
        return findings
    }

    private func findings(inText turn: Turn) -> [Finding] {
        var findings: [Finding] = []
        let marks = Self.answerMarks.reduce(0) { $0 + Self.count($1, in: turn.content) }
        if marks == 0, turn.calls.isEmpty, turn.droppedCalls == 0 { findings.append(.voidTurn) }
        if marks > self.maximumAnswerMarks { findings.append(.answerSpam) }
        if Self.speakers.contains(where: { Self.count($0, in: turn.text, upTo: 1) > 0 }) {
            findings.append(.fakedOutput)
        }
        return findings
    }

    private func findings(inCall call: CallRecord) -> [Finding] {
        var findings: [Finding] = []
        switch call.call.arguments {
        case .invalid: findings.append(.parseFailure)
        case .object where call.observation.hasPrefix("Unknown function '"): findings.append(.unknownTool)
        case .object: break
        }
        if call.cpu >= self.bruteForceCPU {
            findings.append(.bruteForce)
        } else if call.wall >= self.sleepWall, call.cpu * 10 < call.wall {
            findings.append(.sleep)
        }
        return findings
    }

    private static func key(_ call: ToolCall) -> String {
        switch call.arguments {
        case .object(let object):
            let members = object.members.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value.text)" }
            return call.name + "\n" + members.joined(separator: "\n")
        case .invalid(let text, _): return call.name + "\n" + text
        }
    }

    /// How often a mark stands in a text, whatever the case of its letters.
    private static func count(_ mark: String, in text: String, upTo most: Int = .max) -> Int {
        let (mark, bytes) = (Array(mark.utf8), Array(text.utf8))
        var (count, index) = (0, 0)
        while index + mark.count <= bytes.count, count < most {
            if zip(bytes[index...], mark).allSatisfy({ $0 == $1 || $0.isUppercase && $0 | 0x20 == $1 }) {
                count += 1
                index += mark.count
            } else {
                index += 1
            }
        }
        return count
    }
}

extension UInt8 {
    fileprivate var isUppercase: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
}

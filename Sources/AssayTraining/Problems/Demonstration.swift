package import AssayRandom
package import AssayRollouts
import AssayTools

/// How a problem might be answered, right or not: what a policy imitates before it learns from rewards.
///
/// What tools say is what Python would print, without running it.
package struct Demonstration: Sendable, Equatable {
    package let problem: Problem
    /// Messages of the assistant, hermes calls included, and of the tool between them.
    package let turns: [Message]

    /// What stands before a final answer.
    package static let answerMark = "#### "
    /// A call up to its code, and what follows the code: the text that Qwen2.5's template makes of a call.
    package static let callOpening =
        "<tool_call>\n{\"name\": \"\(CodeInterpreter.name)\", \"arguments\": {\"code\": \""
    package static let callEnding = "\"}}\n</tool_call>"

    /// Draws one of the ways that the settings allow.
    package init(of problem: Problem, settings: DemonstrationSettings, _ stream: inout RandomStream) {
        let jumps = stream.happens(settings.logicJumpRate) ? problem.calculation.jumps : []
        let calculation = jumps.isEmpty ? problem.calculation : stream.element(of: jumps)
        let isMarked = !stream.happens(settings.formatErrorRate)
        let usesTool = stream.happens(settings.toolProbability(of: problem))
        let isStepwise =
            stream.happens(settings.stepwiseShare) && 1...settings.mostCalls ~= calculation.steps.count
        self.problem = problem
        let answer = Self.answer(calculation.answer, isMarked: isMarked)
        self.turns =
            switch (usesTool, isStepwise) {
            case (false, _): [Message(.assistant, Self.mental(calculation) + answer)]
            case (true, false): Self.call(calculation.code, calculation.value) + [Message(.assistant, answer)]
            case (true, true):
                calculation.steps.flatMap { Self.call("print(\($0.expression))", $0.result) }
                    + [Message(.assistant, answer)]
            }
    }

    private static func mental(_ calculation: Calculation) -> String {
        calculation.steps.map { $0.line + "\n" }.joined()
    }

    /// The code has no quote, backslash or line end that JSON would write in another way.
    private static func call(_ code: String, _ printed: Quantity) -> [Message] {
        [
            Message(.assistant, Self.callOpening + code + Self.callEnding),
            Message(.tool, printed.description),
        ]
    }

    /// An answer that is not marked is read in no mode but the flexible ones; "the answer is" would be a mark, too.
    private static func answer(_ value: Int, isMarked: Bool) -> String {
        isMarked ? "\(Self.answerMark)\(value)" : "That makes \(value)."
    }
}

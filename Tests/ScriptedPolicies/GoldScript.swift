package import AssayJSON
package import AssayRollouts
import Foundation

/// A GSM8K problem, and its gold solution turned into a conversation with a tool.
///
/// The solution's annotations `<<48/2=24>>` become calls of the code interpreter, one a turn, as long as turns last; its
/// text is said along, and the rest of it in the last turn, with the answer.
package struct GoldScript: Sendable {
    package let question: String
    package let answer: String
    /// The assistant's turns.
    package let turns: [String]

    /// - Parameter maximumTurns: of the assistant; the last has no call.
    package init?(_ row: JSONValue, maximumTurns: Int = 5) {
        guard let question = row["question"]?.string, let solution = row["answer"]?.string else { return nil }
        let lines = solution.split(separator: "\n").map(String.init)
        guard let last = lines.last, last.hasPrefix("#### ") else { return nil }
        self.question = question
        self.answer = String(last.dropFirst(5)).filter { $0 != "," }
        var turns: [String] = []
        var text = ""
        for line in lines.dropLast() {
            text += line + "\n"
            guard let expression = Self.expression(line), turns.count < maximumTurns - 1 else { continue }
            turns.append(text + Self.call(expression))
            text = ""
        }
        self.turns = turns + [text + last]
    }

    /// The prompt as the seed's data has it.
    package var prompt: RolloutPrompt {
        RolloutPrompt(
            messages: [
                Message(
                    .system,
                    "You are a precise math tutor. Always reason step-by-step and use tools to verify calculations."),
                Message(.user, self.question),
            ],
            groundTruth: [self.answer], question: self.question, dataSource: "openai/gsm8k")
    }

    /// Calls Python in the hermes way.
    package static func call(_ code: String) -> String {
        let call: JSONValue = ["name": "code_interpreter", "arguments": ["code": .string(code)]]
        return "<tool_call>\n\(call.text)\n</tool_call>"
    }

    /// The left side of a line's last annotation.
    private static func expression(_ line: String) -> String? {
        guard let annotation = line.components(separatedBy: "<<").dropFirst().last,
            let equals = annotation.firstIndex(of: "=")
        else { return nil }
        // GSM8K writes `.5` and `05`; the latter is no Python.
        return String(annotation[..<equals])
    }
}

package import AssayJSON
import AssayOutcome
import AssayRewards

/// `calc_gsm8k_reward`: tells the policy whether an answer is right. verl's `Gsm8kTool`, and the seed's, which runs code.
///
/// The policy reads its own verdict and may guess until it is right: the tool is there only where a configuration lists
/// it. A call with `answer` is verl's: the reward of the call is 0 where the answer improves on what was submitted
/// before, −0.05 where it does not. A call with `code` is the seed's: the code runs as in ``CodeInterpreter``, and what
/// it prints is what ``ToolInstance/calculateReward()`` compares with the truth.
package struct GSM8KRewardTool: Tool {
    package static let name = "calc_gsm8k_reward"

    /// What the policy is told where no configuration says otherwise.
    package static let schema = ToolSchema(
        name: name, description: "Check an answer: parses it and compares it with the right one.",
        texts: [(name: "answer", description: "The final answer, a number.")])

    /// The same for the seed's, whose own file names no parameters.
    static let seedSchema = ToolSchema(
        name: name, description: schema.description,
        parameters: JSONObject([
            ("type", "object"),
            (
                "properties",
                [
                    "code": ["type": "string", "description": "Python code whose result is the answer."],
                    "answer": ["type": "string", "description": "The final answer, a number."],
                ]
            ), ("required", []),
        ]))

    package let schema: ToolSchema
    private let interpreter: CodeInterpreter?

    /// - Parameter interpreter: runs a call's `code`; nil refuses code.
    package init(schema: ToolSchema = GSM8KRewardTool.schema, interpreter: CodeInterpreter? = nil) {
        self.schema = schema
        self.interpreter = interpreter
    }

    /// - Parameter arguments: `ground_truth`.
    package func create(_ arguments: JSONObject) throws -> any ToolInstance {
        let truth = arguments["ground_truth"]
        guard let text = truth?.string ?? truth?.integer.map(String.init) else {
            throw ToolError(.arguments, stage: self.schema.name, "the sample has no ground_truth")
        }
        return Instance(truth: text, interpreter: self.interpreter)
    }

    private actor Instance: ToolInstance {
        private let truth: String
        private let interpreter: CodeInterpreter?
        /// What the scorer reads of the last submission, and no more: instances are kept.
        private var submitted = "" {
            didSet { self.submitted = String(self.submitted.unicodeScalars.suffix(VerlGSM8K.window)) }
        }
        private var reward = 0.0

        init(truth: String, interpreter: CodeInterpreter?) {
            self.truth = truth
            self.interpreter = interpreter
        }

        func execute(_ arguments: JSONObject) async throws -> ToolResult {
            if arguments["answer"] == nil, let code = arguments["code"], let interpreter {
                let result = try await interpreter.run(code)
                if result.outcome == .ok { self.submitted = result.text }
                return result
            }
            let answer = arguments["answer"].map { $0.string ?? $0.text } ?? ""
            self.submitted = answer.hasPrefix("#### ") ? answer : "#### " + answer
            let reward = self.score
            let isBetter = reward > self.reward
            self.reward = reward
            let text = "Current parsed answer=\(PythonRepresentation.of(answer)) reward=\(reward)"
            return ToolResult(text, reward: isBetter ? 0 : -0.05)
        }

        /// verl's GSM8K scorer, flexible, of the last submission.
        func calculateReward() -> Double { self.score }

        private var score: Double {
            let (submitted, truth) = (self.submitted, self.truth)
            return VerlGSM8K.score(submitted.utf8.span, truth: truth, method: .flexible).double
        }
    }
}

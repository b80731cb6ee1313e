package import AssayJSON
import AssayRewards

/// verl's `Gsm8kInteraction`: tells the assistant whether its answer is right, and asks it to try again where it is not.
package struct GSM8KInteraction: Interaction {
    package static let correct = "Your response is correct!"
    package static let incorrect =
        "Your response is incorrect! You need to reflect on your answer and try again."

    package let name: String

    package init(name: String = "gsm8k") { self.name = name }

    /// - Parameter arguments: `ground_truth`.
    package func start(_ arguments: JSONObject) throws -> any InteractionInstance {
        let truth = arguments["ground_truth"]
        guard let text = truth?.string ?? truth?.integer.map(String.init) else {
            throw RolloutError(.configuration, stage: self.name, "the sample's interaction has no ground_truth")
        }
        return Instance(truth: text)
    }

    private struct Instance: InteractionInstance {
        let truth: String

        /// Judges the assistant's last message with verl's GSM8K scorer, strict.
        func respond(to messages: [Message]) -> InteractionReply {
            let answer = messages.last { $0.role == .assistant }?.content ?? ""
            let score = VerlGSM8K.score(answer.utf8.span, truth: self.truth, method: .strict).double
            guard score == 1 else { return InteractionReply(isDone: false, text: GSM8KInteraction.incorrect, score: 0) }
            return InteractionReply(isDone: true, text: GSM8KInteraction.correct, score: 1)
        }
    }
}

package import AssayJSON

/// The reward of one answer: what `/v1/score` answers.
package struct Reward: Sendable, Equatable {
    /// What a step reward is made of, each from 0 to 1.
    package struct Parts: Sendable, Equatable {
        package var logic: Double
        package var calculation: Double
        package var conclusion: Double

        package init(logic: Double, calculation: Double, conclusion: Double) {
            self.logic = logic
            self.calculation = calculation
            self.conclusion = conclusion
        }
    }

    /// The reward; nil where the answer is not to be scored, never 0 for that: the trainer masks the sample.
    package var score: Double?
    /// Whether the final answer is right.
    package var isCorrect: Bool?
    /// The final answer that was found.
    package var extracted: String?
    package var parts: Parts?
    /// The share of each of the assistant's turns; their sum is the score, bit for bit.
    package var turnRewards: [Double]
    /// The classes of error found, by the server's names: `calculation`, `logic_jump`…
    package var errorClasses: [String]
    /// Steps, claims, spans and verdicts, where they were asked for.
    package var explanation: JSONValue?
    package var warnings: [String]

    package init(
        score: Double?, isCorrect: Bool? = nil, extracted: String? = nil, parts: Parts? = nil,
        turnRewards: [Double] = [], errorClasses: [String] = [], explanation: JSONValue? = nil,
        warnings: [String] = []
    ) {
        self.score = score
        self.isCorrect = isCorrect
        self.extracted = extracted
        self.parts = parts
        self.turnRewards = turnRewards
        self.errorClasses = errorClasses
        self.explanation = explanation
        self.warnings = warnings
    }

    /// Whether there is a reward. There is none where a tool run of the answer ended by the server's doing.
    package var isScored: Bool { self.score != nil }
}

import AssayRandom

/// A problem in words, and how it is solved.
package struct Problem: Sendable, Hashable {
    package let kind: ProblemKind
    package let question: String
    /// The numbers of the question, in the order in which they were drawn.
    package let numbers: [Int]
    /// What is done one after another; empty but for ``ProblemKind/story``.
    package let operations: [StoryOperation]
    package let calculation: Calculation

    /// The answer, a whole number of 1…999,999.
    package var answer: Int { self.calculation.answer }

    /// A solution in the manner of GSM8K: a line for each operation, then the answer behind `####`.
    package var solution: String {
        (self.calculation.steps.map(\.line) + ["\(Demonstration.answerMark)\(self.answer)"]).joined(separator: "\n")
    }

    /// Whether numbers are kept from training.
    var hasHeldOutNumbers: Bool {
        var stream = RandomStream(seed: 0x6e75_6d62_6572_7300, key: self.numbers)
        return stream.integer(below: 8) == 0
    }
}

import AssayRandom

/// A story that is always told in the same way, with other names and numbers.
struct StoryFrame: Sendable {
    let kind: ProblemKind
    /// Ways to tell it, each with all numbers.
    let wordings: [StorySentence]
    /// Draws the numbers.
    let numbers: @Sendable (inout RandomStream) -> [Int]
    /// Solves it; nil where the numbers do not come out.
    let calculation: @Sendable ([Arithmetic]) -> Calculation?

    /// - Returns: nil where the numbers do not come out, which is for another try.
    func draw(_ stream: inout RandomStream) -> Problem? {
        let cast = StoryCast(&stream)
        let numbers = self.numbers(&stream)
        guard let calculation = self.calculation(numbers.map(Arithmetic.number)), calculation.answer > 0 else {
            return nil
        }
        let question = stream.element(of: self.wordings).text(cast, numbers)
        return Problem(
            kind: self.kind, question: question, numbers: numbers, operations: [], calculation: calculation)
    }

    /// Those of each kind that is trained, or that is not.
    static func byKind(isHeldOut: Bool) -> [[StoryFrame]] {
        let frames = self.all.filter { $0.kind.isHeldOut == isHeldOut }
        return ProblemKind.allCases.map { kind in frames.filter { $0.kind == kind } }.filter { !$0.isEmpty }
    }
}

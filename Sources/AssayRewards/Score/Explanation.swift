/// Every step, claim and fault behind a score.
package struct Explanation: Sendable {
    package var steps: [Step]
    package var faults: [Fault]
    /// How the final answer was marked: `####`, `boxed`, `tag`, `phrase`, `A`, `last-number`; nil where it was not found.
    package var answerMark: String?
    /// Whether the final answer is a result of the steps.
    package var answerIsDerived: Bool

    /// One step of a response.
    package struct Step: Sendable {
        /// Which turn, from 0.
        package var turn: Int
        /// Where, in UTF-8 bytes of the turn's text.
        package var span: Range<Int>
        package var claims: [Claim]
        /// Operands that nothing grounds, as written out numbers.
        package var ungrounded: [String]
    }

    /// One arithmetical claim.
    package struct Claim: Sendable {
        /// Where, in UTF-8 bytes of the turn's text.
        package var span: Range<Int>
        /// The claim as written.
        package var text: String
        /// `annotation`, `text`, `echo` or `equation`.
        package var kind: String
        package var left: String
        package var right: String
        package var holds: Bool
        /// Why: `exact`, `rounded`, `truncated`, `percent`, `unit`, `float`, `mismatch`, `malformed`, ….
        package var verdict: String
        /// Whether its value is used on the way to the final answer.
        package var isUsed: Bool
    }

    /// One fault, where it is.
    package struct Fault: Sendable {
        package var errorClass: ErrorClass
        /// Index into ``steps``; nil for a fault of the whole response.
        package var step: Int?
        /// Which turn, from 0, and where in UTF-8 bytes of its text; nil where it is nowhere in particular.
        package var turn: Int?
        package var span: Range<Int>?
        /// What is wrong, for a person to read.
        package var message: String
    }
}

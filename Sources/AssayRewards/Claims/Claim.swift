/// One arithmetical claim of a step.
struct Claim {
    enum Kind: String {
        /// `<<48/2=24>>`.
        case annotation
        /// `48 / 2 = 24` in the visible text.
        case text
        /// The number after an annotation, which repeats its value.
        case echo
        /// An equation with a variable, checked at the value that the response finds for it.
        case equation
    }

    var kind: Kind
    var verdict: Verdict
    var left: Rational
    var right: Rational
    /// Which of ``ExpressionParser/operands`` it is made from.
    var operands: Range<Int> = 0..<0
    /// Where, in bytes of the turn's normalised text.
    var span: Range<Int>
    /// Whether a percent sign stands in it.
    var showsPercent = false
    /// Whether its value is used on the way to the final answer.
    var isUsed = false

    var holds: Bool { self.verdict.holds }
}

/// Whether the sides of a claim agree, and how.
enum Verdict: String {
    case exact
    /// Equal but for the last digits of a binary fraction: `0.7000000000000001`.
    case float
    /// Equal with a percent sign read as a label.
    case percent
    case rounded
    case truncated
    /// Within one of the last place, where the text says that it is about so.
    case approximate
    /// Equal after a change of unit: cents and dollars, a scale word.
    case unit
    /// An equation that stands before one that fails: the slip is not charged to it.
    case precedingSlip = "preceding_slip"
    case mismatch
    /// No arithmetic that can be read.
    case malformed

    var holds: Bool { self != .mismatch && self != .malformed }
}

/// A token of a mathematical expression.
struct MathToken {
    enum Kind: UInt8 {
        case number
        /// `\name`.
        case command
        /// The name of a function without a backslash.
        case function
        /// One of `+ - * / ^ _ ! | %`.
        case sign
        case bracket
        case pi, root
        /// One letter.
        case variable
    }

    var kind: Kind
    /// The byte of a sign or bracket; 0 for the others.
    var symbol: UInt8
    /// Where it is, in the text that was read.
    var start: Int32
    var end: Int32
    /// Where a number's mantissa ends and its exponent begins.
    var mantissaEnd: Int32 = 0

    var range: Range<Int> { Int(self.start)..<Int(self.end) }
}

/// A word, number or sign of a text.
///
/// Trivial to copy: the value of a number stands beside the tokens, in ``TokenBuffer/numbers``.
package struct Token: Sendable {
    package enum Kind: UInt8, Sendable {
        case number, word
        /// One of `+ - * / ^` and, as ``Token/floorDivision``, `//`.
        case sign
        case equals, approximately, arrow, open, close
        /// A `%` after a bracket: what stands in it is divided by 100.
        case percent
        case newline, other
    }

    /// The ``symbol`` of `//`.
    package static let floorDivision: UInt8 = 1
    /// The ``symbol`` of `√`.
    package static let root: UInt8 = 2

    package var kind: Kind
    /// The byte of a sign, a bracket, a word of one letter or any other ASCII character; otherwise 0, or one of the constants above.
    package var symbol: UInt8 = 0
    /// Whether a number is marked as percent, by a sign or a word.
    package var isPercent = false
    /// Whether nothing, not even a space, stands before it.
    package var isGlued = false
    /// Whether a word of one letter stands for a number.
    package var isVariable = false
    /// What the vocabulary says of a word.
    package var word: Vocabulary.Entry = .unknown
    /// Where it is, in bytes of the text that was tokenized.
    package var start: Int32
    package var end: Int32
    /// How many bytes a number's digits take, its percent sign or scale not among them.
    package var length: Int32 = 0
    /// How many digits stand after a number's point.
    package var decimals: Int32 = 0
    /// The index of a number's value, or of its scale (thousand, 万, …) where that is not 1.
    package var number: Int32 = -1
    /// The power of ten of the scale word after a number: 3 for thousand.
    package var scale: UInt8 = 0

    @inline(__always)
    package func isSign(_ sign: UInt8) -> Bool { self.kind == .sign && self.symbol == sign }

    /// Whether it is `+` or `-`.
    @inline(__always)
    package var isSum: Bool { self.kind == .sign && (self.symbol == 0x2b || self.symbol == 0x2d) }
}

/// The tokens of one or more texts, in flat arrays that are kept between texts.
package struct TokenBuffer: Sendable {
    package internal(set) var tokens: [Token] = []
    /// The values of the numbers, to which ``Token/number`` points.
    package internal(set) var numbers: [Rational] = []

    package init() {}

    package var count: Int { self.tokens.count }

    /// Makes room for so many tokens.
    package mutating func reserve(_ count: Int) {
        self.tokens.reserveCapacity(count)
        self.numbers.reserveCapacity(count / 2)
    }

    /// The value of a token that is a number.
    @inline(__always)
    package func value(_ token: Token) -> Rational { self.numbers[Int(token.number)] }

    /// How much a buffer holds, to go back to.
    package struct Mark: Sendable {
        fileprivate let tokens: Int
        fileprivate let numbers: Int
    }

    package var mark: Mark { Mark(tokens: self.tokens.count, numbers: self.numbers.count) }

    /// Drops what came after a mark.
    package mutating func truncate(to mark: Mark) {
        self.tokens.removeSubrange(mark.tokens...)
        self.numbers.removeSubrange(mark.numbers...)
    }

    /// The tokens of normalised text, words that stand for signs already told from others.
    ///
    /// - Parameters:
    ///   - text: UTF-8, normalised, without LaTeX.
    ///   - range: the part of it to read; positions of tokens count from the beginning of `text`.
    /// - Returns: which of the buffer's tokens they are.
    @discardableResult
    package mutating func append(_ text: [UInt8], in range: Range<Int>) -> Range<Int> {
        let first = self.tokens.count
        text.withUnsafeBufferPointer { bytes in
            var tokenizer = Tokenizer(UnsafeBufferPointer(rebasing: bytes[..<range.upperBound]), from: range.lowerBound)
            tokenizer.read(into: &self, from: first)
        }
        self.readOperatorWords(from: first)
        return first..<self.tokens.count
    }
}

/// Reads exact values off tokens, by recursive descent.
///
/// Grammar: `+ - * / // ^`, brackets, unary minus; products without a sign, as `2(3)` and `2x`; `of` after a percent or a
/// fraction; mixed numbers, `2 1/2`; a fraction written tight, which binds before what stands around it, `25 / 1/3`; up
/// to nine words of unit after a number. Powers bind to the right.
///
/// The parser owns its tokens and keeps the operands of every expression it read until they are dropped, so that one
/// parser serves a whole response.
package struct ExpressionParser: Sendable {
    /// Limits that keep hostile numbers cheap.
    enum Limit {
        static let depth = 60
        static let exponent = 64
        static let bits = 1 << 15
        /// Of a whole parser's life, in products of two 64-bit words.
        static let work = 1 << 21
    }

    /// How an expression is read.
    package struct Reading: Sendable {
        /// Whether letters that have a value may stand in it.
        package var usesVariables = false
        /// Whether `50% of 8` is a product.
        package var readsOf = true
        /// Whether a percent sign is only a label: 20% is 20.
        package var percentIsLabel = false

        package init() {}
    }

    package var buffer = TokenBuffer()
    package var operands: [Operand] = []
    package var variables = Variables()
    /// The first token that an expression may look back at.
    package var base = 0

    // What follows is of the expression being read.
    var reading = Reading()
    var index = 0
    var end = 0
    /// One past the last token that was looked at: with any end from here on the parser would do the same.
    var reach = 0
    var depth = 0
    var operators = 0
    var used = Variables.Letters()
    var scale = 0
    var hasUnits = false
    private var work = 0

    package init() {}

    /// The expression that these tokens make; nil where they make none.
    package mutating func parse(_ range: Range<Int>, _ reading: Reading = Reading()) -> Expression? {
        guard !range.isEmpty else { return nil }
        let first = self.operands.count
        self.reading = reading
        (self.index, self.end, self.reach) = (range.lowerBound, range.upperBound, range.lowerBound)
        (self.depth, self.operators, self.scale, self.hasUnits) = (0, 0, 0, false)
        self.used = Variables.Letters()
        guard let value = self.sum(), self.index == self.end else {
            self.operands.removeSubrange(first...)
            return nil
        }
        return Expression(
            value: value, operators: self.operators, operands: first..<self.operands.count, variables: self.used,
            scale: self.scale, hasUnits: self.hasUnits)
    }

    /// The longest expression that begins where the range does.
    ///
    /// - Parameter isComplete: whether an expression that ends at an index may be meant; the next longest is tried
    ///   where not.
    package mutating func longestPrefix(
        of range: Range<Int>, _ reading: Reading = Reading(),
        where isComplete: (TokenBuffer, Int) -> Bool = { _, _ in true }
    ) -> (end: Int, expression: Expression)? {
        var end = range.upperBound
        while end > range.lowerBound {
            let first = self.operands.count
            if let expression = self.parse(range.lowerBound..<end, reading) {
                if isComplete(self.buffer, end) { return (end, expression) }
                self.operands.removeSubrange(first...)
                end -= 1
            } else {
                // With an end from there on it would have read, and failed, the same way.
                end = min(end, self.reach) - 1
            }
        }
        return nil
    }

    /// The longest expression that ends where the range does.
    package mutating func longestSuffix(
        of range: Range<Int>, _ reading: Reading = Reading(),
        where isComplete: (TokenBuffer, Int) -> Bool = { _, _ in true }
    ) -> (start: Int, expression: Expression)? {
        for start in self.barrier(in: range, reading)..<range.upperBound where self.mayBegin(start, reading) {
            let first = self.operands.count
            if let expression = self.parse(start..<range.upperBound, reading) {
                if isComplete(self.buffer, start) { return (start, expression) }
                self.operands.removeSubrange(first...)
            }
        }
        return nil
    }

    /// The first token of the range that no token before the end of an expression rules out.
    private func barrier(in range: Range<Int>, _ reading: Reading) -> Int {
        var index = range.upperBound
        while index > range.lowerBound {
            let token = self.buffer.tokens[index - 1]
            switch token.kind {
            case .equals, .approximately, .arrow, .newline, .other: return index
            case .word:
                let isUnit = !token.isVariable && !token.word.traits.contains(.endsUnit)
                let isValue = token.isVariable && reading.usesVariables
                let isAfterSlash = index - 2 >= range.lowerBound && self.buffer.tokens[index - 2].isSign(0x2f)
                if !isUnit, !isValue, !isAfterSlash { return index }
            case .number, .sign, .open, .close, .percent: break
            }
            index -= 1
        }
        return index
    }

    /// Whether an expression may begin with a token.
    func mayBegin(_ index: Int, _ reading: Reading) -> Bool {
        let token = self.buffer.tokens[index]
        switch token.kind {
        case .number, .open: return true
        case .sign: return token.isSum
        case .word: return token.isVariable && reading.usesVariables
        default: return false
        }
    }

    /// Counts the work that numbers of this size take, in products of words.
    ///
    /// - Returns: whether there is any left.
    package mutating func spend(_ value: Rational) -> Bool {
        guard case .big = value.storage else { return true }
        let words = value.bitWidth / UInt.bitWidth + 1
        self.work += words * words
        return self.work <= Limit.work
    }
}

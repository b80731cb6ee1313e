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
    private enum Limit {
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

    private var work = 0
    private var reading = Reading()
    private var index = 0
    private var end = 0
    /// One past the last token that was looked at: with any end from here on the parser would do the same.
    private var reach = 0
    private var depth = 0
    private var operators = 0
    private var used = Variables.Letters()
    private var scale = 0
    private var hasUnits = false

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

extension ExpressionParser {
    /// Whether a token stands at an index, before the end.
    @inline(__always)
    private mutating func has(_ index: Int) -> Bool {
        guard index < self.end else { return false }
        if index >= self.reach { self.reach = index + 1 }
        return true
    }

    @inline(__always)
    private mutating func peek() -> Token? { self.has(self.index) ? self.buffer.tokens[self.index] : nil }

    @inline(__always)
    private mutating func isSign(_ sign: UInt8, at index: Int) -> Bool {
        self.has(index) && self.buffer.tokens[index].isSign(sign)
    }

    @inline(__always)
    private mutating func isNumber(_ index: Int) -> Bool {
        self.has(index) && self.buffer.tokens[index].kind == .number
    }

    private mutating func checked(_ value: Rational) -> Rational? {
        guard case .big = value.storage else { return value }
        return value.bitWidth <= Limit.bits && self.spend(value) ? value : nil
    }

    private mutating func sum() -> Rational? {
        self.depth += 1
        guard self.depth <= Limit.depth else { return nil }
        var isNegative = false
        if let token = self.peek(), token.isSum {
            self.index += 1
            isNegative = token.symbol == UInt8(ascii: "-")
        }
        guard var value = self.product() else { return nil }
        if isNegative { value = -value }
        while let token = self.peek(), token.isSum {
            self.index += 1
            guard let next = self.product() else { return nil }
            self.operators += 1
            guard let sum = self.checked(token.symbol == UInt8(ascii: "+") ? value + next : value - next) else {
                return nil
            }
            value = sum
        }
        self.depth -= 1
        return value
    }

    private mutating func product() -> Rational? {
        guard var value = self.power() else { return nil }
        while let token = self.peek() {
            if token.kind == .sign, token.symbol != UInt8(ascii: "^"), !token.isSum {
                self.index += 1
                self.operators += 1
                guard let factor = self.tightFraction() ?? self.power(),
                    let next = self.apply(token.symbol, value, factor)
                else { return nil }
                value = next
            } else if self.isOf(token) || self.isFactor(token) {
                if token.word.traits.contains(.of), token.kind == .word { self.index += 1 }
                guard let factor = self.power() else { return nil }
                self.operators += 1
                guard let next = self.checked(value * factor) else { return nil }
                value = next
            } else {
                break
            }
        }
        return value
    }

    private mutating func apply(_ sign: UInt8, _ left: Rational, _ right: Rational) -> Rational? {
        if sign == UInt8(ascii: "*") { return self.checked(left * right) }
        if right.isZero { return nil }
        return self.checked(sign == Token.floorDivision ? left.floorQuotient(dividingBy: right) : left / right)
    }

    /// `1/3` as in `25 / 1/3`.
    private mutating func tightFraction() -> Rational? {
        let start = self.index
        guard self.isNumber(start), self.isSign(0x2f, at: start + 1), self.isNumber(start + 2) else { return nil }
        let (upper, slash, lower) = (
            self.buffer.tokens[start], self.buffer.tokens[start + 1], self.buffer.tokens[start + 2]
        )
        guard !upper.isGlued, slash.isGlued, lower.isGlued else { return nil }
        let (numerator, denominator) = (self.buffer.value(upper), self.buffer.value(lower))
        guard !denominator.isZero, !self.isSign(UInt8(ascii: "^"), at: start + 3) else { return nil }
        self.operands.append(Operand(value: numerator, isPercent: false))
        self.operands.append(Operand(value: denominator, isPercent: false))
        self.index = start + 3
        self.readUnit()
        self.operators += 1
        return numerator / denominator
    }

    /// `of` after `50%`, after `1/2` and after a bracket: a product.
    private func isOf(_ token: Token) -> Bool {
        guard token.kind == .word, token.word.traits.contains(.of), self.reading.readsOf else { return false }
        let tokens = self.buffer.tokens
        let last = tokens[self.index - 1]
        if last.isPercent { return true }
        let place = self.index - self.base
        if place >= 3, last.kind == .number, tokens[self.index - 2].isSign(0x2f), tokens[self.index - 3].kind == .number
        {
            return true
        }
        return place >= 5 && last.kind == .close
    }

    /// A product without a sign: `2(3 + 4)`, `2x`.
    private func isFactor(_ token: Token) -> Bool {
        token.kind == .open || (self.reading.usesVariables && token.isVariable && token.isGlued)
    }

    private mutating func power() -> Rational? {
        guard let base = self.negated() else { return nil }
        guard self.isSign(UInt8(ascii: "^"), at: self.index) else { return base }
        self.index += 1
        guard let power = self.power(), let exponent = power.integer, exponent.magnitude <= Limit.exponent,
            !base.isZero || exponent >= 0
        else { return nil }
        self.operators += 1
        // A power has (b − 1) · n + 1 bits at least.
        guard (base.bitWidth - 1) * Int(exponent.magnitude) < Limit.bits else { return nil }
        return self.checked(base.power(exponent))
    }

    private mutating func negated() -> Rational? {
        var isNegative = false
        while self.isSign(UInt8(ascii: "-"), at: self.index) {
            self.index += 1
            isNegative.toggle()
        }
        guard let value = self.atom() else { return nil }
        return isNegative ? -value : value
    }
}

extension ExpressionParser {
    private mutating func atom() -> Rational? {
        guard let token = self.peek() else { return nil }
        switch token.kind {
        case .number: return self.number(token)
        case .open:
            self.index += 1
            guard var value = self.sum(), let close = self.peek(), close.kind == .close else { return nil }
            self.index += 1
            if let percent = self.peek(), percent.kind == .percent {
                self.index += 1
                value = value / 100
            }
            self.readUnit()
            return value
        case .word where token.isVariable && self.reading.usesVariables:
            self.index += 1
            self.used.insert(token.symbol)
            return self.variables[token.symbol]
        default: return nil
        }
    }

    private mutating func number(_ token: Token) -> Rational {
        self.index += 1
        let value = self.buffer.value(token)
        if let mixed = self.mixedNumber(token, value) {
            self.operands.append(Operand(value: mixed, isPercent: false))
            self.readUnit()
            return mixed
        }
        self.scale = max(self.scale, Int(token.scale))
        self.operands.append(Operand(value: value, isPercent: token.isPercent))
        self.readUnit()
        return token.isPercent && !self.reading.percentIsLabel ? value / 100 : value
    }

    /// `2 1/2`, after the 2 was read.
    private mutating func mixedNumber(_ whole: Token, _ value: Rational) -> Rational? {
        let start = self.index
        guard self.isNumber(start), self.isSign(0x2f, at: start + 1), self.isNumber(start + 2) else { return nil }
        let (upper, lower) = (self.buffer.tokens[start], self.buffer.tokens[start + 2])
        guard !whole.isPercent, value.isInteger, whole.decimals == 0, upper.decimals == 0, lower.decimals == 0 else {
            return nil
        }
        let (numerator, denominator) = (self.buffer.value(upper), self.buffer.value(lower))
        guard numerator < denominator, !denominator.isZero else { return nil }
        self.index = start + 3
        return value + numerator / denominator
    }

    /// Passes over the unit of a number: words, a power of a length, `/word`.
    private mutating func readUnit() {
        var end = self.index
        while end - self.index < 9, self.has(end) {
            let token = self.buffer.tokens[end]
            guard token.kind == .word, !token.isVariable, !token.word.traits.contains(.endsUnit) else { break }
            if end == self.index, token.word.traits.contains(.of) { break }
            end += 1
        }
        let hasWords = end > self.index
        if hasWords, self.isSign(UInt8(ascii: "^"), at: end), self.isNumber(end + 1), self.buffer.tokens[end].isGlued,
            let exponent = self.buffer.value(self.buffer.tokens[end + 1]).integer, exponent == 2 || exponent == 3,
            self.buffer.tokens[end - 1].word.traits.contains(.isLength)
        {
            end += 2
        }
        if self.isSign(0x2f, at: end), self.has(end + 1), self.buffer.tokens[end + 1].kind == .word,
            hasWords || !(self.reading.usesVariables && self.buffer.tokens[end + 1].isVariable)
        {
            end += 2
        }
        if end > self.index {
            self.index = end
            self.hasUnits = true
        }
    }
}

extension ExpressionParser {
    mutating func atom() -> Rational? {
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
    mutating func readUnit() {
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

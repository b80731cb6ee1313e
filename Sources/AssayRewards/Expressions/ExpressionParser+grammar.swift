extension ExpressionParser {
    /// Whether a token stands at an index, before the end.
    @inline(__always)
    mutating func has(_ index: Int) -> Bool {
        guard index < self.end else { return false }
        if index >= self.reach { self.reach = index + 1 }
        return true
    }

    @inline(__always)
    mutating func peek() -> Token? { self.has(self.index) ? self.buffer.tokens[self.index] : nil }

    @inline(__always)
    mutating func isSign(_ sign: UInt8, at index: Int) -> Bool {
        self.has(index) && self.buffer.tokens[index].isSign(sign)
    }

    @inline(__always)
    mutating func isNumber(_ index: Int) -> Bool {
        self.has(index) && self.buffer.tokens[index].kind == .number
    }

    private mutating func checked(_ value: Rational) -> Rational? {
        guard case .big = value.storage else { return value }
        return value.bitWidth <= Limit.bits && self.spend(value) ? value : nil
    }

    mutating func sum() -> Rational? {
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

    mutating func power() -> Rational? {
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

extension MathExpressionParser {
    mutating func sum() -> Value? {
        guard self.descend(), var value = self.product() else { return nil }
        while let token = self.peek(), token.kind == .sign,
            token.symbol == UInt8(ascii: "+") || token.symbol == UInt8(ascii: "-")
        {
            self.index += 1
            guard let next = self.product(), let result = self.apply(token.symbol, value, next) else { return nil }
            value = result
        }
        self.ascend()
        return value
    }

    private mutating func product() -> Value? {
        guard var value = self.factor() else { return nil }
        while let token = self.peek() {
            let result: Value?
            if token.kind == .sign, token.symbol == UInt8(ascii: "*") || token.symbol == UInt8(ascii: "/") {
                self.index += 1
                result = self.factor().flatMap { self.apply(token.symbol, value, $0) }
            } else if self.beginsFactor(token) {
                let isMixed = self.has(token, "frac") && self.isWholeNumeral(value)
                guard let factor = self.factor() else { return nil }
                result = self.apply(
                    isMixed && self.isProper(factor) ? UInt8(ascii: "+") : UInt8(ascii: "*"), value, factor)
            } else if token.kind == .number, self.isWholeNumeral(value), self.isFraction() {
                result = self.fraction().flatMap { self.apply(UInt8(ascii: "+"), value, $0) }
            } else {
                break
            }
            guard let result else { return nil }
            value = result
        }
        return value
    }

    /// Whether a token begins a factor that needs no sign before it.
    private func beginsFactor(_ token: MathToken) -> Bool {
        switch token.kind {
        case .command, .function, .pi, .root, .variable: true
        case .bracket: MathSign.isOpen(token.symbol) && token.symbol != MathSign.openSet
        case .number, .sign: false
        }
    }

    /// Whether the value is an integer, and a numeral what was read last.
    private func isWholeNumeral(_ value: Value) -> Bool {
        guard case .exact(let number) = value else { return false }
        return number.isInteger && self.tokens[self.index - 1].kind == .number
    }

    private func isProper(_ value: Value) -> Bool {
        guard case .exact(let number) = value else { return false }
        return !number.isNegative && !number.isZero && number < 1
    }

    /// Whether `1/2` is next.
    private func isFraction() -> Bool {
        guard let slash = self.peek(1), let lower = self.peek(2) else { return false }
        return slash.kind == .sign && slash.symbol == UInt8(ascii: "/") && lower.kind == .number
    }

    private mutating func fraction() -> Value? {
        guard let upper = self.factor() else { return nil }
        self.index += 1
        return self.factor().flatMap { self.apply(UInt8(ascii: "/"), upper, $0) }
    }

    mutating func factor() -> Value? {
        var isNegative = false
        while let token = self.peek(), token.kind == .sign,
            token.symbol == UInt8(ascii: "-") || token.symbol == UInt8(ascii: "+")
        {
            if token.symbol == UInt8(ascii: "-") { isNegative.toggle() }
            self.index += 1
        }
        guard var value = self.postfixed() else { return nil }
        if self.take(.sign, "^") {
            guard let exponent = self.exponent(), let power = self.apply(UInt8(ascii: "^"), value, exponent) else {
                return nil
            }
            value = power
        }
        return isNegative ? self.negate(value) : value
    }

    /// What stands after `^`: a group, or a value with signs before it and a power of its own.
    mutating func exponent() -> Value? {
        guard self.descend() else { return nil }
        defer { self.ascend() }
        if self.take(.sign, "-") { return self.exponent().map { self.negate($0) } }
        if self.isNext(.bracket, "{") { return self.group() }
        guard let value = self.postfixed() else { return nil }
        guard self.take(.sign, "^") else { return value }
        return self.exponent().flatMap { self.apply(UInt8(ascii: "^"), value, $0) }
    }

    private mutating func postfixed() -> Value? {
        guard var value = self.atom() else { return nil }
        while let token = self.peek(), token.kind == .sign {
            let next: Value?
            switch token.symbol {
            case UInt8(ascii: "!"): next = self.factorial(value)
            case UInt8(ascii: "%"): next = self.apply(UInt8(ascii: "/"), value, .exact(100))
            default: return value
            }
            guard let next else { return nil }
            self.index += 1
            value = next
        }
        return value
    }

    /// `{…}`, or one token: of a numeral, its first digit, as in `\frac12`.
    mutating func group() -> Value? {
        if self.take(.bracket, "{") {
            guard let value = self.sum(), self.take(.bracket, "}") else { return nil }
            return value
        }
        if let token = self.peek(), token.kind == .number, token.range.count > 1,
            self.text[token.range].allSatisfy(\.isDigit)
        {
            self.tokens[self.index].start += 1
            return .exact(Rational(Int(self.text[Int(token.start)] & 0x0f)))
        }
        return self.atom()
    }
}

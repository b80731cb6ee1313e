extension MathExpressionParser {
    mutating func atom() -> Value? {
        guard let token = self.peek(), self.descend() else { return nil }
        defer { self.ascend() }
        self.index += 1
        switch token.kind {
        case .number: return self.number(token)
        case .bracket: return self.bracketed(token.symbol)
        case .sign: return token.symbol == UInt8(ascii: "|") ? self.magnitude() : nil
        case .pi: return self.constant(Complex(.pi))
        case .root: return self.root(isCommand: false)
        case .function, .command: return self.named(token)
        case .variable: return self.variable(self.text[token.range])
        }
    }

    private mutating func number(_ token: MathToken) -> Value? {
        let mantissa = self.text[Int(token.start)..<Int(token.mantissaEnd)]
        guard let value = mantissa.withUnsafeBufferPointer({ Rational(decimal: $0.span) }) else { return nil }
        guard token.mantissaEnd < token.end else { return .exact(value) }
        let exponent = self.text[Int(token.mantissaEnd)..<Int(token.end)].dropFirst()
        let digits = exponent.filter(\.isDigit).reduce(0) { $0 * 10 + Int($1 & 0x0f) }
        return self.checked(value * .powerOfTen(exponent.first == UInt8(ascii: "-") ? -digits : digits))
    }

    private mutating func bracketed(_ open: UInt8) -> Value? {
        let close: Unicode.Scalar
        switch open {
        case UInt8(ascii: "("): close = ")"
        case UInt8(ascii: "["): close = "]"
        case UInt8(ascii: "{"): close = "}"
        default: return nil
        }
        guard let value = self.sum(), self.take(.bracket, close) else { return nil }
        return value
    }

    private mutating func magnitude() -> Value? {
        guard let value = self.sum(), self.take(.sign, "|") else { return nil }
        if case .exact(let number) = value { return .exact(number.magnitude) }
        return self.append(.magnitude, value)
    }

    /// A variable, perhaps with a subscript; e and i.
    mutating func variable(_ name: ArraySlice<UInt8>) -> Value? {
        var name = Array(name)
        if self.take(.sign, "_") {
            name.append(UInt8(ascii: "_"))
            if self.take(.bracket, "{") {
                while !self.isNext(.bracket, "}") {
                    guard let token = self.peek() else { return nil }
                    name += self.text[token.range]
                    self.index += 1
                }
                self.index += 1
            } else if let token = self.peek() {
                name += self.text[token.range]
                self.index += 1
            }
        }
        if name == [UInt8(ascii: "e")] { return self.constant(Complex(1).exponential) }
        if name == [UInt8(ascii: "i")] { return self.constant(.i) }
        self.hasVariables = true
        let index = self.names.index(of: name)
        self.nodes.append(MathExpression.Node(operation: .variable, right: index))
        return .node(Int32(self.nodes.count - 1))
    }
}

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

    // MARK: Atoms

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
    private mutating func variable(_ name: ArraySlice<UInt8>) -> Value? {
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

extension MathExpressionParser {
    private static let greek: [StaticString] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
        "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma",
        "Delta", "Theta", "Lambda", "Xi", "Sigma", "Phi", "Psi", "Omega",
    ]

    private static let functions: [(name: StaticString, operation: MathExpression.Operation)] = [
        ("sin", .sine), ("cos", .cosine), ("tan", .tangent), ("cot", .cotangent), ("sec", .secant), ("csc", .cosecant),
        ("ln", .naturalLogarithm), ("log", .commonLogarithm), ("exp", .exponential), ("arcsin", .arcsine),
        ("arccos", .arccosine), ("arctan", .arctangent), ("sinh", .hyperbolicSine), ("cosh", .hyperbolicCosine),
        ("tanh", .hyperbolicTangent),
    ]

    /// A command, or a function without a backslash.
    private mutating func named(_ token: MathToken) -> Value? {
        let name = token.kind == .command ? self.text[token.range].dropFirst() : self.text[token.range]
        if name.elementsEqual("sqrt".utf8) { return self.root(isCommand: token.kind == .command) }
        if token.kind == .command {
            if name.elementsEqual("frac".utf8) {
                guard let upper = self.group(), let lower = self.group() else { return nil }
                return self.apply(UInt8(ascii: "/"), upper, lower)
            }
            if name.elementsEqual("binom".utf8) {
                guard let all = self.group(), let count = self.group() else { return nil }
                return self.binomial(all, count)
            }
        }
        for (function, operation) in Self.functions where name.elementsEqual(function.bytes) {
            return self.function(operation)
        }
        guard token.kind == .command, Self.greek.contains(where: { name.elementsEqual($0.bytes) }) else { return nil }
        return self.variable(name)
    }

    /// What stands after a function's name: a base, a power, the argument.
    private mutating func function(_ operation: MathExpression.Operation) -> Value? {
        var (base, power): (Value?, Value?)
        if self.take(.sign, "_") {
            base = self.group()
            if base == nil { return nil }
        }
        if self.take(.sign, "^") {
            power = self.exponent()
            if power == nil { return nil }
        }
        let isBracketed = self.peek()?.kind == .bracket
        guard let argument = self.isNext(.bracket, "{") ? self.group() : isBracketed ? self.atom() : self.factor()
        else {
            return nil
        }
        let value = base.map { self.append(.logarithmToBase, argument, $0) } ?? self.append(operation, argument)
        return power.map { self.append(.power, value, $0) } ?? value
    }

    /// What stands after `\sqrt`, or after `√` or `sqrt`, which take a numeral whole.
    private mutating func root(isCommand: Bool) -> Value? {
        var degree: Value?
        if self.take(.bracket, "[") {
            degree = self.sum()
            guard degree != nil, self.take(.bracket, "]") else { return nil }
        }
        let takesWhole = self.isNext(.bracket, "(") || (!isCommand && !self.isNext(.bracket, "{"))
        guard let value = takesWhole ? self.atom() : self.group() else { return nil }
        guard let degree else {
            if case .exact(let number) = value, let root = number.exactRoot(2) { return .exact(root) }
            return self.append(.squareRoot, value)
        }
        if case .exact(let number) = value, case .exact(let times) = degree, let times = times.integer, times > 0,
            let root = number.exactRoot(times)
        {
            return .exact(root)
        }
        return self.append(.root, value, degree)
    }
}

extension Rational {
    /// The rational whose power this is; nil where there is none, or none that is real.
    fileprivate func exactRoot(_ degree: Int) -> Rational? {
        if self.isNegative { return degree % 2 == 0 ? nil : (-self).exactRoot(degree).map { -$0 } }
        guard let upper = Self.exactRoot(self.numerator, degree), let lower = Self.exactRoot(self.denominator, degree)
        else { return nil }
        return Rational(reduced: upper, lower)
    }

    /// By bisection, for degrees above 2.
    private static func exactRoot(_ value: BigInteger, _ degree: Int) -> BigInteger? {
        if value.isZero || value == 1 || degree == 1 { return value }
        if degree == 2 {
            let root = value.squareRoot
            return root * root == value ? root : nil
        }
        guard degree < value.bitWidth else { return nil }
        var (low, high) = (BigInteger(1), BigInteger(1) << (value.bitWidth / degree + 1))
        while low < high {
            let middle = (low + high + 1) >> 1
            if middle.power(degree) > value { high = middle - 1 } else { low = middle }
        }
        return low.power(degree) == value ? low : nil
    }
}

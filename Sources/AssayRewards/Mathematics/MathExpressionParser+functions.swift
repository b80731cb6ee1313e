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
    mutating func named(_ token: MathToken) -> Value? {
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
    mutating func root(isCommand: Bool) -> Value? {
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

/// Reads a mathematical expression, by recursive descent.
///
/// Grammar: `+ - * / ^ ! %`, brackets, `|x|`, products without a sign, mixed numbers, `\frac`, `\sqrt`, `\binom`, functions
/// with bases and powers (`\log_2 8`, `\sin^2 x`), π, e, i, and letters with subscripts as variables.
struct MathExpressionParser {
    private enum Limit {
        static let bytes = 4000
        static let depth = 80
        static let exponent = 512
        static let bits = 1 << 15
        static let factorial = 300
        /// Of one expression, in products of two 64-bit words.
        static let work = 1 << 19
    }

    typealias Value = MathExpression.Value

    let text: ArraySlice<UInt8>
    var tokens: [MathToken]
    var index = 0
    var nodes: [MathExpression.Node] = []
    var names: MathNames
    var hasVariables = false
    private var depth = 0
    private var work = 0

    private init(_ text: ArraySlice<UInt8>, _ tokens: [MathToken], _ names: MathNames) {
        self.text = text
        self.tokens = tokens
        self.names = names
    }

    /// The expression that the text is, all of it; nil where it is none.
    ///
    /// - Parameter names: the variables met so far, to which those of the text are added.
    static func parse(_ text: ArraySlice<UInt8>, names: inout MathNames) -> MathExpression? {
        guard text.count <= Limit.bytes, let tokens = MathTokenizer.tokens(text) else { return nil }
        var parser = MathExpressionParser(text, tokens, names)
        guard let value = parser.sum(), parser.index == tokens.count else { return nil }
        names = parser.names
        return MathExpression(value: value, nodes: parser.nodes, hasVariables: parser.hasVariables)
    }

    // MARK: Tokens

    func peek(_ offset: Int = 0) -> MathToken? {
        self.index + offset < self.tokens.count ? self.tokens[self.index + offset] : nil
    }

    func isNext(_ kind: MathToken.Kind, _ symbol: Unicode.Scalar) -> Bool {
        guard let token = self.peek() else { return false }
        return token.kind == kind && token.symbol == UInt8(ascii: symbol)
    }

    /// Passes over a sign or bracket, if that is what is next.
    mutating func take(_ kind: MathToken.Kind, _ symbol: Unicode.Scalar) -> Bool {
        guard self.isNext(kind, symbol) else { return false }
        self.index += 1
        return true
    }

    func has(_ token: MathToken, _ name: StaticString) -> Bool {
        token.kind == .command && self.text[token.range].dropFirst().elementsEqual(name.bytes)
    }

    // MARK: Values

    /// One level down; false where that is too deep.
    mutating func descend() -> Bool {
        self.depth += 1
        return self.depth <= Limit.depth
    }

    mutating func ascend() { self.depth -= 1 }

    mutating func append(_ operation: MathExpression.Operation, _ left: Value, _ right: Value? = nil) -> Value {
        let first = self.node(left)
        let second = right.map { self.node($0) } ?? 0
        self.nodes.append(MathExpression.Node(operation: operation, left: first, right: second))
        return .node(Int32(self.nodes.count - 1))
    }

    mutating func constant(_ value: Complex) -> Value {
        self.nodes.append(MathExpression.Node(operation: .constant, constant: value))
        return .node(Int32(self.nodes.count - 1))
    }

    private mutating func node(_ value: Value) -> Int32 {
        switch value {
        case .node(let index): return index
        case .exact(let number):
            self.nodes.append(MathExpression.Node(operation: .constant, constant: Complex(number.double)))
            return Int32(self.nodes.count - 1)
        }
    }

    /// The exact value; nil where it is too large, or the expression took too much work.
    mutating func checked(_ value: Rational) -> Value? {
        if case .small = value.storage { return .exact(value) }
        let bits = value.bitWidth
        let words = bits / UInt.bitWidth + 1
        self.work += words * words
        return bits <= Limit.bits && self.work <= Limit.work ? .exact(value) : nil
    }

    mutating func apply(_ sign: UInt8, _ left: Value, _ right: Value) -> Value? {
        guard case .exact(let first) = left, case .exact(let second) = right else {
            return self.append(Self.operation(sign), left, right)
        }
        switch sign {
        case UInt8(ascii: "+"): return self.checked(first + second)
        case UInt8(ascii: "-"): return self.checked(first - second)
        case UInt8(ascii: "*"): return self.checked(first * second)
        case UInt8(ascii: "/"): return second.isZero ? nil : self.checked(first / second)
        default: return self.power(first, second)
        }
    }

    private static func operation(_ sign: UInt8) -> MathExpression.Operation {
        switch sign {
        case UInt8(ascii: "+"): .add
        case UInt8(ascii: "-"): .subtract
        case UInt8(ascii: "*"): .multiply
        case UInt8(ascii: "/"): .divide
        default: .power
        }
    }

    private mutating func power(_ base: Rational, _ power: Rational) -> Value? {
        guard let exponent = power.integer, exponent.magnitude <= Limit.exponent, !base.isZero || exponent > 0 else {
            return self.append(.power, .exact(base), .exact(power))
        }
        // A power has (b − 1) · n + 1 bits at least.
        guard (base.bitWidth - 1) * Int(exponent.magnitude) < Limit.bits else { return nil }
        return self.checked(base.power(exponent))
    }

    func negated(_ value: Value) -> Value? {
        if case .exact(let number) = value { return .exact(-number) }
        return nil
    }

    mutating func negate(_ value: Value) -> Value {
        self.negated(value) ?? self.append(.subtract, .exact(0), value)
    }

    func factorial(_ value: Value) -> Value? {
        guard case .exact(let number) = value, let factors = number.integer, 0...Limit.factorial ~= factors else {
            return nil
        }
        return .exact(Rational((1...max(factors, 1)).reduce(BigInteger(1)) { $0 * BigInteger($1) }))
    }

    /// How many ways there are to choose `count` of `all`.
    mutating func binomial(_ all: Value, _ count: Value) -> Value? {
        guard case .exact(let first) = all, case .exact(let second) = count, let all = first.integer,
            let count = second.integer, all >= 0, count >= 0
        else { return nil }
        if count > all { return .exact(0) }
        var result = Rational(1)
        for factor in 0..<min(count, all - count) {
            guard case .exact(let next)? = self.checked(result * Rational(all - factor, factor + 1)) else { return nil }
            result = next
        }
        return .exact(result)
    }
}

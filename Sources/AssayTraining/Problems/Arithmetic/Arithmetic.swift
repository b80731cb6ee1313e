/// An expression over whole numbers and names, as a line of Python has it.
package indirect enum Arithmetic: Sendable, Hashable {
    case number(Int)
    case name(String)
    case operation(Arithmetic, Operator, Arithmetic)

    package enum Operator: String, Sendable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case over = "/"

        fileprivate var precedence: Int {
            switch self {
            case .plus, .minus: 1
            case .times, .over: 2
            }
        }
    }

    static func + (left: Self, right: Self) -> Self { .operation(left, .plus, right) }
    static func - (left: Self, right: Self) -> Self { .operation(left, .minus, right) }
    static func * (left: Self, right: Self) -> Self { .operation(left, .times, right) }
    static func / (left: Self, right: Self) -> Self { .operation(left, .over, right) }
}

extension Arithmetic: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral value: Int) { self = .number(value) }
    /// A name.
    package init(stringLiteral value: String) { self = .name(value) }
}

extension Arithmetic: CustomStringConvertible {
    /// As Python reads it, without a needless parenthesis.
    package var description: String { self.text(inside: 0) }

    private func text(inside precedence: Int) -> String {
        switch self {
        case .number(let value): return "\(value)"
        case .name(let name): return name
        case .operation(let left, let sign, let right):
            let text = left.text(inside: sign.precedence) + sign.rawValue + right.text(inside: sign.precedence + 1)
            return sign.precedence < precedence ? "(\(text))" : text
        }
    }

    func mentions(_ name: String) -> Bool {
        switch self {
        case .number: false
        case .name(let own): own == name
        case .operation(let left, _, let right): left.mentions(name) || right.mentions(name)
        }
    }
}

extension Arithmetic {
    /// One operation on two numbers, and what comes of it.
    package struct Step: Sendable, Hashable {
        package let left: Int
        package let sign: Operator
        package let right: Int
        /// Of the operation on ints.
        package let result: Quantity

        /// `12*7`
        package var expression: String { "\(self.left)\(self.sign.rawValue)\(self.right)" }
        /// `12*7=84`
        package var line: String { "\(self.expression)=\(self.result.amount)" }
    }

    /// The value, innermost operations first.
    /// - Parameter steps: each operation is put behind them.
    /// - Returns: nil where a name has no value, or an operation's result is no ``Quantity``.
    func value(_ names: [String: Quantity], _ steps: inout [Step]) -> Quantity? {
        switch self {
        case .number(let value): return Quantity(value)
        case .name(let name): return names[name]
        case .operation(let left, let sign, let right):
            guard let left = left.value(names, &steps), let right = right.value(names, &steps),
                let amount = sign.apply(left.amount, right.amount)
            else { return nil }
            steps.append(
                Step(
                    left: left.amount, sign: sign, right: right.amount,
                    result: Quantity(amount, isFloat: sign == .over)))
            return Quantity(amount, isFloat: sign == .over || left.isFloat || right.isFloat)
        }
    }
}

extension Arithmetic.Operator {
    fileprivate func apply(_ left: Int, _ right: Int) -> Int? {
        let result: Int
        switch self {
        case .plus: result = left + right
        case .minus: result = left - right
        case .times: result = left * right
        case .over:
            guard right != 0, left.isMultiple(of: right) else { return nil }
            result = left / right
        }
        return Quantity.range.contains(result) ? result : nil
    }
}

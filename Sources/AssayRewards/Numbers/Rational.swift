/// An exact fraction in lowest terms; its denominator is positive.
///
/// Two machine words while they suffice, big integers from there: of 14,068 solutions of GSM8K, published and
/// generated, two leave 63 bits. Neither form holds a value that the other could, so that equality is by parts.
package struct Rational: Hashable, Sendable {
    enum Storage: Hashable, Sendable {
        /// Neither is `Int.min`, so that negation stays in this form.
        case small(numerator: Int, denominator: Int)
        indirect case big(numerator: BigInteger, denominator: BigInteger)
    }

    let storage: Storage

    package static let zero = Rational(0)
    package static let one = Rational(1)

    init(storage: Storage) { self.storage = storage }

    package init(_ value: Int) {
        self = value == .min ? Rational(BigInteger(value)) : Rational(reduced: value, 1)
    }

    package init(_ value: BigInteger) {
        if let small = Int(value), small != .min {
            self.init(reduced: small, 1)
        } else {
            self.init(storage: .big(numerator: value, denominator: 1))
        }
    }

    /// `numerator / denominator`. Traps on a zero denominator.
    package init(_ numerator: Int, _ denominator: Int) {
        precondition(denominator != 0, "a zero denominator")
        guard numerator != .min, denominator != .min else {
            self.init(BigInteger(numerator), BigInteger(denominator))
            return
        }
        let divisor = Int(Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
        let sign = denominator < 0 ? -1 : 1
        self.init(reduced: numerator / divisor * sign, denominator / divisor * sign)
    }

    /// `numerator / denominator`. Traps on a zero denominator.
    package init(_ numerator: BigInteger, _ denominator: BigInteger) {
        precondition(!denominator.isZero, "a zero denominator")
        let divisor = BigInteger.greatestCommonDivisor(numerator, denominator)
        let isWhole = divisor == 1
        let (upper, lower) = (
            isWhole ? numerator : numerator.quotientAndRemainder(dividingBy: divisor).quotient,
            isWhole ? denominator : denominator.quotientAndRemainder(dividingBy: divisor).quotient
        )
        self.init(reduced: lower.isNegative ? -upper : upper, lower.magnitude)
    }

    /// Parts that are in lowest terms already, the denominator positive, neither `Int.min`.
    init(reduced numerator: Int, _ denominator: Int) {
        self.storage = .small(numerator: numerator, denominator: denominator)
    }

    /// Parts that are in lowest terms already, the denominator positive.
    init(reduced numerator: BigInteger, _ denominator: BigInteger) {
        if let upper = Int(numerator), let lower = Int(denominator), upper != .min {
            self.storage = .small(numerator: upper, denominator: lower)
        } else {
            self.storage = .big(numerator: numerator, denominator: denominator)
        }
    }

    static func greatestCommonDivisor(_ left: UInt, _ right: UInt) -> UInt {
        if left == 0 || right == 0 { return left | right }
        let shift = (left | right).trailingZeroBitCount
        var (odd, other) = (left >> left.trailingZeroBitCount, right)
        while other != 0 {
            other >>= other.trailingZeroBitCount
            if odd > other { swap(&odd, &other) }
            other -= odd
        }
        return odd << shift
    }
}

extension Rational {
    package var numerator: BigInteger {
        switch self.storage {
        case .small(let numerator, _): BigInteger(numerator)
        case .big(let numerator, _): numerator
        }
    }

    /// Positive.
    package var denominator: BigInteger {
        switch self.storage {
        case .small(_, let denominator): BigInteger(denominator)
        case .big(_, let denominator): denominator
        }
    }

    package var isInteger: Bool {
        switch self.storage {
        case .small(_, let denominator): denominator == 1
        case .big(_, let denominator): denominator == 1
        }
    }

    package var isZero: Bool {
        if case .small(0, _) = self.storage { true } else { false }
    }

    package var isNegative: Bool {
        switch self.storage {
        case .small(let numerator, _): numerator < 0
        case .big(let numerator, _): numerator.isNegative
        }
    }

    package var magnitude: Rational { self.isNegative ? -self : self }

    /// How many bits the larger of the two magnitudes takes.
    package var bitWidth: Int {
        switch self.storage {
        case .small(let numerator, let denominator):
            UInt.bitWidth - (numerator.magnitude | denominator.magnitude).leadingZeroBitCount
        case .big(let numerator, let denominator):
            max(numerator.bitWidth, denominator.bitWidth)
        }
    }

    /// The value, where it is an integer that a machine word holds.
    package var integer: Int? {
        if case .small(let numerator, 1) = self.storage { numerator } else { nil }
    }
}

extension Rational: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self.init(value) }
}

extension Rational: CustomStringConvertible {
    /// As `7/30`, or `5`.
    package var description: String {
        switch self.storage {
        case .small(let numerator, 1): "\(numerator)"
        case .small(let numerator, let denominator): "\(numerator)/\(denominator)"
        case .big(let numerator, 1): "\(numerator)"
        case .big(let numerator, let denominator): "\(numerator)/\(denominator)"
        }
    }
}

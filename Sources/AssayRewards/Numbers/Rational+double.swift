extension Rational {
    /// The nearest `Double`, ties to even; infinite where there is none.
    package var double: Double {
        if case .small(let numerator, let denominator) = self.storage {
            let exact = 1 << 53
            // Both are exact, and IEEE division rounds once.
            if numerator.magnitude <= exact, denominator <= exact { return Double(numerator) / Double(denominator) }
        }
        let magnitude = Self.quotient(self.numerator.magnitude, self.denominator)
        return self.isNegative ? -magnitude : magnitude
    }

    /// Positive big integers divided: 64 or 65 bits of quotient, whose last bit says whether anything is left.
    private static func quotient(_ numerator: BigInteger, _ denominator: BigInteger) -> Double {
        let shift = numerator.bitWidth - denominator.bitWidth - 64
        let (quotient, remainder) =
            shift > 0
            ? numerator.quotientAndRemainder(dividingBy: denominator << shift)
            : (numerator << -shift).quotientAndRemainder(dividingBy: denominator)
        return rounded(quotient, isExact: remainder.isZero, exponent: shift)
    }

    /// `quotient · 2^exponent`, rounded once, subnormals included.
    private static func rounded(_ quotient: BigInteger, isExact: Bool, exponent: Int) -> Double {
        let top = quotient.bitWidth + exponent
        if top > 1024 { return .infinity }
        // A normal number keeps 53 bits, a subnormal one those above 2^-1074.
        let kept = min(53, top + 1074)
        if kept < 0 { return 0 }
        let drop = quotient.bitWidth - kept
        var mantissa = quotient >> drop
        let below = quotient - mantissa << drop
        let half = BigInteger(1) << (drop - 1)
        if below > half || (below == half && (!isExact || mantissa.isOdd)) { mantissa = mantissa + 1 }
        return Double(sign: .plus, exponent: exponent + drop, significand: Double(mantissa.limbs.first ?? 0))
    }
}

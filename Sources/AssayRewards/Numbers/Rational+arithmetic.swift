extension Rational {
    package static prefix func - (value: Rational) -> Rational {
        switch value.storage {
        case .small(let numerator, let denominator): Rational(reduced: -numerator, denominator)
        case .big(let numerator, let denominator):
            Rational(storage: .big(numerator: -numerator, denominator: denominator))
        }
    }

    package static func + (left: Rational, right: Rational) -> Rational {
        if case .small(let upper, let lower) = left.storage, case .small(let other, let below) = right.storage {
            if lower == 1, below == 1 {
                let (sum, overflow) = upper.addingReportingOverflow(other)
                if !overflow, sum != .min { return Rational(reduced: sum, 1) }
            } else {
                let (first, one) = upper.multipliedReportingOverflow(by: below)
                let (second, two) = other.multipliedReportingOverflow(by: lower)
                let (sum, three) = first.addingReportingOverflow(second)
                let (denominator, four) = lower.multipliedReportingOverflow(by: below)
                if !(one || two || three || four) { return Rational(sum, denominator) }
            }
        }
        return bigSum(left, right)
    }

    package static func - (left: Rational, right: Rational) -> Rational { left + -right }

    package static func * (left: Rational, right: Rational) -> Rational {
        if case .small(let upper, let lower) = left.storage, case .small(let other, let below) = right.storage {
            let (numerator, one) = upper.multipliedReportingOverflow(by: other)
            let (denominator, two) = lower.multipliedReportingOverflow(by: below)
            if !one, !two {
                if denominator == 1, numerator != .min { return Rational(reduced: numerator, 1) }
                return Rational(numerator, denominator)
            }
        }
        return Rational(left.numerator * right.numerator, left.denominator * right.denominator)
    }

    /// Traps on a zero divisor.
    package static func / (left: Rational, right: Rational) -> Rational { left * right.reciprocal }

    /// Traps on zero.
    package var reciprocal: Rational {
        switch self.storage {
        case .small(let numerator, let denominator):
            precondition(numerator != 0, "division by zero")
            return numerator < 0
                ? Rational(reduced: -denominator, -numerator) : Rational(reduced: denominator, numerator)
        case .big(let numerator, let denominator):
            return numerator.isNegative
                ? Rational(reduced: -denominator, -numerator) : Rational(reduced: denominator, numerator)
        }
    }

    /// The largest integer that is not above the quotient. Traps on a zero divisor.
    package func floorQuotient(dividingBy divisor: Rational) -> Rational {
        let quotient = self / divisor
        return Rational(quotient.numerator.floorQuotient(dividingBy: quotient.denominator))
    }

    /// The value to an integral power, exactly. Traps on a negative power of zero; the caller bounds the size.
    package func power(_ exponent: Int) -> Rational {
        let base = exponent < 0 ? self.reciprocal : self
        let times = Int(exponent.magnitude)
        if case .small(let numerator, let denominator) = base.storage {
            if times == 0 { return 1 }
            if denominator == 1, numerator.magnitude <= 1 { return numerator == -1 && times & 1 == 0 ? 1 : base }
        }
        return Rational(reduced: base.numerator.power(times), base.denominator.power(times))
    }

    /// By the greatest common divisor of the denominators first, as it is small where they are alike.
    ///
    /// Source: D. Knuth, "The Art of Computer Programming", volume 2, 4.5.1.
    private static func bigSum(_ left: Rational, _ right: Rational) -> Rational {
        let (below, under) = (left.denominator, right.denominator)
        let common = BigInteger.greatestCommonDivisor(below, under)
        if common == 1 {
            return Rational(reduced: left.numerator * under + right.numerator * below, below * under)
        }
        let part = below.quotientAndRemainder(dividingBy: common).quotient
        let sum = left.numerator * under.quotientAndRemainder(dividingBy: common).quotient + right.numerator * part
        let rest = BigInteger.greatestCommonDivisor(sum, common)
        return Rational(
            reduced: sum.quotientAndRemainder(dividingBy: rest).quotient,
            part * under.quotientAndRemainder(dividingBy: rest).quotient)
    }
}

extension Rational: Comparable {
    package static func < (left: Rational, right: Rational) -> Bool {
        if case .small(let upper, let lower) = left.storage, case .small(let other, let below) = right.storage {
            return Int128(upper) * Int128(below) < Int128(other) * Int128(lower)
        }
        return left.numerator * right.denominator < right.numerator * left.denominator
    }
}

extension BigInteger {
    package static prefix func - (value: BigInteger) -> BigInteger {
        BigInteger(limbs: value.limbs, isNegative: !value.isNegative)
    }

    package static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(limbs: Limbs.sum(left.limbs, right.limbs), isNegative: left.isNegative)
        }
        if Limbs.isLess(left.limbs, right.limbs) {
            return BigInteger(limbs: Limbs.difference(right.limbs, left.limbs), isNegative: right.isNegative)
        }
        return BigInteger(limbs: Limbs.difference(left.limbs, right.limbs), isNegative: left.isNegative)
    }

    package static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + -right }

    package static func * (left: BigInteger, right: BigInteger) -> BigInteger {
        BigInteger(limbs: Limbs.product(left.limbs, right.limbs), isNegative: left.isNegative != right.isNegative)
    }

    package static func << (value: BigInteger, count: Int) -> BigInteger {
        BigInteger(limbs: Limbs.shiftedLeft(value.limbs, by: count), isNegative: value.isNegative)
    }

    /// The magnitude without its lowest bits: rounds towards zero.
    package static func >> (value: BigInteger, count: Int) -> BigInteger {
        BigInteger(limbs: Limbs.shiftedRight(value.limbs, by: count), isNegative: value.isNegative)
    }

    /// Rounds towards zero; the remainder has the dividend's sign. Traps on a zero divisor.
    package func quotientAndRemainder(dividingBy divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
        precondition(!divisor.isZero, "division by zero")
        let (quotient, remainder) = Limbs.quotientAndRemainder(self.limbs, by: divisor.limbs)
        return (
            BigInteger(limbs: quotient, isNegative: self.isNegative != divisor.isNegative),
            BigInteger(limbs: remainder, isNegative: self.isNegative)
        )
    }

    /// The largest integer that is not above the quotient. Traps on a zero divisor.
    package func floorQuotient(dividingBy divisor: BigInteger) -> BigInteger {
        let (quotient, remainder) = self.quotientAndRemainder(dividingBy: divisor)
        return remainder.isZero || remainder.isNegative == divisor.isNegative ? quotient : quotient - 1
    }

    /// The integer to a power, which is not negative; the caller bounds the size.
    package func power(_ exponent: Int) -> BigInteger {
        precondition(exponent >= 0, "a negative exponent leaves the integers")
        var (result, base, left) = (BigInteger(1), self, exponent)
        while left > 0 {
            if left & 1 == 1 { result = result * base }
            left >>= 1
            if left > 0 { base = base * base }
        }
        return result
    }

    /// The largest integer whose square is not above this one, which is not negative.
    ///
    /// Newton's iteration from above, which falls until it has arrived.
    package var squareRoot: BigInteger {
        precondition(!self.isNegative, "no integer has a negative square")
        if self.isZero { return self }
        var root = BigInteger(1) << ((self.bitWidth + 1) / 2)
        while true {
            let next = (root + self.quotientAndRemainder(dividingBy: root).quotient) >> 1
            if next >= root { return root }
            root = next
        }
    }
}

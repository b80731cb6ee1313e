extension BigInteger {
    /// The greatest common divisor of the magnitudes; that of 0 and a is a.
    ///
    /// Source: D. H. Lehmer, "Euclid's algorithm for large numbers", American Mathematical Monthly 45, 1938: the quotients
    /// of many steps follow from the leading bits alone.
    package static func greatestCommonDivisor(_ left: BigInteger, _ right: BigInteger) -> BigInteger {
        var (large, small) = (left.limbs, right.limbs)
        if Limbs.isLess(large, small) { swap(&large, &small) }
        while small.count > 1 {
            if let step = LehmerStep(large, small) {
                (large, small) = step.applied(to: large, small)
            } else {
                (large, small) = (small, Limbs.quotientAndRemainder(large, by: small).remainder)
            }
        }
        guard let last = small.first else { return BigInteger(limbs: large, isNegative: false) }
        let rest = Limbs.divide(&large, by: last)
        return BigInteger(limbs: [Rational.greatestCommonDivisor(last, rest)], isNegative: false)
    }
}

/// Several steps of Euclid's algorithm at once: what becomes of a pair is a product with a small matrix.
private struct LehmerStep {
    private var first: (Int, Int) = (1, 0)
    private var second: (Int, Int) = (0, 1)

    /// Nil where the leading bits do not determine one step.
    init?(_ large: [UInt], _ small: [UInt]) {
        guard large.count == small.count else { return nil }
        let shift = large[large.count - 1].leadingZeroBitCount
        // 62 bits leave room for the cofactors below.
        var upper = Self.leading(large, shift)
        var lower = Self.leading(small, shift)
        while true {
            let (below, above) = (lower + self.second.0, lower + self.second.1)
            guard below != 0, above != 0 else { break }
            let quotient = (upper + self.first.0) / below
            guard quotient == (upper + self.first.1) / above else { break }
            let next = (self.first.0 - quotient * self.second.0, self.first.1 - quotient * self.second.1)
            guard abs(next.0) < 1 << 30, abs(next.1) < 1 << 30 else { break }
            (self.first, self.second) = (self.second, next)
            (upper, lower) = (lower, upper - quotient * lower)
        }
        if self.first.1 == 0 { return nil }
    }

    private static func leading(_ limbs: [UInt], _ shift: Int) -> Int {
        let last = limbs.count - 1
        let below = shift == 0 || last == 0 ? 0 : limbs[last - 1] >> (UInt.bitWidth - shift)
        return Int((limbs[last] << shift | below) >> 2)
    }

    func applied(to large: [UInt], _ small: [UInt]) -> ([UInt], [UInt]) {
        (Self.combined(large, small, self.first), Self.combined(large, small, self.second))
    }

    /// `large · factors.0 + small · factors.1`, which is not negative.
    private static func combined(_ large: [UInt], _ small: [UInt], _ factors: (Int, Int)) -> [UInt] {
        var result: [UInt] = []
        result.reserveCapacity(large.count)
        var carry: Int128 = 0
        let (left, right) = (Int128(factors.0), Int128(factors.1))
        for index in large.indices {
            carry += Int128(large[index]) * left + Int128(small[index]) * right
            result.append(UInt(truncatingIfNeeded: carry))
            carry >>= 64
        }
        while result.last == 0 { result.removeLast() }
        return result
    }
}

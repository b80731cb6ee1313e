extension Rational {
    /// The rational whose power this is; nil where there is none, or none that is real.
    func exactRoot(_ degree: Int) -> Rational? {
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

extension BigInteger: CustomStringConvertible {
    private static let digitsALimb = 19
    private static let powersOfTen: [UInt] = (0...19).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// The number that ASCII digits write. Anything else in the bytes makes a wrong number: the caller has looked.
    package init(digits: Span<UInt8>) {
        var limbs: [UInt] = []
        limbs.reserveCapacity(digits.count / Self.digitsALimb + 1)
        var (chunk, length): (UInt, Int) = (0, 0)
        for index in digits.indices {
            chunk = chunk * 10 + UInt(digits[index] & 0x0f)
            length += 1
            if length == Self.digitsALimb || index == digits.count - 1 {
                Limbs.multiply(&limbs, by: Self.powersOfTen[length], adding: chunk)
                (chunk, length) = (0, 0)
            }
        }
        self.init(limbs: limbs, isNegative: false)
    }

    /// 10 to a power, which is not negative.
    package static func powerOfTen(_ exponent: Int) -> BigInteger {
        var limbs: [UInt] = [1]
        var left = exponent
        while left > 0 {
            let length = min(left, Self.digitsALimb)
            Limbs.multiply(&limbs, by: Self.powersOfTen[length], adding: 0)
            left -= length
        }
        return BigInteger(limbs: limbs, isNegative: false)
    }

    package var description: String {
        if self.isZero { return "0" }
        var (rest, chunks): ([UInt], [UInt]) = (self.limbs, [])
        while !rest.isEmpty { chunks.append(Limbs.divide(&rest, by: Self.powersOfTen[Self.digitsALimb])) }
        var text = self.isNegative ? "-" : ""
        text += String(chunks.removeLast())
        for chunk in chunks.reversed() {
            let digits = String(chunk)
            text += String(repeating: "0", count: Self.digitsALimb - digits.count) + digits
        }
        return text
    }
}

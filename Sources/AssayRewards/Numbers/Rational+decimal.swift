extension Rational {
    /// The number that a decimal numeral writes: ASCII digits, at most one point, commas anywhere, which are passed over.
    ///
    /// No sign, no exponent. Nil where there is no digit, another byte, or more than `limit` bytes without the commas.
    package init?(decimal text: Span<UInt8>, limit: Int = 4000) {
        var (value, digits, places, isFraction, overflow) = (0, 0, 0, false, false)
        for index in text.indices {
            switch text[index] {
            case let byte where byte &- 0x30 < 10:
                digits += 1
                if isFraction { places += 1 }
                if digits <= 18 { value = value * 10 + Int(byte & 0x0f) } else { overflow = true }
            case UInt8(ascii: ","): continue
            case UInt8(ascii: ".") where !isFraction: isFraction = true
            default: return nil
            }
        }
        guard digits > 0, digits + (isFraction ? 1 : 0) <= limit else { return nil }
        if overflow {
            self.init(longDecimal: text, places: places)
        } else if places == 0 {
            self.init(reduced: value, 1)
        } else {
            self.init(value, Self.powersOfTen[places])
        }
    }

    /// 10 to a power of either sign.
    package static func powerOfTen(_ exponent: Int) -> Rational {
        let power = Rational(BigInteger.powerOfTen(Int(exponent.magnitude)))
        return exponent < 0 ? power.reciprocal : power
    }

    private static let powersOfTen: [Int] = (0...18).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    private init(longDecimal text: Span<UInt8>, places: Int) {
        var digits: [UInt8] = []
        digits.reserveCapacity(text.count)
        for index in text.indices where text[index] &- 0x30 < 10 { digits.append(text[index]) }
        let whole = BigInteger(digits: digits.span)
        if places == 0 { self.init(whole) } else { self.init(whole, BigInteger.powerOfTen(places)) }
    }
}

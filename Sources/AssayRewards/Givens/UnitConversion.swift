/// What a number that a problem states is in other units: minutes by 60, feet by 12.
enum UnitConversion {
    private static let factors: [(prefix: StaticString, factors: [Rational])] = [
        ("minute", [Rational(1, 60), 60]), ("min", [Rational(1, 60)]),
        ("second", [Rational(1, 60), Rational(1, 3600)]),
        ("hour", [60]), ("cent", [Rational(1, 100)]), ("dollar", [100]), ("inch", [Rational(1, 12)]),
        ("feet", [12, Rational(1, 3)]), ("foot", [12, Rational(1, 3)]), ("yard", [3, 36]), ("month", [Rational(1, 12)]),
        ("year", [12, 365, 52]), ("week", [7]), ("day", [Rational(1, 7), 24]), ("dozen", [12]), ("pound", [16]),
        ("ounce", [Rational(1, 16)]), ("kilogram", [1000]), ("kg", [1000]), ("gram", [Rational(1, 1000)]),
        ("kilometer", [1000]), ("km", [1000]), ("meter", [100, Rational(1, 1000)]), ("liter", [1000]),
        ("ml", [Rational(1, 1000)]), ("mile", [5280]),
    ]

    /// Adds a number times the factors of a word's unit.
    ///
    /// - Parameter word: the first word of the two tokens behind the number.
    static func insert(
        _ value: Rational, _ text: UnsafeBufferPointer<UInt8>, word: Token, into numbers: inout RationalSet
    ) {
        let start = Int(word.start)
        guard self.mayBegin(text[start].lowercased) else { return }
        for (prefix, factors) in self.factors where self.has(text, prefix, start..<Int(word.end)) {
            for factor in factors { numbers.insert(value * factor) }
        }
    }

    private static func mayBegin(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "h"), UInt8(ascii: "c"), UInt8(ascii: "d"),
            UInt8(ascii: "i"), UInt8(ascii: "f"), UInt8(ascii: "y"), UInt8(ascii: "w"), UInt8(ascii: "p"),
            UInt8(ascii: "o"), UInt8(ascii: "k"), UInt8(ascii: "g"), UInt8(ascii: "l"):
            true
        default: false
        }
    }

    private static func has(_ text: UnsafeBufferPointer<UInt8>, _ prefix: StaticString, _ word: Range<Int>) -> Bool {
        guard word.count >= prefix.utf8CodeUnitCount else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount
        where text[word.lowerBound + offset].lowercased != prefix.utf8Start[offset] {
            return false
        }
        return true
    }
}

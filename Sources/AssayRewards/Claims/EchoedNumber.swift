/// The number that stands right behind an annotation: `24`, `$1,234.50`, `1/2`, `25%`, `3 million`.
struct EchoedNumber {
    let value: Rational
    /// What it may mean: a minus before it may be a dash.
    let readings: [Rational]
    let decimals: Int
    let end: Int

    /// Nil where none stands there, or one too long to be a number.
    init?(_ text: UnsafeBufferPointer<UInt8>, at start: Int) {
        var index = Self.skipBlanks(text, start)
        for sign in ["$", "€", "£", "¥"] as [StaticString] where text.span.has(sign, at: index) {
            index += sign.utf8CodeUnitCount
            break
        }
        index = Self.skipBlanks(text, index)
        if index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
        guard index < text.count, Numeral.begins(text, at: index) else { return nil }
        let numeral = Numeral(text, at: index, readsExponent: false)
        guard var value = numeral.value else { return nil }
        index = numeral.end
        var decimals = numeral.decimals
        if let (divisor, end) = Self.divisor(text, index) {
            if !divisor.isZero { (value, decimals) = (value / divisor, 0) }
            index = end
        }
        var readings = [value, -value]
        if index < text.count, text[index] == UInt8(ascii: "%") {
            readings.append(value / 100)
            index += 1
        }
        if index < text.count, text[index] == 0x20 || text[index] == 0x09 {
            for (word, scale) in [("thousand", 1000), ("million", 1_000_000)] as [(StaticString, Rational)]
            where text.span.has(word, at: index + 1) {
                readings.append(value * scale)
                index += 1 + word.utf8CodeUnitCount
                break
            }
        }
        (self.value, self.readings, self.decimals, self.end) = (value, readings, decimals, index)
    }

    private static func skipBlanks(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < text.count, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
        return index
    }

    private static func divisor(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (value: Rational, end: Int)? {
        guard index + 1 < text.count, text[index] == UInt8(ascii: "/"), text[index + 1].isDigit else { return nil }
        var end = index + 1
        while end < text.count, text[end].isDigit { end += 1 }
        let digits = UnsafeBufferPointer(rebasing: text[index + 1..<end])
        return Rational(decimal: digits.span).map { ($0, end) }
    }
}

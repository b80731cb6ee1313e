/// A numeral without a sign: `1,234.5`, `12`, `.5`, and where asked for `6.02e23`.
struct Numeral {
    let end: Int
    /// Nil for more than 4,000 digits or an exponent beyond 64, which are no number.
    let value: Rational?
    /// How many digits stand after the point.
    let decimals: Int

    private static let largestExponent = 64

    /// The numeral at an index, at which a digit stands, or a point before a digit.
    init(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, readsExponent: Bool) {
        let scanner = Scanner(bytes: bytes)
        if let groups = scanner.endOfGroups(from: start) {
            (self.end, self.decimals) = scanner.endOfDecimals(from: groups)
            self.value = scanner.decimal(start..<self.end)
            return
        }
        let whole = scanner.endOfDigits(from: start)
        let (end, decimals) = scanner.endOfDecimals(from: whole)
        self.decimals = decimals
        let value = decimals == 0 ? scanner.integer(start..<whole) : scanner.decimal(start..<end)
        if readsExponent, whole > start, let (exponent, end) = scanner.exponent(from: end) {
            self.end = end
            self.value = exponent.magnitude <= Self.largestExponent ? value.map { $0 * .powerOfTen(exponent) } : nil
        } else {
            self.end = end
            self.value = value
        }
    }

    /// Whether a numeral begins at an index.
    static func begins(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        let scanner = Scanner(bytes: bytes)
        let byte = scanner.byte(index)
        return byte.isDigit || (byte == UInt8(ascii: ".") && scanner.byte(index + 1).isDigit)
    }
}

extension Numeral {
    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>

        @inline(__always)
        func byte(_ index: Int) -> UInt8 { index < self.bytes.count ? self.bytes[index] : 0 }

        @inline(__always)
        func endOfDigits(from index: Int) -> Int {
            var index = index
            while self.byte(index).isDigit { index += 1 }
            return index
        }

        /// The end of `1,234,567`; nil where the digits are not grouped so.
        func endOfGroups(from start: Int) -> Int? {
            let head = self.endOfDigits(from: start)
            guard 1...3 ~= head - start else { return nil }
            var (end, result) = (head, nil as Int?)
            while self.byte(end) == UInt8(ascii: ","), self.byte(end + 1).isDigit, self.byte(end + 2).isDigit,
                self.byte(end + 3).isDigit
            {
                end += 4
                if !self.byte(end).isDigit { result = end }
            }
            return result
        }

        func endOfDecimals(from index: Int) -> (end: Int, decimals: Int) {
            guard self.byte(index) == UInt8(ascii: "."), self.byte(index + 1).isDigit else { return (index, 0) }
            let end = self.endOfDigits(from: index + 1)
            return (end, end - index - 1)
        }

        /// `e`, a sign perhaps, one to three digits, and nothing that goes on.
        func exponent(from index: Int) -> (exponent: Int, end: Int)? {
            guard self.byte(index) | 0x20 == UInt8(ascii: "e") else { return nil }
            let sign = self.byte(index + 1)
            let first = index + (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? 2 : 1)
            let end = self.endOfDigits(from: first)
            let next = self.byte(end)
            guard 1...3 ~= end - first, !next.isLetter, next != UInt8(ascii: ".") else { return nil }
            let exponent = self.bytes[first..<end].reduce(0) { $0 * 10 + Int($1 & 0x0f) }
            return (sign == UInt8(ascii: "-") ? -exponent : exponent, end)
        }

        @inline(__always)
        func integer(_ range: Range<Int>) -> Rational? {
            if range.count > 18 { return self.decimal(range) }
            var value = 0
            for index in range { value = value &* 10 &+ Int(self.bytes[index] & 0x0f) }
            return Rational(reduced: value, 1)
        }

        func decimal(_ range: Range<Int>) -> Rational? {
            Rational(decimal: UnsafeBufferPointer(rebasing: self.bytes[range]).span)
        }
    }
}

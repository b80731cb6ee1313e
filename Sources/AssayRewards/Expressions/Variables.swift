/// Letters that stand for numbers, and the numbers that a response gives them.
package struct Variables: Sendable {
    /// `A`…`Z`, `_`, `a`…`z`: bit `letter − 65`.
    package struct Letters: Sendable, Equatable {
        private(set) var bits: UInt64 = 0

        package static let standard: Letters = {
            var letters = Letters()
            for letter in "xyz".utf8 { letters.insert(letter) }
            return letters
        }()

        package var isEmpty: Bool { self.bits == 0 }
        mutating func insert(_ letter: UInt8) { self.bits |= 1 << UInt64(letter - 65) }
        mutating func formUnion(_ other: Letters) { self.bits |= other.bits }
        @inline(__always)
        func contains(_ letter: UInt8) -> Bool { letter >= 65 && self.bits >> UInt64(letter - 65) & 1 == 1 }
    }

    private var values: [Rational?] = []

    package init() {}

    package var isEmpty: Bool { self.values.isEmpty }

    package subscript(letter: UInt8) -> Rational? {
        get { self.values.isEmpty ? nil : self.values[Int(letter - 65)] }
        set {
            if self.values.isEmpty { self.values = Array(repeating: nil, count: 58) }
            self.values[Int(letter - 65)] = newValue
        }
    }
}

/// A whole number of 0…999,999 as Python has it: an int, or a float that happens to be whole.
package struct Quantity: Sendable, Hashable, CustomStringConvertible {
    package let amount: Int
    /// A quotient is a float, and so is what is computed with one.
    package let isFloat: Bool

    /// Beyond, Python's way to print a float would change, and a story would be none.
    static let range = 0...999_999

    package init(_ amount: Int, isFloat: Bool = false) {
        self.amount = amount
        self.isFloat = isFloat
    }

    /// What Python prints: `54`, or `54.0`.
    package var description: String { self.isFloat ? "\(self.amount).0" : "\(self.amount)" }
}

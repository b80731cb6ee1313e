package import AssayJSON
package import AssayRewards

extension Rational {
    /// The fraction that a JSON number writes, exactly: `0.3` is 3/10.
    ///
    /// Nil for what is no number, and for one so large or small that it is written with an exponent.
    package init?(_ value: JSONValue) {
        switch value {
        case .integer(let integer):
            self.init(integer)
        case .number(let number):
            // The shortest text that reads as this number again, which is what was written wherever that had up to 15
            // digits.
            let text = Array("\(number.magnitude)".utf8)
            guard let magnitude = Rational(decimal: text.span) else { return nil }
            self = number < 0 ? -magnitude : magnitude
        default:
            return nil
        }
    }
}

/// Numbers as people read them.
package enum Figure {
    /// `5,276`
    package static func count(_ value: Int) -> String {
        var digits = Array(String(value.magnitude).utf8)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(UInt8(ascii: ","), at: place)
            place -= 3
        }
        return (value < 0 ? "−" : "") + String(decoding: digits, as: UTF8.self)
    }

    /// A number with that many digits behind the point: `0.379`.
    package static func decimal(_ value: Double, digits: Int) -> String {
        let unit = (0..<digits).reduce(1) { unit, _ in unit * 10 }
        let scaled = Int((value.magnitude * Double(unit)).rounded())
        let sign = value < 0 && scaled > 0 ? "−" : ""
        guard digits > 0 else { return sign + self.count(scaled) }
        let fraction = String(scaled % unit)
        return sign + self.count(scaled / unit) + "." + String(repeating: "0", count: digits - fraction.count)
            + fraction
    }

    /// A share of 0…1: `37.9 %`; a dash for nil.
    package static func percent(_ share: Double?) -> String {
        share.map { self.decimal($0 * 100, digits: 1) + " %" } ?? "–"
    }

    /// A share as a length in the style of a page: `37.92%`; none for nil.
    package static func width(_ share: Double?) -> String {
        "\(Double(Int(((share ?? 0) * 10_000).rounded())) / 100)%"
    }

    /// The ends of an interval of shares: `36.6–39.2 %`.
    package static func range(_ interval: WilsonInterval) -> String {
        "\(self.decimal(interval.lower * 100, digits: 1))–\(self.percent(interval.upper))"
    }

    /// A difference, with its sign: `+1.5`.
    package static func signed(_ value: Double, digits: Int = 1) -> String {
        let text = self.decimal(value, digits: digits)
        return value > 0 && text.contains { $0 != "0" && $0 != "." } ? "+" + text : text
    }
}

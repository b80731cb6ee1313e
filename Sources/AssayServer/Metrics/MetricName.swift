/// The names that Prometheus's text format allows.
enum MetricName {
    /// A metric's name: letters, digits, `_` and `:`, not beginning with a digit.
    static func metric(_ label: String) -> String { self.sanitize(label, allowsColon: true) }

    /// A label's name: letters, digits and `_`, not beginning with a digit or with the reserved `__`.
    static func label(_ name: String) -> String {
        let name = self.sanitize(name, allowsColon: false)
        return name.hasPrefix("__") ? "label" + name : name
    }

    private static func sanitize(_ text: String, allowsColon: Bool) -> String {
        var bytes = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                byte
            case UInt8(ascii: ":") where allowsColon: byte
            default: UInt8(ascii: "_")
            }
        }
        if bytes.first.map({ $0 >= 0x30 && $0 <= 0x39 }) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A label's value or a help text, escaped.
    static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

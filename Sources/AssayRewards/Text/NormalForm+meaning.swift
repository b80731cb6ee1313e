extension NormalForm {
    /// What a character outside ASCII is written as.
    enum Meaning {
        case itself
        case nothing
        case ascii(UInt8)
        case text(StaticString)
        case fraction(StaticString)
        /// A digit or sign of an exponent.
        case superscript(UInt8)
    }

    static func meaning(of scalar: Unicode.Scalar) -> Meaning {
        switch scalar.value {
        // Letters and pictures, of which nothing below says anything: quickly past what most texts are made of.
        case 0xc0...0xd6, 0xd8...0xf6, 0xf8...0x65f, 0x2e80...0x2fff, 0x3001...0x9fff, 0xac00...0xd7ff,
            0x1f300...0x1faff:
            return .itself
        case 0xff0d: return .ascii(UInt8(ascii: "-"))
        case 0xff01...0xff5e: return .ascii(UInt8(scalar.value - 0xfee0))
        case 0x85, 0x2028, 0x2029: return .ascii(UInt8(ascii: "\n"))
        case 0xa0, 0x2002, 0x2003, 0x2007, 0x2009, 0x200a, 0x202f, 0x3000: return .ascii(UInt8(ascii: " "))
        case 0xad, 0x200b...0x200f, 0x202a...0x202c, 0x2060...0x2063, 0x2066...0x2069, 0xfeff: return .nothing
        default: break
        }
        return self.sign(scalar) ?? self.number(scalar) ?? .itself
    }

    private static func sign(_ scalar: Unicode.Scalar) -> Meaning? {
        switch scalar {
        case "\u{2212}", "\u{fe63}", "\u{2010}"..."\u{2013}": .ascii(UInt8(ascii: "-"))
        case "×", "✕", "⨯", "∗", "⋅", "·", "•", "✖": .ascii(UInt8(ascii: "*"))
        case "÷", "∕", "⁄": .ascii(UInt8(ascii: "/"))
        case "٫": .ascii(UInt8(ascii: "."))
        case "٬": .ascii(UInt8(ascii: ","))
        case "≈", "≃", "≅", "≒": .text("≈")
        case "→", "⇒", "⟹", "⟶": .text("→")
        case "\u{ffe5}": .text("¥")
        default: nil
        }
    }

    private static func number(_ scalar: Unicode.Scalar) -> Meaning? {
        switch scalar {
        case "⁰": return .superscript(UInt8(ascii: "0"))
        case "¹": return .superscript(UInt8(ascii: "1"))
        case "²": return .superscript(UInt8(ascii: "2"))
        case "³": return .superscript(UInt8(ascii: "3"))
        case "⁴"..."⁹": return .superscript(UInt8(scalar.value - 0x2070) + 0x30)
        case "⁻": return .superscript(UInt8(ascii: "-"))
        default: break
        }
        if let fraction = self.fraction(scalar) { return .fraction(fraction) }
        // The digits of two bytes, of which most go into a megabyte, without a search of Unicode's tables.
        for zero in [0x660, 0x6f0, 0x7c0] as [UInt32] where scalar.value &- zero < 10 {
            return .ascii(0x30 + UInt8(scalar.value - zero))
        }
        if scalar.value < 0x660 { return nil }
        guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
            return nil
        }
        return .ascii(0x30 + UInt8(value))
    }

    private static func fraction(_ scalar: Unicode.Scalar) -> StaticString? {
        switch scalar {
        case "½": "1/2"
        case "⅓": "1/3"
        case "⅔": "2/3"
        case "¼": "1/4"
        case "¾": "3/4"
        case "⅕": "1/5"
        case "⅖": "2/5"
        case "⅗": "3/5"
        case "⅘": "4/5"
        case "⅙": "1/6"
        case "⅚": "5/6"
        case "⅐": "1/7"
        case "⅛": "1/8"
        case "⅜": "3/8"
        case "⅝": "5/8"
        case "⅞": "7/8"
        case "⅑": "1/9"
        case "⅒": "1/10"
        default: nil
        }
    }
}

/// Mathematical signs as single bytes, among those that normal text does not have.
enum MathSign {
    static let openSet: UInt8 = 0x01
    static let closeSet: UInt8 = 0x02
    static let lessOrEqual: UInt8 = 0x03
    static let greaterOrEqual: UInt8 = 0x04
    static let unequal: UInt8 = 0x05
    static let union: UInt8 = 0x06
    static let infinity: UInt8 = 0x07
    static let pi: UInt8 = 0x08
    static let plusMinus: UInt8 = 0x0e
    static let emptySet: UInt8 = 0x0f
    static let element: UInt8 = 0x10
    static let approximately: UInt8 = 0x11
    static let root: UInt8 = 0x12

    /// The sign that a character is; nil for one that is written in UTF-8.
    static func of(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar {
        case "⟦": self.openSet
        case "⟧": self.closeSet
        case "≤": self.lessOrEqual
        case "≥": self.greaterOrEqual
        case "≠": self.unequal
        case "∪": self.union
        case "∞": self.infinity
        case "π": self.pi
        case "±": self.plusMinus
        case "∅": self.emptySet
        case "∈": self.element
        case "≈": self.approximately
        case "√": self.root
        default: nil
        }
    }

    /// `<`, `>`, `≤`, `≥` and `≠`.
    static func isRelation(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || 0x03...0x05 ~= byte
    }

    static func isOpen(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") || byte == self.openSet
    }

    static func isClose(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") || byte == self.closeSet
    }
}

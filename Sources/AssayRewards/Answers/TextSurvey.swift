/// Which marks of a final answer a text may have, by the bytes that occur in it.
struct TextSurvey: OptionSet {
    let rawValue: UInt8

    static let hash = TextSurvey(rawValue: 1)
    static let backslash = TextSurvey(rawValue: 2)
    static let angle = TextSurvey(rawValue: 4)
    /// The w of "answer", or the first byte of 答.
    static let answer = TextSurvey(rawValue: 8)
    /// Anything that is written another way in normal text, or may be.
    static let notPlain = TextSurvey(rawValue: 16)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ text: Span<UInt8>) {
        var found: UInt8 = 0
        let classes = Self.classes.span
        for index in text.indices { found |= classes[Int(text[index])] }
        self.rawValue = found
    }

    /// What each byte tells.
    private static let classes: [UInt8] = (UInt8.min...UInt8.max).map { byte in
        switch byte {
        case UInt8(ascii: "#"): TextSurvey.hash.rawValue
        case UInt8(ascii: "\\"): TextSurvey.backslash.rawValue
        case UInt8(ascii: "<"): TextSurvey.angle.rawValue
        case UInt8(ascii: "w"), UInt8(ascii: "W"): TextSurvey.answer.rawValue
        case 0xe7: TextSurvey.answer.rawValue | TextSurvey.notPlain.rawValue
        default: byte.isPlain ? 0 : TextSurvey.notPlain.rawValue
        }
    }
}

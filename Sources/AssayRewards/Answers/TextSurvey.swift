/// Which marks of a final answer a text may have, by the pairs of bytes that occur in it.
struct TextSurvey: OptionSet {
    let rawValue: UInt8

    /// `##`.
    static let hashes = TextSurvey(rawValue: 1)
    /// `\b` or `\f`, as `\boxed` and `\fbox` begin.
    static let box = TextSurvey(rawValue: 2)
    /// `<a` or `</`, as tags begin.
    static let tag = TextSurvey(rawValue: 4)
    /// The `sw` of "answer", or the first two bytes of 答.
    static let phrase = TextSurvey(rawValue: 8)
    /// Anything that is written another way in normal text, or may be.
    static let notPlain = TextSurvey(rawValue: 16)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ text: Span<UInt8>) {
        var (found, before): (UInt8, UInt8) = (0, Self.notPlain.rawValue)
        let (first, second) = (Self.first.span, Self.second.span)
        for index in text.indices {
            let byte = Int(text[index])
            found |= before & second[byte]
            before = first[byte]
        }
        self.rawValue = found
    }

    /// For each byte, which pairs it may be the first of. Whether the second is plain is asked of every pair.
    private static let first: [UInt8] = (UInt8.min...UInt8.max).map { byte in
        let pair: TextSurvey =
            switch byte {
            case UInt8(ascii: "#"): .hashes
            case UInt8(ascii: "\\"): .box
            case UInt8(ascii: "<"): .tag
            case UInt8(ascii: "s"), UInt8(ascii: "S"), 0xe7: .phrase
            default: []
            }
        return pair.union(.notPlain).rawValue
    }

    /// For each byte, which pairs it may be the second of.
    private static let second: [UInt8] = (UInt8.min...UInt8.max).map { byte in
        switch byte {
        case UInt8(ascii: "#"): Self.hashes.rawValue
        case UInt8(ascii: "b"), UInt8(ascii: "f"): Self.box.rawValue
        case UInt8(ascii: "a"), UInt8(ascii: "A"), UInt8(ascii: "/"): Self.tag.rawValue
        case UInt8(ascii: "w"), UInt8(ascii: "W"): Self.phrase.rawValue
        case 0xad: Self.phrase.union(.notPlain).rawValue
        default: byte.isPlain ? 0 : Self.notPlain.rawValue
        }
    }
}

// Foundation's form C takes a character of plane 14 for the letter of its lower bits, and the ends of Hangul's ranges
// for syllables. The standard library's own, which comparing strings rests on, has no other name yet.
@_spi(_Unicode) import Swift

/// Unicode's normal forms.
enum NormalForm {
    /// Form C.
    static func composed(_ text: String) -> String {
        guard !text.unicodeScalars.allSatisfy({ Self.isComposed($0) }) else { return text }
        let isTibetan = text.unicodeScalars.contains { (0x0F73...0x0F81).contains($0.value) }
        var result = String.UnicodeScalarView()
        for scalar in (isTibetan ? self.withSplitVowels(text) : text)._nfc { result.append(scalar) }
        return String(result)
    }

    /// Whether a scalar stays what it is, whatever stands beside it; true of no other, and of most that are written.
    private static func isComposed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Latin; general punctuation; ideographic signs, kana and Han; full-width signs; emoji.
        case ..<0x300, 0x2010...0x2027, 0x3001...0x3029, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF,
            0xFF01...0xFF5E, 0x1F300...0x1FAFF:
            true
        default: false
        }
    }

    /// A text with two marks for each Tibetan vowel sign that is two, which the library does not bring into order.
    private static func withSplitVowels(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0F73: result += "\u{0F71}\u{0F72}".unicodeScalars
            case 0x0F75: result += "\u{0F71}\u{0F74}".unicodeScalars
            case 0x0F81: result += "\u{0F71}\u{0F80}".unicodeScalars
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

import Foundation

/// Unicode's normal forms.
enum NormalForm {
    /// Form C.
    static func composed(_ text: String) -> String {
        guard !text.unicodeScalars.allSatisfy({ Self.isComposed($0) }) else { return text }
        var result = String.UnicodeScalarView()
        var segment = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (0x1100...0x11FF).contains(scalar.value) {
                result += String(segment).precomposedStringWithCanonicalMapping.unicodeScalars
                segment = String.UnicodeScalarView()
                self.append(jamo: scalar, to: &result)
            } else {
                segment += self.marks(of: scalar)
            }
        }
        return String(result + String(segment).precomposedStringWithCanonicalMapping.unicodeScalars)
    }

    /// Whether a scalar stays what it is, whatever stands beside it; true of no other, and of most that are written.
    private static func isComposed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Latin; general punctuation; ideographic signs, kana and Han; Hangul; full-width signs; emoji.
        case ..<0x300, 0x2010...0x2027, 0x3001...0x3029, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF,
            0xAC00...0xD7A3, 0xFF01...0xFF5E, 0x1F300...0x1FAFF:
            true
        default: false
        }
    }

    /// Composes a conjoining letter with the Hangul syllable before it, which Foundation gets wrong at the ranges' ends.
    ///
    /// Source: The Unicode Standard, section 3.12.
    private static func append(jamo scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView) {
        let last = result.last?.value ?? 0
        let composed: UInt32? =
            switch (last, scalar.value) {
            case (0x1100...0x1112, 0x1161...0x1175): 0xAC00 + ((last - 0x1100) * 21 + scalar.value - 0x1161) * 28
            case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (last - 0xAC00) % 28 == 0: last + scalar.value - 0x11A7
            default: nil
            }
        if composed != nil { result.removeLast() }
        result.append(composed.flatMap(Unicode.Scalar.init) ?? scalar)
    }

    /// A scalar, or the two marks that are one Tibetan vowel sign, which Foundation does not bring into order.
    private static func marks(of scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        switch scalar.value {
        case 0x0F73: "\u{0F71}\u{0F72}".unicodeScalars
        case 0x0F75: "\u{0F71}\u{0F74}".unicodeScalars
        case 0x0F81: "\u{0F71}\u{0F80}".unicodeScalars
        default: String.UnicodeScalarView([scalar])
        }
    }
}

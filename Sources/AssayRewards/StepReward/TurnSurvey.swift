/// What there is to do about a text, by one look at its bytes.
struct TurnSurvey {
    /// Whether it is in normal form already.
    let isPlain: Bool
    /// Whether it may have LaTeX: a backslash or a brace.
    let mayHaveLaTeX: Bool
    /// Whether it may have annotations.
    let mayHaveAnnotations: Bool
    /// Whether a letter stands alone that may be a variable, and is none of ``Variables/Letters/standard``.
    let hasLoneLetter: Bool

    private enum Class {
        static let notPlain: UInt8 = 1
        static let latex: UInt8 = 2
        static let angle: UInt8 = 4
        static let letter: UInt8 = 8
        static let variable: UInt8 = 16
    }

    init(_ text: Span<UInt8>) {
        let classes = Self.classes.span
        var (before, last, found, lone): (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
        for index in text.indices {
            let next = classes[Int(text[index])]
            // A variable between two that are no letters.
            lone |= last & ~((before | next) << 1)
            found |= next
            (before, last) = (last, next)
        }
        lone |= last & ~(before << 1)
        self.isPlain = found & Class.notPlain == 0
        self.mayHaveLaTeX = found & Class.latex != 0
        self.mayHaveAnnotations = found & Class.angle != 0
        self.hasLoneLetter = lone & Class.variable != 0
    }

    private static let classes: [UInt8] = (UInt8.min...UInt8.max).map { byte in
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "{"): Class.latex
        case UInt8(ascii: "<"): Class.angle
        case _ where byte.isLetter || byte == UInt8(ascii: "_"):
            Class.letter | (Variables.Letters.mayBeFurther(byte) ? Class.variable : 0)
        default: byte.isPlain ? 0 : Class.notPlain
        }
    }
}

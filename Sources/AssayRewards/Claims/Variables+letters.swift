extension Variables.Letters {
    /// The letters that stand for numbers in a turn: x, y, z, and those beside a sign or a bracket.
    ///
    /// - Parameter text: normalised.
    static func used(in text: [UInt8], hasLaTeX: Bool) -> Variables.Letters {
        let whole = 0..<text.count
        let annotations = text.withUnsafeBufferPointer { Annotation.all($0, in: whole) }
        let visible = VisibleText(text, whole, without: annotations, hasLaTeX: hasLaTeX)
        var buffer = TokenBuffer()
        buffer.append(visible.bytes, in: visible.range)
        return self.used(in: buffer.tokens)
    }

    private static func used(in tokens: [Token]) -> Variables.Letters {
        var letters = Self.standard
        for (index, token) in tokens.enumerated() where token.kind == .word && self.mayStand(token.symbol) {
            let before = index > 0 ? tokens[index - 1].kind : nil
            let after = index + 1 < tokens.count ? tokens[index + 1].kind : nil
            if before == .number || before == .close { continue }
            if before == .sign || before == .equals || before == .open || after == .sign || after == .equals {
                letters.insert(token.symbol)
            }
        }
        return letters
    }

    /// `a`, `A` and `I` are words.
    private static func mayStand(_ letter: UInt8) -> Bool {
        letter >= 65 && letter | 0x20 != UInt8(ascii: "a") && letter != UInt8(ascii: "I")
    }

    /// Whether a letter may stand for a number, and is none of ``standard``.
    static func mayBeFurther(_ letter: UInt8) -> Bool { self.mayStand(letter) && !self.standard.contains(letter) }
}

extension Variables.Letters {
    /// The letters that stand for numbers in a turn: x, y, z, and those beside a sign or a bracket.
    ///
    /// - Parameter text: normalised.
    static func used(in text: [UInt8], hasLaTeX: Bool) -> Variables.Letters {
        guard hasLaTeX || self.hasLoneLetter(text) else { return .standard }
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

    /// Whether a letter stands alone that may be a variable, and is none of ``standard``.
    private static func hasLoneLetter(_ text: [UInt8]) -> Bool {
        var isInWord = false
        for (index, byte) in text.enumerated() {
            let isLetter = byte.isLetter || byte == UInt8(ascii: "_")
            if isLetter, !isInWord, self.mayStand(byte), !Self.standard.contains(byte) {
                let next = index + 1 < text.count ? text[index + 1] : 0
                if !next.isLetter, next != UInt8(ascii: "_") { return true }
            }
            isInWord = isLetter
        }
        return false
    }
}

/// Text whose simple LaTeX is written out: `\frac{1}{2}` as `((1)/(2))`, `\times` as `*`, `{,}` as `,`, and so on.
package enum PlainMathematics {
    /// How deep fractions are written out.
    private static let depth = 6

    /// Whether there is anything to write out.
    package static func isNeeded(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            if text[index] == UInt8(ascii: "\\") || text.has("{,}", at: index) { return true }
        }
        return false
    }

    /// The text written out.
    package static func of(_ text: RewrittenText) -> RewrittenText {
        var text = text.replacing(at: "{") { source, index in
            source.has("{,}", at: index) ? Replacement(index..<index + 3, .text(",")) : nil
        }
        guard text.bytes.contains(UInt8(ascii: "\\")) else { return text }
        text = text.replacing(at: "\\", by: self.textCommand)
        for _ in 0..<self.depth {
            let next = text.replacing(at: "\\", by: self.fraction)
            if next.bytes.count == text.bytes.count { break }
            text = next
        }
        return text.replacing(at: "\\", by: self.symbol)
    }

    /// `\text{…}` and its kind: the text between spaces.
    private static func textCommand(_ text: Span<UInt8>, _ index: Int) -> Replacement? {
        for name in ["textbf", "text", "mathrm", "mathbf", "mbox"] as [StaticString] {
            guard text.has(name, at: index + 1) else { continue }
            let open = text.skippingSpaces(from: index + 1 + name.utf8CodeUnitCount)
            guard let inner = text.plainGroup(at: open) else { continue }
            return Replacement(index..<inner.upperBound + 1, .text(" "), .part(inner), .text(" "))
        }
        return nil
    }

    /// `\frac{a}{b}` without braces in a and b.
    private static func fraction(_ text: Span<UInt8>, _ index: Int) -> Replacement? {
        guard let name = self.fractionName(text, index),
            let upper = text.plainGroup(at: text.skippingSpaces(from: name)),
            let lower = text.plainGroup(at: text.skippingSpaces(from: upper.upperBound + 1))
        else { return nil }
        return self.fraction(index..<lower.upperBound + 1, upper, lower)
    }

    private static func fraction(_ whole: Range<Int>, _ upper: Range<Int>, _ lower: Range<Int>) -> Replacement {
        Replacement(whole, .text("(("), .part(upper), .text(")/("), .part(lower), .text("))"))
    }

    /// The end of `\frac` or a kin of it.
    private static func fractionName(_ text: Span<UInt8>, _ index: Int) -> Int? {
        for name in ["frac", "dfrac", "tfrac", "cfrac"] as [StaticString] where text.has(name, at: index + 1) {
            return index + 1 + name.utf8CodeUnitCount
        }
        return nil
    }

    private static func symbol(_ text: Span<UInt8>, _ index: Int) -> Replacement? {
        if let fraction = self.digitFraction(text, index) { return fraction }
        for (names, replacement) in self.symbols {
            for name in names where text.has(name, at: index + 1) {
                return Replacement(index..<index + 1 + name.utf8CodeUnitCount, .text(replacement))
            }
        }
        return self.arrow(text, index)
    }

    /// In the order in which they are tried: a name is also the beginning of a longer one.
    private static let symbols: [(names: [StaticString], replacement: StaticString)] = [
        (["left", "right", "displaystyle", ",", ";", "!", ":", " ", "quad", "qquad"], " "),
        (["times", "cdot", "ast"], "*"), (["div"], "/"), (["approx", "simeq"], "≈"),
        (["%"], "%"), (["$"], "$"), (["[", "]", "(", ")"], " "),
    ]

    /// `\frac12`.
    private static func digitFraction(_ text: Span<UInt8>, _ index: Int) -> Replacement? {
        guard let name = self.fractionName(text, index) else { return nil }
        let upper = text.skippingSpaces(from: name)
        guard upper < text.count, text[upper].isDigit else { return nil }
        let lower = text.skippingSpaces(from: upper + 1)
        guard lower < text.count, text[lower].isDigit else { return nil }
        if lower + 1 < text.count, text[lower + 1].isDigit { return nil }
        return self.fraction(index..<lower + 1, upper..<upper + 1, lower..<lower + 1)
    }

    /// An arrow's name, up to the last "arrow" in it.
    private static func arrow(_ text: Span<UInt8>, _ index: Int) -> Replacement? {
        if text.has("implies", at: index + 1) { return Replacement(index..<index + 8, .text("→")) }
        var end = index + 2
        while end < text.count, text[end].isLowercaseLetter { end += 1 }
        if text.has("to", at: index + 1), end == index + 3 { return Replacement(index..<end, .text("→")) }
        for name in ["Right", "long"] as [StaticString] where text.has(name, at: index + 1) {
            let least = index + 1 + name.utf8CodeUnitCount
            while end >= least + 5 {
                if text.has("arrow", at: end - 5) { return Replacement(index..<end, .text("→")) }
                end -= 1
            }
        }
        return nil
    }
}

extension Span<UInt8> {
    /// The first index from a place on that has no white space.
    package func skippingSpaces(from index: Int) -> Int {
        var index = index
        while index < self.count, self[index].isSpace { index += 1 }
        return index
    }

    /// What stands between the brace at an index and the one that closes it; nil where there is none or another opens.
    package func plainGroup(at index: Int) -> Range<Int>? {
        guard index < self.count, self[index] == UInt8(ascii: "{") else { return nil }
        var end = index + 1
        while end < self.count {
            if self[end] == UInt8(ascii: "}") { return index + 1..<end }
            if self[end] == UInt8(ascii: "{") { return nil }
            end += 1
        }
        return nil
    }
}

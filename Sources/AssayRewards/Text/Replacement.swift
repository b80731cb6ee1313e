/// What a rewriting puts in place of a part of a text.
struct Replacement {
    enum Piece {
        case text(StaticString)
        /// A part of the text itself.
        case part(Range<Int>)
    }

    let range: Range<Int>
    let pieces: [Piece]

    init(_ range: Range<Int>, _ pieces: Piece...) {
        self.range = range
        self.pieces = pieces
    }
}

extension RewrittenText {
    /// The text with a rule applied wherever it matches, from left to right; what it wrote is not looked at again.
    ///
    /// - Parameter trigger: the byte that every match begins with.
    func replacing(
        at trigger: Unicode.Scalar, by rule: (_ text: Span<UInt8>, _ index: Int) -> Replacement?
    ) -> RewrittenText {
        let source = self.bytes.span
        let trigger = UInt8(ascii: trigger)
        var result = RewrittenText(tracksOrigins: self.tracksOrigins)
        var (copied, index) = (0, 0)
        while index < source.count {
            guard source[index] == trigger, let replacement = rule(source, index) else {
                index += 1
                continue
            }
            result.append(self, copied..<index)
            for piece in replacement.pieces {
                switch piece {
                case .text(let text): result.append(text, from: self.origin(of: index))
                case .part(let range): result.append(self, range)
                }
            }
            index = replacement.range.upperBound
            copied = index
        }
        if copied == 0 { return self }
        result.append(self, copied..<source.count)
        return result
    }
}

/// What a step shows: its text without annotations, its LaTeX written out.
struct VisibleText {
    let bytes: [UInt8]
    let range: Range<Int>
    /// Where in ``bytes`` an annotation was taken out, and how many bytes were by then.
    private var cuts: [(place: Int, removed: Int)] = []
    private var plain: RewrittenText?
    private let start: Int

    /// - Parameters:
    ///   - text: a turn, normalised.
    ///   - step: the part of it that is shown.
    ///   - hasLaTeX: whether the turn has any.
    init(_ text: [UInt8], _ step: Range<Int>, without annotations: [Annotation], hasLaTeX: Bool) {
        if annotations.isEmpty, !hasLaTeX {
            (self.bytes, self.range, self.start) = (text, step, 0)
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(step.count)
        var (end, removed) = (step.lowerBound, 0)
        for annotation in annotations {
            bytes.append(contentsOf: text[end..<annotation.range.lowerBound])
            end = annotation.range.upperBound
            removed += annotation.range.count
            self.cuts.append((bytes.count, removed))
        }
        bytes.append(contentsOf: text[end..<step.upperBound])
        self.start = step.lowerBound
        if hasLaTeX {
            let plain = PlainMathematics.of(RewrittenText(bytes.span, tracksOrigins: true))
            self.bytes = plain.bytes
            self.plain = plain
        } else {
            self.bytes = bytes
        }
        self.range = 0..<self.bytes.count
    }

    /// Where in the turn a part of ``bytes`` stands.
    func origin(of part: Range<Int>) -> Range<Int> {
        let first = self.place(part.lowerBound)
        // The end comes from the last byte, so that an annotation right behind is no part of it.
        return first..<max(first, part.isEmpty ? first : self.place(part.upperBound - 1) + 1)
    }

    private func place(_ index: Int) -> Int {
        let index = self.plain?.origin(of: index) ?? index
        return self.start + index + (self.cuts.last { $0.place <= index }?.removed ?? 0)
    }
}

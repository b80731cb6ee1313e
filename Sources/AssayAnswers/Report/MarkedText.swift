import AssayJSON

/// A text of which parts are marked, cut where marks begin and end.
struct MarkedText {
    /// A mark on a part of the text.
    struct Mark {
        /// In UTF-8 bytes of the text.
        var range: Range<Int>
        /// What it is, as a class of the page's style: `fault`, `false`, `true`.
        var kind: String
        /// What a reader is told of it.
        var note: String
    }

    /// Parts are not cut finer than this: a hostile text must not become a page without end.
    private static let mostMarks = 500

    let text: String
    /// The first of those that cover a part wins.
    let marks: [Mark]

    /// Each part with the kind and note of its mark, empty where it has none.
    var parts: [(text: String, kind: String, note: String)] {
        let bytes = Array(self.text.utf8)
        let marks = self.marks.prefix(Self.mostMarks).filter { !$0.range.isEmpty && $0.range.upperBound <= bytes.count }
        let cuts = Set(marks.flatMap { [$0.range.lowerBound, $0.range.upperBound] } + [0, bytes.count]).sorted()
        return zip(cuts, cuts.dropFirst()).map { start, end in
            let mark = marks.first { $0.range.contains(start) && $0.range.upperBound >= end }
            return (String(decoding: bytes[start..<end], as: UTF8.self), mark?.kind ?? "", mark?.note ?? "")
        }
    }
}

/// How a tool's text is cut that is longer than a policy shall read. Lengths are code points, as Python counts.
package struct ObservationTruncation: Sendable, Equatable {
    /// verl's `tool_response_truncate_side`.
    package enum Side: String, CaseIterable, Sendable { case left, right, middle }

    /// What `left` and `right` name. verl swapped them between 0.7.1 and 0.8.
    package enum Meaning: String, CaseIterable, Sendable {
        /// verl ≥ 0.8: the side that is cut off. `left` keeps the end, `right` the beginning.
        case removed
        /// verl ≤ 0.7.1: the side that is kept. `left` keeps the beginning, `right` the end.
        case kept
    }

    private static let mark = "...(truncated)..."

    /// verl's `max_tool_response_length`; at least 1.
    package var maximumLength: Int
    package var side: Side
    package var meaning: Meaning

    package init(maximumLength: Int = 256, side: Side = .middle, meaning: Meaning = .removed) {
        self.maximumLength = maximumLength
        self.side = side
        self.meaning = meaning
    }

    /// The text as the policy reads it: itself where it is short enough, else its ends and a mark.
    package func apply(to text: String) -> String {
        let scalars = text.unicodeScalars
        // A text has at least as many bytes as code points.
        guard text.utf8.count > self.maximumLength, scalars.count > self.maximumLength else { return text }
        switch (self.side, self.meaning) {
        case (.middle, _):
            let half = self.maximumLength / 2
            return String(scalars.prefix(half)) + Self.mark + String(scalars.suffix(half))
        case (.left, .removed), (.right, .kept):
            return "(truncated)..." + String(scalars.suffix(self.maximumLength))
        case (.right, .removed), (.left, .kept):
            return String(scalars.prefix(self.maximumLength)) + "...(truncated)"
        }
    }
}

/// What one forward pass reads: pieces of any number of sequences, be they prompts, parts of prompts or single tokens.
struct DecoderBatch: Sendable {
    /// Tokens of a sequence that follow what its pages hold.
    struct Segment: Sendable {
        /// Which of the batch's tokens they are.
        let range: Range<Int>
        /// The sequence's pages in the cache; there is room for these tokens' keys and values.
        let pages: [Int32]
        /// How the token that comes next is chosen, if it is wanted.
        let draw: TokenDraw?
    }

    private(set) var tokens: [Int32] = []
    /// Where in its sequence each token stands.
    private(set) var positions: [Int32] = []
    private(set) var segments: [Segment] = []

    /// A token that is to be chosen, and from which row of the batch.
    typealias Wanted = (row: Int, draw: TokenDraw)

    var wanted: [Wanted] {
        self.segments.compactMap { segment in segment.draw.map { (segment.range.upperBound - 1, $0) } }
    }

    mutating func append(_ tokens: ArraySlice<Int32>, at position: Int, pages: [Int32], draw: TokenDraw?) {
        let range = self.tokens.count..<self.tokens.count + tokens.count
        self.tokens += tokens
        self.positions += (0..<tokens.count).lazy.map { Int32(position + $0) }
        self.segments.append(Segment(range: range, pages: pages, draw: draw))
    }
}

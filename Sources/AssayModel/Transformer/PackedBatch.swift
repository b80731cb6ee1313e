/// Sequences laid one after another without padding, a row a token.
struct PackedBatch: Sendable {
    /// The rows of one sequence.
    struct Sequence: Sendable {
        /// Which of the inputs it is.
        let index: Int
        let start: Int
        let length: Int
        /// Its part of ``PackedBatch/wantedRows``.
        let wanted: Range<Int>
    }

    private(set) var sequences: [Sequence] = []
    private(set) var tokens: [Int32] = []
    /// Of each row within its sequence.
    private(set) var positions: [Int32] = []
    /// Rows whose next token's probability, or whose value, is wanted.
    private(set) var wantedRows: [Int] = []
    /// The token after each of them.
    private(set) var targets: [Int32] = []

    var rows: Int { self.tokens.count }

    init(_ inputs: [SequenceInput], indices: [Int]) {
        for index in indices { self.append(inputs[index], index: index) }
    }

    /// Rows that a sequence takes: what comes after the last position that is wanted is not read.
    static func rows(of input: SequenceInput) -> Int { input.positions.last ?? 0 }

    private mutating func append(_ input: SequenceInput, index: Int) {
        let start = self.rows
        let length = Self.rows(of: input)
        let wanted = self.wantedRows.count..<self.wantedRows.count + input.positions.count
        self.sequences.append(Sequence(index: index, start: start, length: length, wanted: wanted))
        self.tokens += input.tokens.prefix(length)
        self.positions += (0..<length).map { Int32($0) }
        self.wantedRows += input.positions.map { start + $0 - 1 }
        self.targets += input.positions.map { input.tokens[$0] }
    }
}

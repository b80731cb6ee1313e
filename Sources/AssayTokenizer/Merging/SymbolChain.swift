/// A word's tokens while they are merged: each knows its neighbours, and keeps its place.
struct SymbolChain {
    struct Symbol {
        /// −1 once it was merged into the one before it.
        var id: Int32
        var previous: Int
        var next: Int
    }

    private(set) var symbols: [Symbol]

    init(_ ids: some Sequence<Int32>) {
        self.symbols = ids.enumerated().map { Symbol(id: $0.element, previous: $0.offset - 1, next: $0.offset + 1) }
    }

    /// What is left, in order.
    var ids: [Int32] { self.symbols.lazy.map(\.id).filter { $0 >= 0 } }

    /// A symbol and its right neighbour; nil where one is gone.
    func pair(at index: Int) -> BytePairModel.Pair? {
        let symbol = self.symbols[index]
        guard symbol.id >= 0, symbol.next < self.symbols.count else { return nil }
        return BytePairModel.Pair(left: symbol.id, right: self.symbols[symbol.next].id)
    }

    /// The left neighbour's place.
    func index(before index: Int) -> Int? {
        let previous = self.symbols[index].previous
        return previous >= 0 ? previous : nil
    }

    /// Puts a token in place of a symbol and its right neighbour, which must be there.
    mutating func merge(at index: Int, into id: Int32) {
        let gone = self.symbols[index].next
        self.symbols[gone].id = -1
        self.symbols[index].id = id
        self.symbols[index].next = self.symbols[gone].next
        if self.symbols[gone].next < self.symbols.count { self.symbols[self.symbols[gone].next].previous = index }
    }
}

/// Which tokens each page of a ``KeyValueCache`` stands for: a tree, in which sequences with the same beginning share
/// their full pages.
///
/// A page that no sequence holds stays until room is needed; then the least recently used go first. Whoever holds a page
/// holds all before it and used them as lately, so that a page is never given up before those that follow it.
struct PageTree {
    private struct Page {
        /// What it holds of its sequence, from the page's first position on; empty while it is not in the tree.
        var tokens: [Int32] = []
        var parent: Int32?
        var children: [Int32] = []
        var depth = 0
        var holders = 0
        var lastUse = 0
    }

    /// What of a sequence is there already.
    struct Match: Equatable {
        /// Full pages, from the sequence's beginning on.
        var pages: [Int32] = []
        /// The page that goes on with the most of the tokens after them, if one does, and with how many.
        var partial: Int32?
        var partialCount = 0
    }

    let pageSize: Int
    private var pages: [Page]
    /// Pages that begin a sequence.
    private var roots: [Int32] = []
    private var free: [Int32]
    /// Pages in the tree that nobody holds.
    private var idleCount = 0
    private var clock = 0

    init(pageCount: Int, pageSize: Int) {
        self.pageSize = pageSize
        self.pages = Array(repeating: Page(), count: pageCount)
        self.free = (0..<Int32(pageCount)).reversed()
    }

    var count: Int { self.pages.count }
    /// How many pages ``take(_:)`` can give.
    var availableCount: Int { self.free.count + self.idleCount }

    /// Whether so many pages can be taken without giving up a certain one.
    func isSpared(_ page: Int32, whenTaking count: Int) -> Bool {
        count < self.availableCount || (count == self.availableCount && self.pages[Int(page)].holders > 0)
    }

    /// The longest beginning of some tokens that is there.
    func match(_ tokens: ArraySlice<Int32>) -> Match {
        var match = Match()
        var rest = tokens
        while !rest.isEmpty {
            let children = match.pages.last.map { self.pages[Int($0)].children } ?? self.roots
            var best: (page: Int32, count: Int)?
            for child in children {
                let count = self.sharedCount(child, rest)
                if count > best?.count ?? 0 { best = (child, count) }
                if count == self.pageSize { break }
            }
            guard let best else { break }
            guard best.count == self.pageSize else {
                (match.partial, match.partialCount) = best
                break
            }
            match.pages.append(best.page)
            rest = rest.dropFirst(self.pageSize)
        }
        return match
    }

    private func sharedCount(_ page: Int32, _ tokens: ArraySlice<Int32>) -> Int {
        var count = 0
        for (left, right) in zip(self.pages[Int(page)].tokens, tokens) {
            guard left == right else { break }
            count += 1
        }
        return count
    }

    /// Keeps pages, which lie one after another from a sequence's beginning, from being given up.
    mutating func hold(_ path: some Sequence<Int32>) {
        self.clock += 1
        for page in path.lazy.map(Int.init) {
            if self.pages[page].holders == 0 && !self.pages[page].tokens.isEmpty { self.idleCount -= 1 }
            self.pages[page].holders += 1
            self.pages[page].lastUse = self.clock
        }
    }

    /// Undoes ``hold(_:)``; what never came to hold tokens is free again.
    mutating func release(_ path: some Sequence<Int32>) {
        self.clock += 1
        for page in path.lazy.map(Int.init) {
            self.pages[page].holders -= 1
            self.pages[page].lastUse = self.clock
            guard self.pages[page].holders == 0 else { continue }
            if self.pages[page].tokens.isEmpty { self.free.append(Int32(page)) } else { self.idleCount += 1 }
        }
    }

    /// Pages for new tokens, not in the tree and held by nobody; there must be as many ``availableCount``.
    mutating func take(_ count: Int) -> [Int32] {
        if self.free.count < count { self.evict(count - self.free.count) }
        defer { self.free.removeLast(count) }
        return self.free.suffix(count).reversed()
    }

    /// Notes that the last page of a path holds more tokens than before.
    mutating func append(_ tokens: ArraySlice<Int32>, to path: ArraySlice<Int32>) {
        guard let last = path.last, !tokens.isEmpty else { return }
        let page = Int(last)
        if self.pages[page].tokens.isEmpty {
            self.pages[page].parent = path.dropLast().last
            self.pages[page].depth = path.count
            self.withSiblings(page) { $0.append(last) }
        }
        self.pages[page].tokens += tokens
    }

    /// Gives up at least this many of the pages that nobody holds, least recently used first, and of a path the last
    /// first. It gives up a share of all at once, so that sorting them costs little for each.
    private mutating func evict(_ count: Int) {
        let idle = self.pages.indices.filter { self.pages[$0].holders == 0 && !self.pages[$0].tokens.isEmpty }
        let order = idle.sorted {
            let (left, right) = (self.pages[$0], self.pages[$1])
            return (left.lastUse, -left.depth, $0) < (right.lastUse, -right.depth, $1)
        }
        for page in order.prefix(max(count, self.pages.count / 16)) {
            self.withSiblings(page) { $0.removeAll { $0 == page } }
            self.pages[page] = Page()
            self.free.append(Int32(page))
            self.idleCount -= 1
        }
    }

    private mutating func withSiblings(_ page: Int, _ change: (inout [Int32]) -> Void) {
        if let parent = self.pages[page].parent {
            change(&self.pages[Int(parent)].children)
        } else {
            change(&self.roots)
        }
    }
}

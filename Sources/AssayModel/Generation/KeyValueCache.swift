import CTensorKernels

/// Keys and values of what sequences have read, in pages of so many positions. (Paged attention: Kwon et al., 2023.)
final class KeyValueCache {
    /// A sequence's pages, and how many of its tokens they hold.
    struct Row {
        fileprivate(set) var pages: [Int32]
        fileprivate(set) var count: Int
    }

    static let pageSize = Int(tensor_page)

    /// Floats of a page: [layer][key-value head][keys, values].
    let pageStride: Int
    private let layerStride: Int
    private let arena = Arena()
    private let pool: UnsafeMutablePointer<Float>
    private var tree: PageTree

    /// As many pages as the memory holds, at least one.
    init(_ configuration: ModelConfiguration, bytes: Int) {
        self.layerStride = tensor_page_floats(configuration.headDimension) * configuration.keyValueHeadCount
        self.pageStride = self.layerStride * configuration.layerCount
        let pageCount = max(bytes / (self.pageStride * MemoryLayout<Float>.stride), 1)
        self.pool = self.arena.floats(pageCount * self.pageStride)
        self.tree = PageTree(pageCount: pageCount, pageSize: Self.pageSize)
    }

    /// Positions of all pages.
    var capacity: Int { self.tree.count * Self.pageSize }

    /// A layer's part of the first page; the next pages' are ``pageStride`` apart.
    func base(layer: Int) -> UnsafeMutablePointer<Float> { self.pool + layer * self.layerStride }

    /// A row for tokens, in which the longest beginning that is known, short of the last token, is there already; nil
    /// where there is no room for so many positions now. At most ``capacity`` positions can be asked for, and there is
    /// room for them when no row is open.
    func open(_ tokens: [Int32], positions: Int) -> Row? {
        let match = self.tree.match(tokens.dropLast())
        let missing = (positions + Self.pageSize - 1) / Self.pageSize - match.pages.count
        self.tree.hold(match.pages)
        guard missing <= self.tree.availableCount else {
            self.tree.release(match.pages)
            return nil
        }
        var row = Row(pages: match.pages, count: match.pages.count * Self.pageSize)
        if let partial = match.partial, self.tree.isSpared(partial, whenTaking: missing) {
            self.tree.hold([partial])
            self.take(missing, for: &row)
            self.tree.release([partial])
            (self.pool + Int(row.pages[match.pages.count]) * self.pageStride)
                .update(from: self.pool + Int(partial) * self.pageStride, count: self.pageStride)
            self.append(tokens[row.count..<row.count + match.partialCount], to: &row)
        } else {
            self.take(missing, for: &row)
        }
        return row
    }

    private func take(_ count: Int, for row: inout Row) {
        let pages = self.tree.take(count)
        self.tree.hold(pages)
        row.pages += pages
    }

    /// Notes that a row's next positions hold the keys and values of these tokens.
    func append(_ tokens: ArraySlice<Int32>, to row: inout Row) {
        var rest = tokens
        while !rest.isEmpty {
            let part = rest.prefix(Self.pageSize - row.count % Self.pageSize)
            self.tree.append(part, to: row.pages[...(row.count / Self.pageSize)])
            row.count += part.count
            rest = rest.dropFirst(part.count)
        }
    }

    /// Ends a row. What it held may serve others until the room is needed.
    func close(_ row: Row) { self.tree.release(row.pages) }

    /// Forgets everything; no row may be open.
    func clear() { self.tree = PageTree(pageCount: self.tree.count, pageSize: Self.pageSize) }
}

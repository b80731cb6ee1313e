import Testing

@testable import AssayModel

@Suite struct PageTreeTests {
    /// Reads tokens into new pages, as a row does, and gives the path.
    private func read(_ tokens: [Int32], into tree: inout PageTree) -> [Int32] {
        let match = tree.match(tokens[...])
        tree.hold(match.pages)
        let pages = tree.take((tokens.count + 3) / 4 - match.pages.count)
        tree.hold(pages)
        let path = match.pages + pages
        for index in match.pages.count..<path.count {
            tree.append(tokens[index * 4..<min(index * 4 + 4, tokens.count)], to: path[...index])
        }
        return path
    }

    @Test func findsTheLongestBeginning() {
        var tree = PageTree(pageCount: 8, pageSize: 4)
        #expect(tree.match([1, 2]) == PageTree.Match())
        let path = self.read([1, 2, 3, 4, 5, 6], into: &tree)
        #expect(tree.match([1, 2, 3, 4, 5, 6, 7]) == .init(pages: [path[0]], partial: path[1], partialCount: 2))
        #expect(tree.match([1, 2, 3, 4, 9]) == .init(pages: [path[0]]))
        #expect(tree.match([1, 2, 9]) == .init(partial: path[0], partialCount: 2))
        #expect(tree.match([9]) == .init())
        #expect(tree.match([]) == .init())
        let other = self.read([1, 2, 3, 4, 5, 7, 8], into: &tree)
        #expect(other[0] == path[0])
        #expect(tree.match([1, 2, 3, 4, 5, 7]) == .init(pages: [path[0]], partial: other[1], partialCount: 2))
    }

    @Test func givesUpWhatWasUsedLeastRecently() {
        var tree = PageTree(pageCount: 4, pageSize: 4)
        let old = self.read([1, 2, 3, 4, 5], into: &tree)
        let new = self.read([9, 8, 7, 6, 5], into: &tree)
        #expect(tree.availableCount == 0)
        tree.release(old)
        tree.release(new)
        #expect(tree.availableCount == 4)
        // The end of the older path goes first, then its beginning.
        _ = tree.take(1)
        #expect(tree.match([1, 2, 3, 4, 5]) == .init(pages: [old[0]]))
        _ = tree.take(1)
        #expect(tree.match([1, 2, 3, 4, 5]) == .init())
        #expect(tree.match([9, 8, 7, 6, 5]) == .init(pages: [new[0]], partial: new[1], partialCount: 1))
    }

    @Test func keepsWhatIsHeld() {
        var tree = PageTree(pageCount: 3, pageSize: 4)
        let path = self.read([1, 2, 3, 4, 5], into: &tree)
        let other = self.read([6], into: &tree)
        tree.release(path)
        #expect(tree.availableCount == 2)
        #expect(tree.isSpared(other[0], whenTaking: 2))
        #expect(!tree.isSpared(path[1], whenTaking: 2))
        #expect(tree.isSpared(path[1], whenTaking: 1))
        _ = tree.take(2)
        #expect(tree.match([6]) == .init(partial: other[0], partialCount: 1))
    }

    @Test func whatWasNeverReadIsFree() {
        var tree = PageTree(pageCount: 3, pageSize: 4)
        let pages = tree.take(3)
        tree.hold(pages)
        tree.append([1], to: pages[...0])
        tree.release(pages)
        #expect(tree.availableCount == 3)
        _ = tree.take(2)
        #expect(tree.match([1]) == .init(partial: pages[0], partialCount: 1))
    }
}

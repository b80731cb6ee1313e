/// Makes hostile inputs out of valid ones.
package struct Mutator {
    /// Numbers at which lengths, counts and signs go wrong.
    private static let edges: [UInt64] = [
        0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, .max >> 1, .max,
    ]

    private let corpus: [[UInt8]]
    private let words: [[UInt8]]
    package var generator: SeededGenerator

    /// - Parameters:
    ///   - corpus: valid inputs; not empty.
    ///   - words: what the format's own vocabulary is, to be put in anywhere.
    package init(corpus: [[UInt8]], words: [String] = [], generator: SeededGenerator) {
        self.corpus = corpus
        self.words = words.map { Array($0.utf8) }
        self.generator = generator
    }

    /// One of the corpus, changed in one to eight ways.
    package mutating func next() -> [UInt8] {
        var bytes = self.corpus.randomElement(using: &self.generator) ?? []
        for _ in 0..<Int.random(in: 1...8, using: &self.generator) { self.change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &self.generator)
        switch Int.random(in: 0..<8, using: &self.generator) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self.generator)
        case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &self.generator)
        case 2: bytes.removeSubrange(place...)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + self.few(16)))
        case 4: self.overwrite(&bytes, at: place)
        case 5: bytes.insert(contentsOf: self.words.randomElement(using: &self.generator) ?? [0], at: place)
        case 6: self.splice(&bytes, at: place)
        default: self.repeatPart(&bytes, at: place)
        }
    }

    private mutating func few(_ most: Int) -> Int { Int.random(in: 0..<most, using: &self.generator) }

    /// An edge in place of a length, in one of its widths.
    private mutating func overwrite(_ bytes: inout [UInt8], at place: Int) {
        let edge = Self.edges.randomElement(using: &self.generator) ?? 0
        let width = [1, 2, 4, 8].randomElement(using: &self.generator) ?? 1
        for index in 0..<width where place + index < bytes.count {
            bytes[place + index] = UInt8(truncatingIfNeeded: edge >> UInt64(8 * index))
        }
    }

    private mutating func splice(_ bytes: inout [UInt8], at place: Int) {
        let other = self.corpus.randomElement(using: &self.generator) ?? []
        bytes.replaceSubrange(place..., with: other[self.few(other.count + 1)...])
    }

    /// The same again and again: nesting, where the part is a bracket.
    private mutating func repeatPart(_ bytes: inout [UInt8], at place: Int) {
        let part = bytes[place..<min(bytes.count, place + 1 + self.few(8))]
        let times = [2, 8, 64, 2048].randomElement(using: &self.generator) ?? 2
        bytes.insert(contentsOf: repeatElement(part, count: times).joined(), at: place)
    }
}

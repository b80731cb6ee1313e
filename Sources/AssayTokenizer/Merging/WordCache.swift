import Synchronization

/// What words became, so that a word that comes again is not merged again.
///
/// Each word has one place, and the last one there stays: what hostile text can do is make it useless.
struct WordCache {
    private struct Entry {
        var word: [UInt8] = []
        var ids: [Int32] = []
    }

    private static let size = 1 << 15
    /// Longer words seldom come again.
    private static let longest = 64

    private var entries = [Entry](repeating: Entry(), count: Self.size)

    /// Appends the tokens of a word, which `encode` makes where they are not known.
    mutating func append(
        _ word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32],
        encode: (UnsafeBufferPointer<UInt8>) -> [Int32]
    ) {
        guard word.count <= Self.longest else { return ids.append(contentsOf: encode(word)) }
        let place = Self.place(of: word)
        if !self.entries[place].word.elementsEqual(word) {
            self.entries[place] = Entry(word: Array(word), ids: encode(word))
        }
        ids.append(contentsOf: self.entries[place].ids)
    }

    /// FNV-1a, with its upper half folded in.
    private static func place(of word: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int((hash ^ hash >> 32) & UInt64(Self.size - 1))
    }
}

/// Caches of one tokenizer, one for each that encodes at a time.
final class WordCachePool: Sendable {
    private let idle = Mutex<[WordCache]>([])

    func withCache<Result>(_ body: (inout WordCache) -> Result) -> Result {
        var cache = self.idle.withLock { $0.popLast() } ?? WordCache()
        let result = body(&cache)
        self.idle.withLock { [cache] in $0.append(cache) }
        return result
    }
}

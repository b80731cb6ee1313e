/// The words that mean something to arithmetic, looked up by their bytes.
package struct Vocabulary: Sendable {
    /// What a word means: several things at once, or nothing.
    package struct Entry: Sendable {
        /// Traits by which the parser decides.
        package var traits: Traits = []
        /// An index into ``NumberWords/values`` plus 1, or 0 for a word that names no number.
        package var numeral: UInt8 = 0
        /// The power of ten of a word such as `million` or `万`; 0 for none.
        package var scale: UInt8 = 0

        package static let unknown = Entry()
    }

    package struct Traits: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Ends the unit after a number: verbs, conjunctions, pronouns.
        static let endsUnit = Traits(rawValue: 1)
        /// A length, so that `cm^2` is a unit and no square.
        static let isLength = Traits(rawValue: 2)
        // What follows holds only of words in lower case.
        static let of = Traits(rawValue: 4)
        static let percent = Traits(rawValue: 8)
        static let plus = Traits(rawValue: 16)
        static let minus = Traits(rawValue: 32)
        static let times = Traits(rawValue: 64)
        static let divided = Traits(rawValue: 128)
        static let by = Traits(rawValue: 256)
        static let equals = Traits(rawValue: 512)

        static let lowerCase: Traits = [.of, .percent, .plus, .minus, .times, .divided, .by, .equals]
        static let isOperator: Traits = [.plus, .minus, .times, .divided, .equals]
    }

    /// Up to 16 bytes of a word, the first in the lowest byte.
    struct Key: Hashable {
        private(set) var low: UInt64 = 0
        private(set) var high: UInt64 = 0

        init() {}

        /// Nil for a longer word, which is none of ours.
        @inline(__always)
        init?(_ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) {
            guard word.count <= 16 else { return nil }
            self.low = Self.bytes(text, word.lowerBound, min(word.count, 8))
            if word.count > 8 { self.high = Self.bytes(text, word.lowerBound + 8, word.count - 8) }
        }

        @inline(__always)
        private static func bytes(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
            if start + 8 <= text.count {
                let raw = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: start, as: UInt64.self)
                return UInt64(littleEndian: raw) & (.max >> UInt64(64 - 8 * count))
            }
            return (0..<count).reduce(0) { $0 | UInt64(text[start + $1]) << UInt64(8 * $1) }
        }

        /// Of a Latin word: letters have a bit for their case, and where there are none it does not matter.
        @inline(__always)
        var lowercased: Key {
            var key = self
            key.low |= 0x2020_2020_2020_2020 & Self.filled(self.low)
            key.high |= 0x2020_2020_2020_2020 & Self.filled(self.high)
            return key
        }

        @inline(__always)
        var isLowercase: Bool { self == self.lowercased }

        /// All bits of every byte up to the last that is not 0.
        @inline(__always)
        private static func filled(_ bytes: UInt64) -> UInt64 {
            bytes == 0 ? 0 : .max >> UInt64(bytes.leadingZeroBitCount & ~7)
        }

        @inline(__always)
        var slot: Int {
            let mixed = (self.low ^ (self.high &* 0x9e37_79b9_7f4a_7c15)) &* 0xbf58_476d_1ce4_e5b9
            return Int(mixed >> (64 - 10))
        }
    }

    static let shared = Vocabulary()

    private var keys = [Key](repeating: Key(), count: 1 << 10)
    private var entries = [Entry](repeating: .unknown, count: 1 << 10)

    /// What a word means; `isLower` says whether it was written without capitals.
    @inline(__always)
    func entry(_ key: Key, isLower: Bool) -> Entry {
        var slot = key.slot
        while self.keys[slot] != key {
            if self.keys[slot].low == 0 { return .unknown }
            slot = (slot + 1) & (1 << 10 - 1)
        }
        var entry = self.entries[slot]
        if !isLower {
            entry.traits.subtract(.lowerCase)
            entry.scale = 0
        }
        return entry
    }

    private mutating func change(_ word: some StringProtocol, _ change: (inout Entry) -> Void) {
        let key = Array(word.utf8).withUnsafeBufferPointer { Key($0, 0..<$0.count) } ?? Key()
        var slot = key.slot
        while self.keys[slot].low != 0, self.keys[slot] != key { slot = (slot + 1) & (1 << 10 - 1) }
        self.keys[slot] = key
        change(&self.entries[slot])
    }

    private mutating func insert(_ words: String, _ traits: Traits) {
        for word in words.split(whereSeparator: \.isWhitespace) { self.change(word) { $0.traits.insert(traits) } }
    }

    private init() {
        self.insert(
            """
            and so then is are was were has have had if because but or he she they it we i you equals therefore thus
            gives makes means hence 是 则 为 得 到 所 以 因 此 共 和 与 又 再 有
            """, .endsUnit)
        self.insert("m cm mm km dm ft in inch inches feet foot yd mi meter meters 米 厘米", .isLength)
        self.insert("of", .of)
        self.insert("percent pct", .percent)
        self.insert("plus", .plus)
        self.insert("minus", .minus)
        self.insert("times", .times)
        self.insert("divided", .divided)
        self.insert("by", .by)
        self.insert("equals", .equals)
        for (word, power) in [("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12), ("万", 4), ("亿", 8)] {
            self.change(word) { $0.scale = UInt8(power) }
        }
        for (index, numeral) in NumberWords.values.enumerated() {
            self.change(numeral.word) { $0.numeral = UInt8(index + 1) }
        }
    }
}

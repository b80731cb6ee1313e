/// Finds where the plain part of a string ends, eight bytes at a time.
enum StringScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The first index from `start` on whose byte JSON writes or reads otherwise: a quote, a backslash, a control
    /// character; `bytes.count` where there is none.
    static func plainEnd(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let found = self.marks(of: word)
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, !self.isSpecial(bytes[index]) { index += 1 }
        return index
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The high bit of each byte that is special. Bytes above a special one may be marked without being it, for the
    /// subtraction borrows: only the lowest mark counts.
    private static func marks(of word: UInt64) -> UInt64 {
        let quotes = word ^ (self.ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (self.ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (word &- self.ones &* 0x20) & ~word
        let equal = ((quotes &- self.ones) & ~quotes) | ((backslashes &- self.ones) & ~backslashes)
        return (controls | equal) & self.highs
    }
}

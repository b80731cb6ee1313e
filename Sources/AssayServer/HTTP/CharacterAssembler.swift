/// Makes text of bytes that come in pieces, which may end within a character.
struct CharacterAssembler {
    private static let longestCharacter = 4

    private var rest: [UInt8] = []

    /// The text up to the last character that is whole. What is no UTF-8 at all becomes U+FFFD.
    mutating func take(_ bytes: [UInt8]) -> String {
        let all = self.rest + bytes
        let whole = all.count - Self.unfinished(all)
        self.rest = Array(all[whole...])
        return String(decoding: all[..<whole], as: UTF8.self)
    }

    /// What is left at the end.
    mutating func finish() -> String {
        defer { self.rest = [] }
        return String(decoding: self.rest, as: UTF8.self)
    }

    /// How many bytes at the end may be the beginning of a character.
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        for count in 1...max(1, min(Self.longestCharacter - 1, bytes.count)) where count <= bytes.count {
            let byte = bytes[bytes.count - count]
            guard byte & 0xc0 != 0x80 else { continue }
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return length > count ? count : 0
        }
        return 0
    }
}

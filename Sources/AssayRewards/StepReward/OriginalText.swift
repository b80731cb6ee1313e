/// A turn as it was written, to which places in its normal form are followed back.
struct OriginalText {
    private let bytes: [UInt8]
    private let turn: ReadResponse.Turn

    init(_ text: String, _ turn: ReadResponse.Turn) {
        self.bytes = Array(text.utf8)
        self.turn = turn
    }

    /// Where a part of the normal form stands in the turn, in whole characters.
    func span(_ part: Range<Int>) -> Range<Int> {
        let start = self.turn.start + self.turn.text.origin(of: part.lowerBound)
        if part.isEmpty { return start..<start }
        var end = self.turn.start + self.turn.text.origin(of: part.upperBound - 1) + 1
        while end < self.bytes.count, self.bytes[end] & 0xc0 == 0x80 { end += 1 }
        return start..<end
    }

    func text(_ span: Range<Int>) -> String { String(decoding: self.bytes[span], as: UTF8.self) }
}

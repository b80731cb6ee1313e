/// Valid UTF-8, scalar by scalar.
struct UTF8Text {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The scalar that begins at an index, and its bytes.
    @inline(__always)
    func scalar(at index: Int) -> (value: Unicode.Scalar, length: Int) {
        let first = UInt32(self.bytes[index])
        if first < 0x80 { return (Unicode.Scalar(UInt8(first)), 1) }
        return self.longScalar(first, at: index)
    }

    /// The scalar that ends before an index, and its bytes.
    func scalar(before index: Int) -> (value: Unicode.Scalar, length: Int) {
        var start = index - 1
        while start > 0, self.bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return self.scalar(at: start)
    }

    private func longScalar(_ first: UInt32, at index: Int) -> (value: Unicode.Scalar, length: Int) {
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = first & (0x7F >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(self.bytes[index + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}

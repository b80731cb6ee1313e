/// A calculator annotation, `<<48/2=24>>`, as GSM8K has them.
struct Annotation {
    /// Where it stands, brackets and all.
    let range: Range<Int>
    /// Where its last `=` is.
    let equals: Int?

    var content: Range<Int> { self.range.lowerBound + 2..<self.range.upperBound - 2 }

    /// The longest content, in characters.
    private static let longest = 200

    /// Every annotation of a part of a text, in order.
    static func all(_ text: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> [Annotation] {
        var result: [Annotation] = []
        var index = range.lowerBound
        while index + 4 < range.upperBound {
            if text[index] == UInt8(ascii: "<"), let found = Self(text, at: index, before: range.upperBound) {
                result.append(found)
                index = found.range.upperBound
            } else {
                index += 1
            }
        }
        return result
    }

    private init?(_ text: UnsafeBufferPointer<UInt8>, at start: Int, before end: Int) {
        guard text[start + 1] == UInt8(ascii: "<") else { return nil }
        var (index, characters, equals) = (start + 2, 0, nil as Int?)
        while index < end {
            switch text[index] {
            case UInt8(ascii: "<"), 0x0a: return nil
            case UInt8(ascii: ">"):
                guard index + 1 < end, text[index + 1] == UInt8(ascii: ">"), characters > 0 else { return nil }
                self.range = start..<index + 2
                self.equals = equals
                return
            case UInt8(ascii: "="): equals = index
            default: break
            }
            if text[index] & 0xc0 != 0x80 { characters += 1 }
            if characters > Self.longest { return nil }
            index += 1
        }
        return nil
    }
}

/// The characters that tokenizer.json writes for bytes, so that every token is a printable text.
///
/// Bytes that print stand for themselves, the others for the characters from U+0100 on, in order: OpenAI's table of GPT-2.
enum ByteAlphabet {
    static let characters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (UInt8.min ... .max).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? "?"
            }
        }
    }()

    private static let bytes = Dictionary(
        uniqueKeysWithValues: Self.characters.enumerated().map { ($0.element, UInt8($0.offset)) })

    /// The bytes that a text in the alphabet stands for; nil where it is none.
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let byte = self.bytes[scalar] else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The text that stands for bytes.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(self.characters[Int(byte)]) }
        return String(text)
    }
}

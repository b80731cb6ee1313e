package import AssayRollouts

/// A tokenizer whose ids are bytes, and a chat template: `<start>role\ncontent<end>\n`.
package struct ByteCodec: Sendable {
    package static let start: Int32 = 256
    package static let end: Int32 = 257

    package init() {}

    package func encode(_ messages: ArraySlice<Message>, after tokens: [Int32]) -> [Int32] {
        var ids: [Int32] = []
        if let last = tokens.last { ids += last == Self.end ? self.bytes("\n") : [Self.end] + self.bytes("\n") }
        for message in messages {
            ids += [Self.start] + self.bytes("\(message.role.rawValue)\n\(message.content)") + [Self.end]
            ids += self.bytes("\n")
        }
        return ids + [Self.start] + self.bytes("assistant\n")
    }

    /// What a policy generates in a turn: its text and the end of the turn.
    package func turn(_ text: String) -> [Int32] { self.bytes(text) + [Self.end] }

    package func decode(_ ids: some Sequence<Int32>) -> String {
        let bytes = ids.flatMap { id -> [UInt8] in
            switch id {
            case Self.start: Array("<start>".utf8)
            case Self.end: Array("<end>".utf8)
            default: [UInt8(truncatingIfNeeded: id)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func bytes(_ text: String) -> [Int32] { text.utf8.map(Int32.init) }
}

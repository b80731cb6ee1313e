import AssayJSON

/// Reads the calls out of a turn's text.
///
/// Lenient where the meaning is plain: a tag that nobody closed, several calls in one tag, a code fence inside it,
/// `parameters` for `arguments`, a call inside `function`, arguments as an object or as a JSON string, and JSON as
/// ``LenientJSON`` reads it. A tag that holds none of this becomes a call without a name, so that the model can be told.
package enum HermesParser {
    /// What a turn says and what it calls.
    package struct Turn: Sendable, Equatable {
        /// The text without its calls.
        package var content: String
        /// The calls in order; one whose name is empty could not be read.
        package var calls: [ToolCall]
    }

    /// The work is bounded: each call may be looked for in all of the text.
    private static let maximumCalls = 64

    private static let opening = Array("<tool_call>".utf8)
    private static let closing = Array("</tool_call>".utf8)
    private static let fence = Array("```".utf8)

    package static func parse(_ text: String) -> Turn {
        let bytes = Array(text.utf8)
        var turn = Turn(content: "", calls: [])
        var (content, index): ([UInt8], Int) = ([], 0)
        while turn.calls.count < Self.maximumCalls, let start = Self.find(Self.opening, in: bytes, from: index) {
            content.append(contentsOf: bytes[index..<start])
            let (calls, end) = Self.block(bytes, from: start + Self.opening.count)
            turn.calls.append(contentsOf: calls)
            index = end
        }
        guard index > 0 else { return Turn(content: text, calls: []) }
        content.append(contentsOf: bytes[index...])
        turn.content = String(decoding: content, as: UTF8.self)
        return turn
    }

    /// The calls of a tag that opens before `start`, and where what belongs to it ends.
    private static func block(_ bytes: [UInt8], from start: Int) -> (calls: [ToolCall], end: Int) {
        var calls: [ToolCall] = []
        var index = self.skipFence(bytes, from: start)
        while calls.count < self.maximumCalls, let (value, end) = LenientJSON.prefix(of: bytes[index...]),
            let read = self.calls(value, text: bytes[index..<end])
        {
            calls.append(contentsOf: read)
            index = self.skipFence(bytes, from: end)
            guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else { break }
        }
        guard calls.isEmpty else { return (calls, self.skipClosing(bytes, from: index)) }
        return self.unreadable(bytes, from: start)
    }

    /// A tag's text up to where the tag, or another one, or the text ends.
    private static func unreadable(_ bytes: [UInt8], from start: Int) -> (calls: [ToolCall], end: Int) {
        let close = self.find(self.closing, in: bytes, from: start)
        let next = self.find(self.opening, in: bytes, from: start)
        let end = min(close ?? bytes.count, next ?? bytes.count)
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        let call = ToolCall(name: "", arguments: .invalid(text: text, reason: LenientJSON.fault(text)))
        return ([call], end == close ? end + self.closing.count : end)
    }

    private static func calls(_ value: JSONValue, text: ArraySlice<UInt8>) -> [ToolCall]? {
        if let elements = value.array {
            let calls = elements.compactMap { self.call($0, text: text) }
            return calls.isEmpty || calls.count < elements.count ? nil : calls
        }
        return self.call(value, text: text).map { [$0] }
    }

    private static func call(_ value: JSONValue, text: ArraySlice<UInt8>) -> ToolCall? {
        let call = value["function"]?.object.map(JSONValue.object) ?? value
        guard let name = call["name"]?.string, !name.isEmpty else { return nil }
        let arguments = call["arguments"] ?? call["parameters"] ?? .null
        return ToolCall(
            id: value["id"]?.string, name: name,
            arguments: ToolArguments(arguments, text: String(decoding: text, as: UTF8.self)))
    }

    /// Past spaces and one code fence with its language.
    private static func skipFence(_ bytes: [UInt8], from start: Int) -> Int {
        var index = self.skipSpace(bytes, from: start)
        guard bytes[index...].starts(with: self.fence) else { return index }
        index += self.fence.count
        while index < bytes.count, bytes[index] | 0x20 >= UInt8(ascii: "a"), bytes[index] | 0x20 <= UInt8(ascii: "z") {
            index += 1
        }
        return self.skipSpace(bytes, from: index)
    }

    /// Past brackets too many and the closing tag, where they follow.
    private static func skipClosing(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, LenientJSON.isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "}") { index += 1 }
        return bytes[index...].starts(with: self.closing) ? index + self.closing.count : start
    }

    private static func skipSpace(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, LenientJSON.isSpace(bytes[index]) { index += 1 }
        return index
    }

    private static func find(_ word: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + word.count <= bytes.count {
            if bytes[index] == word[0], bytes[index...].starts(with: word) { return index }
            index += 1
        }
        return nil
    }
}

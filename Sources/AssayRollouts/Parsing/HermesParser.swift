import AssayJSON

/// Reads the calls out of a turn's text.
///
/// Lenient where the meaning is plain: a tag that nobody closed, several calls in one tag, a code fence inside it,
/// `parameters` for `arguments`, a call inside `function`, arguments as an object or as a JSON string, and JSON as
/// ``LenientJSON`` reads it. A tag that holds none of this becomes a call without a name, so that the model can be told.
package struct HermesParser {
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

    private let bytes: [UInt8]
    private var index = 0
    /// The first closing tag from ``index`` on, as it was last looked for.
    private var nextClosing = 0

    private init(_ text: String) { self.bytes = Array(text.utf8) }

    package static func parse(_ text: String) -> Turn {
        var parser = HermesParser(text)
        var turn = Turn(content: "", calls: [])
        var content: [UInt8] = []
        while turn.calls.count < self.maximumCalls, let start = parser.find(self.opening, from: parser.index) {
            content.append(contentsOf: parser.bytes[parser.index..<start])
            parser.index = start + self.opening.count
            turn.calls.append(contentsOf: parser.block())
        }
        guard parser.index > 0 else { return Turn(content: text, calls: []) }
        content.append(contentsOf: parser.bytes[parser.index...])
        turn.content = String(decoding: content, as: UTF8.self)
        return turn
    }

    /// The calls of the tag that has just opened. What belongs to it is then behind.
    private mutating func block() -> [ToolCall] {
        let start = self.index
        var calls: [ToolCall] = []
        self.skipFence()
        while calls.count < Self.maximumCalls, let (value, end) = LenientJSON.prefix(of: self.bytes[self.index...]),
            let read = Self.calls(value, text: self.bytes[self.index..<end])
        {
            calls.append(contentsOf: read)
            self.index = end
            self.skipFence()
            guard self.index < self.bytes.count, self.bytes[self.index] == UInt8(ascii: "{") else { break }
        }
        guard calls.isEmpty else {
            self.skipClosing()
            return calls
        }
        self.index = start
        return [self.unreadable()]
    }

    /// A tag's text up to where the tag, or another one, or the text ends.
    private mutating func unreadable() -> ToolCall {
        let start = self.index
        if self.nextClosing < start { self.nextClosing = self.find(Self.closing, from: start) ?? self.bytes.count }
        let next = self.find(Self.opening, from: start, upTo: self.nextClosing) ?? self.nextClosing
        let text = String(decoding: self.bytes[start..<next], as: UTF8.self)
        self.index = next
        if next == self.nextClosing, next < self.bytes.count { self.index += Self.closing.count }
        return ToolCall(name: "", arguments: .invalid(text: text, reason: LenientJSON.fault(text)))
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
    private mutating func skipFence() {
        self.skip { LenientJSON.isSpace($0) }
        guard self.bytes[self.index...].starts(with: Self.fence) else { return }
        self.index += Self.fence.count
        self.skip { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
        self.skip { LenientJSON.isSpace($0) }
    }

    /// Past brackets too many and the closing tag, where they follow.
    private mutating func skipClosing() {
        let start = self.index
        self.skip { LenientJSON.isSpace($0) || $0 == UInt8(ascii: "}") }
        self.index = self.bytes[self.index...].starts(with: Self.closing) ? self.index + Self.closing.count : start
    }

    private mutating func skip(while belongs: (UInt8) -> Bool) {
        while self.index < self.bytes.count, belongs(self.bytes[self.index]) { self.index += 1 }
    }

    private func find(_ word: [UInt8], from start: Int, upTo end: Int? = nil) -> Int? {
        self.bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while let found = bytes[index..<(end ?? bytes.count)].firstIndex(of: word[0]) {
                if bytes[found...].starts(with: word) { return found }
                index = found + 1
            }
            return nil
        }
    }
}

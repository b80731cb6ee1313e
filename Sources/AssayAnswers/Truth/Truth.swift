package import AssayJSON

/// What one answer is judged by.
package struct Truth: Sendable, Equatable {
    /// The right answer, or several that must all be named: a string, a number, or a list of them.
    package var groundTruth: JSONValue
    /// The problem's text.
    package var question: String?

    /// The right answer in a published solution, which GSM8K ends with `#### 72`; other texts as they are.
    ///
    /// Commas between digits are dropped, as verl's preparation of the data does: 93 of GSM8K's 8,792 answers have them.
    package static func ofSolution(_ value: JSONValue) -> JSONValue {
        guard case .string(let text) = value else {
            guard case .array(let elements) = value else { return value }
            return .array(elements.map(self.ofSolution))
        }
        let hashes = Array("####".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count >= hashes.count,
            let mark = (0...bytes.count - hashes.count).last(where: { bytes[$0..<$0 + 4].elementsEqual(hashes) })
        else { return value }
        let line = bytes[(mark + hashes.count)...].prefix { $0 != UInt8(ascii: "\n") }
        let answer = String(decoding: line.filter { $0 != UInt8(ascii: ",") }, as: UTF8.self)
        return .string(answer.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// The question that a value holds: a text, or messages of which the user's last one is it.
    package static func question(_ value: JSONValue) -> String? {
        value.string ?? value.array?.last { $0["role"] == "user" }?["content"]?.string
    }
}

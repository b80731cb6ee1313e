/// Writes JSON values as compact UTF-8.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package static func bytes(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(value)
        return writer.bytes
    }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: self.raw("null")
        case .bool(let value): self.raw(value ? "true" : "false")
        case .integer(let value): self.raw(String(value))
        // JSON has no word for these, and a claim from a program must not be able to break a reply.
        case .number(let value): self.raw(value.isFinite ? "\(value)" : "null")
        case .string(let text): self.write(text)
        case .array(let elements): self.write(elements)
        case .object(let object): self.write(object)
        }
    }

    /// Ends a line, as JSON Lines has one value on each.
    package mutating func newline() { self.bytes.append(0x0A) }

    private mutating func write(_ elements: [JSONValue]) {
        self.bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
            self.write(element)
        }
        self.bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: JSONObject) {
        self.bytes.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
            if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
            self.write(member.name)
            self.bytes.append(UInt8(ascii: ":"))
            self.write(member.value)
        }
        self.bytes.append(UInt8(ascii: "}"))
    }

    private mutating func raw(_ text: String) { self.bytes.append(contentsOf: text.utf8) }

    private mutating func write(_ text: String) {
        self.bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var run = 0
            while true {
                let end = StringScan.plainEnd(of: utf8, from: run)
                self.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[run..<end]))
                guard end < utf8.count else { break }
                if let escape = Self.escape(utf8[end]) { self.raw(escape) }
                run = end + 1
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x09: "\\t"
        case 0..<0x20: "\\u00" + (byte < 0x10 ? "0" : "1") + String(byte & 0xF, radix: 16)
        default: nil
        }
    }
}

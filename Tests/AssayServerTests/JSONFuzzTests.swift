import Foundation
import Mutation
import Testing

@testable import AssayJSON

@Suite("Fuzz: JSON values")
struct JSONFuzzTests {
    @Test func valuesSurviveWriting() {
        let fault = Campaign(fewest: 10).run { random in
            let value = random.json()
            let read = try JSONParser.parse(JSONWriter.bytes(value))
            return read == value && read.text == value.text ? nil : "\(value.text) is read as \(read.text)"
        }
        #expect(fault == nil)
    }

    private static let corpus = [
        #"{"code":"print(1)","timeout_s":1.5e3,"files":{"a":"YQ=="},"prelude":true,"stdin":null}"#,
        #"[0,-0,-0.5,1E+2,9223372036854775807,-9223372036854775809,1e308,0.1e-7,[],{},[[]],""]"#,
        #" { "a\"b\\\/\b\f\n\r\t\u00e9\ud83d\ude00" : [ true , false , null ] } "#, "\"é😀\u{2028}\"",
    ].map { Array($0.utf8) }
    private static let words = [
        "true", "false", "null", "nul", "NaN", "Infinity", "-", "+", ".", "e", "E+", "0", "00", "01", "1e999", "-0",
        "\"", "\\", #"\u"#, #"\ud800"#, #"\udc00"#, #"\u0000"#, "[", "]", "{", "}", ",", ":", " ", "\t", "\n", "//",
        "\u{feff}", "\u{a0}", "\0",
    ]

    /// What is read is written the same, whatever it was; Foundation takes just what we take, but for what is listed.
    @Test func bytes() {
        let fault = Campaign(fewest: 10).run(corpus: Self.corpus, words: Self.words) { bytes, _ in
            let ours: JSONValue?
            do throws(JSONParseError) {
                let value = try JSONParser.parse(bytes)
                guard (try? JSONParser.parse(JSONWriter.bytes(value)))?.text == value.text else {
                    return "\(value.text) is written as another value"
                }
                ours = value
            } catch {
                guard error.position.map({ 0...bytes.count ~= $0 }) ?? true else { return "\(error) in \(bytes)" }
                ours = nil
            }
            guard let difference = Self.difference(bytes, ours) else { return nil }
            return "\(difference): \(String(decoding: bytes, as: UTF8.self)) \(bytes)"
        }
        #expect(fault == nil)
    }

    private static func difference(_ bytes: [UInt8], _ ours: JSONValue?) -> String? {
        let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        return switch (ours, theirs) {
        case (nil, nil), (.some, .some): nil
        case (.some(let value), nil): self.isBeyondFoundation(value) ? nil : "only we read"
        case (nil, .some): self.isRefusedByUs(bytes) ? nil : "only Foundation reads"
        }
    }

    /// Foundation takes no number that is infinite as a double.
    private static func isBeyondFoundation(_ value: JSONValue) -> Bool {
        switch value {
        case .number(let number): !number.isFinite
        case .array(let elements): elements.contains { self.isBeyondFoundation($0) }
        case .object(let object): object.members.contains { self.isBeyondFoundation($0.value) }
        default: false
        }
    }

    /// Foundation takes UTF-16, UTF-32 and a byte order mark, deeper nesting, a comma after the last element, and nothing
    /// else that we refuse.
    private static func isRefusedByUs(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) || bytes.prefix(4).contains(0) { return true }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return true }
        let dense = bytes.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if zip(dense, dense.dropFirst()).contains(where: { $0 == UInt8(ascii: ",") && $1 | 0x20 == UInt8(ascii: "}") })
        {
            return true
        }
        return bytes.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } > JSONParser.maximumDepth
    }

    @Test func depthBombs() {
        let fault = Campaign(fewest: 10).run { random in
            let depth = JSONParser.maximumDepth - 20 + random.below(40)
            var opening: [UInt8] = []
            var closing: [UInt8] = []
            for _ in 0..<depth {
                let isArray = random.oneIn(2)
                opening += isArray ? Array("[".utf8) : Array(#"{"a":"#.utf8)
                closing.append(UInt8(ascii: isArray ? "]" : "}"))
            }
            let bytes = opening + Array("1".utf8) + closing.reversed()
            let isRead = (try? JSONParser.parse(bytes)) != nil
            guard isRead != (depth <= JSONParser.maximumDepth) else { return nil }
            return "depth \(depth) is \(isRead ? "read" : "refused")"
        }
        #expect(fault == nil)
    }
}

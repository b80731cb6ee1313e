import Testing

@testable import AssayJSON

@Suite("JSON")
struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test(
        "what is written is read back the same",
        arguments: [
            "null", "true", "-0.5", "12", "1e-05", "[]", "{}", #"{"a":[1,{"b":null}],"c":"ü😀\n\u0000\\\""}"#,
        ])
    func roundTrip(text: String) throws {
        #expect(String(decoding: JSONWriter.bytes(try self.parse(text)), as: UTF8.self) == text)
    }

    @Test(
        "faults have Python's words and places",
        arguments: [
            ("", "Expecting value", 0), ("{bad", "Expecting property name enclosed in double quotes", 1),
            ("{\"a\" 1}", "Expecting ':' delimiter", 5), ("[1 2]", "Expecting ',' delimiter", 3),
            ("[1] x", "Extra data", 4), ("\"abc", "Unterminated string starting at", 0),
            ("\"ü\n\"", "Invalid control character at", 2), ("[1,]", "Expecting value", 3),
            (#""\x""#, "Invalid \\escape", 1), (#""\u12g4""#, "Invalid \\uXXXX escape", 3),
            (#""\ud800""#, "Lone surrogate", 1), (#""\udc00x""#, "Lone surrogate", 1), ("nul", "Expecting value", 0),
            ("01", "Extra data", 1), ("-", "Expecting value", 0), ("NaN", "Expecting value", 0),
        ])
    func faults(text: String, message: String, position: Int) {
        #expect(throws: JSONParseError(message: message, position: position)) { try self.parse(text) }
    }

    @Test("surrogate pairs, every escape and repeated names")
    func strings() throws {
        #expect(try self.parse(#""\ud83d\ude00\/\b\f\r\t""#) == "😀/\u{8}\u{c}\r\t")
        #expect(try self.parse(#"{"a":1,"a":2}"#)["a"] == 2)
    }

    @Test("equality looks from both sides")
    func equality() throws {
        #expect(try self.parse(#"{"a":1,"a":1}"#) != self.parse(#"{"a":1,"b":2}"#))
        #expect(try self.parse(#"{"a":1,"b":2}"#) == self.parse(#"{"b":2,"a":1}"#))
    }

    @Test("numbers keep their kind, and large ones do not trap")
    func numbers() throws {
        #expect(try self.parse("1.0").integer == 1)
        #expect(try self.parse("99999999999999999999") == .number(1e20))
        #expect(try self.parse("1e999").integer == nil)
        #expect(try self.parse("1.5").integer == nil)
    }

    @Test("depth is bounded")
    func depth() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONParseError.self) { try self.parse(deep) }
        _ = try self.parse(String(repeating: "[", count: 200) + String(repeating: "]", count: 200))
    }

    @Test("bytes that are not UTF-8 have no place")
    func encoding() {
        #expect(throws: JSONParseError(message: "the body is not valid UTF-8", position: nil)) {
            try JSONParser.parse([0x22, 0xFF, 0x22])
        }
    }

    @Test("numbers that JSON cannot say become null")
    func unwritable() {
        #expect(JSONWriter.bytes([.number(.nan), .number(.infinity)]) == Array("[null,null]".utf8))
    }
}

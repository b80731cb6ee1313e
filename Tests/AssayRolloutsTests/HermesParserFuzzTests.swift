import AssayJSON
import Mutation
import Testing

@testable import AssayRollouts

@Suite("Fuzz: tool calls in a text")
struct HermesParserFuzzTests {
    private static let corpus = [
        #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "print(1)"}}</tool_call>"#,
        "a<tool_call>\n```json\n{'name': 'f', 'arguments': '{\"a\": [1, 2.5e3, None,]}'}\n```</tool_call>b",
        #"<tool_call>[{"name": "f"}, {"function": {"name": "g", "parameters": {}}}]</tool_call>"#,
        #"<tool_call>{"name": "f", "arguments": {"code": """x\d\u00e9\ud83d\ude00"""}} <tool_call>{name: 1"#,
    ].map { Array($0.utf8) }
    private static let words = [
        "<tool_call>", "</tool_call>", "```", "{", "}", "[", "]", "\"", "'", "\"\"\"", ",", ":", "\\", "\\u", "\\ud800",
        "None", "name", "arguments", "\n", "\u{301}", "\0",
    ]

    @Test("nothing of a text without calls is lost, nothing comes that was not there, and it ends")
    func hostileTexts() {
        let fault = Campaign().run(corpus: Self.corpus, words: Self.words) { bytes, _ in
            let text = String(decoding: bytes, as: UTF8.self)
            let turn = HermesParser.parse(text)
            if turn.calls.isEmpty, turn.content.utf8.elementsEqual(text.utf8) == false { return "the text changed" }
            if turn.content.utf8.count > text.utf8.count { return "the text grew" }
            for call in turn.calls {
                let json = call.json
                guard let arguments = json["function"]?["arguments"]?.string,
                    (try? JSONParser.parse(Array(arguments.utf8)))?.object != nil
                else { return "the call is no JSON: \(json.text)" }
            }
            return nil
        }
        #expect(fault == nil)
    }

    @Test("what JSON is, is read as JSON")
    func strictJSON() {
        let fault = Campaign().run { random in
            let arguments = JSONObject([("code", .string(random.text(upTo: 40))), ("n", .integer(random.below(1000)))])
            let name = "tool" + String(random.below(10))
            let call: JSONValue = ["name": .string(name), "arguments": .object(arguments)]
            let before = random.text(upTo: 10).filter { $0 != "<" }
            let turn = HermesParser.parse("\(before)<tool_call>\n\(call.text)\n</tool_call>")
            let expected = ToolCall(name: name, arguments: .object(arguments))
            return turn.calls == [expected] && turn.content == before ? nil : "\(call.text) is read as \(turn)"
        }
        #expect(fault == nil)
    }

    @Test("lenient reading agrees with strict reading wherever the strict one reads")
    func agreement() {
        let fault = Campaign().run(corpus: Self.corpus, words: Self.words) { bytes, _ in
            guard let strict = try? JSONParser.parse(bytes) else { return nil }
            guard let (value, end) = LenientJSON.prefix(of: bytes[...]) else { return "is not read" }
            guard bytes[end...].allSatisfy(LenientJSON.isSpace) else { return "is read in part" }
            return value == strict ? nil : "\(strict.text) is read as \(value.text)"
        }
        #expect(fault == nil)
    }

    @Test("a flood of openings is read in bounded work")
    func flood() {
        for word in ["<tool_call>", "<tool_call>{\"a\":", "<tool_call>[", "<tool_call>\"", "<tool_call>'", "[", "\""] {
            let text = "<tool_call>" + String(repeating: word, count: (1 << 18) / word.utf8.count)
            #expect(HermesParser.parse(text).calls.count <= 64)
        }
    }
}

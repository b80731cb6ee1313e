import AssayJSON
import Testing

@testable import AssayRollouts
@testable import AssayTools

@Suite("Tool calls in a text")
struct HermesParserTests {
    /// The code of each call; nil for one that could not be read.
    private func codes(_ text: String) -> [String?] {
        HermesParser.parse(text).calls.map { call in
            guard case .object(let arguments) = call.arguments, call.name == "code_interpreter" else { return nil }
            return arguments["code"]?.string
        }
    }

    @Test func aTextWithoutCalls() {
        let turn = HermesParser.parse("No call: 1 < 2, </tool_call>.")
        #expect(turn.content == "No call: 1 < 2, </tool_call>.")
        #expect(turn.calls.isEmpty)
    }

    @Test("as verl's parser reads it")
    func plain() {
        let text = """
            First.
            <tool_call>
            {"name": "code_interpreter", "arguments": {"code": "print(\\"a\\\\n\\")\\nx"}}
            </tool_call>
            Then.<tool_call>{"arguments": {"code": "2"}, "name": "code_interpreter"}</tool_call>
            """
        #expect(self.codes(text) == ["print(\"a\\n\")\nx", "2"])
        #expect(HermesParser.parse(text).content == "First.\n\nThen.")
    }

    @Test(
        "what is plainly meant",
        arguments: [
            // A tag that nobody closed, at the end or before another one.
            #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "c"}}"#,
            #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "c"}} and so on"#,
            // A fence inside the tag.
            "<tool_call>\n```json\n{\"name\": \"code_interpreter\", \"arguments\": {\"code\": \"c\"}}\n```\n</tool_call>",
            // Commas at the end.
            #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "c",},}</tool_call>"#,
            // Python.
            "<tool_call>{'name': 'code_interpreter', 'arguments': {'code': 'c', 'x': None, 'y': True}}</tool_call>",
            #"<tool_call>{"name": "code_interpreter", "arguments": {"code": """c"""}}</tool_call>"#,
            // Names without quotes.
            #"<tool_call>{name: "code_interpreter", arguments: {code: "c"}}</tool_call>"#,
            // Arguments as a JSON string.
            #"<tool_call>{"name": "code_interpreter", "arguments": "{\"code\": \"c\"}"}</tool_call>"#,
            // Other words for the same.
            #"<tool_call>{"name": "code_interpreter", "parameters": {"code": "c"}}</tool_call>"#,
            #"<tool_call>{"type": "function", "function": {"name": "code_interpreter", "arguments": {"code": "c"}}}</tool_call>"#,
            #"<tool_call>[{"name": "code_interpreter", "arguments": {"code": "c"}}]</tool_call>"#,
            // A bracket too few, or too many.
            #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "c"}</tool_call>"#,
            #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "c"}}}</tool_call>"#,
        ])
    func lenience(text: String) {
        #expect(self.codes(text) == ["c"])
    }

    @Test func severalCallsInOneTag() {
        let one = #"{"name": "code_interpreter", "arguments": {"code": "a"}}"#
        let two = #"{"name": "code_interpreter", "arguments": {"code": "b"}}"#
        #expect(self.codes("<tool_call>\(one)\n\(two)</tool_call>") == ["a", "b"])
        #expect(self.codes("<tool_call>[\(one), \(two)]</tool_call>") == ["a", "b"])
        #expect(self.codes("<tool_call>\(one)<tool_call>\(two)</tool_call>") == ["a", "b"])
    }

    @Test("the tag's end inside a string is part of the code")
    func tagInsideCode() {
        let text = #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "'</tool_call>'"}}</tool_call>!"#
        #expect(self.codes(text) == ["'</tool_call>'"])
        #expect(HermesParser.parse(text).content == "!")
    }

    @Test("escapes that JSON does not know are the code's own, line ends may stand in it")
    func escapes() {
        let text =
            #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "re.findall('\d\(', s)"# + "\n"
            + #"\u00e9 \ud83d\ude00 \ud800 \'"}}</tool_call>"#
        #expect(self.codes(text) == ["re.findall('\\d\\(', s)\né 😀 \u{FFFD} '"])
    }

    @Test(
        "what cannot be read is told",
        arguments: [
            ("<tool_call></tool_call>", "Expecting value: line 1 column 1 (char 0)"),
            ("<tool_call>print(1)</tool_call>", "Expecting value: line 1 column 1 (char 0)"),
            (#"<tool_call>{"arguments": {}}</tool_call>"#, "Expecting an object"),
            (#"<tool_call>{"name": 3, "arguments": {}}</tool_call>"#, "Expecting an object"),
            ("<tool_call>{\n\"name\": oops}</tool_call>", "Expecting value: line 2 column 9 (char 10)"),
        ])
    func unreadable(text: String, reason: String) {
        let turn = HermesParser.parse(text + " after")
        #expect(turn.content == " after")
        #expect(turn.calls.map(\.name) == [""])
        guard case .invalid(_, reason) = turn.calls[0].arguments else {
            Issue.record("\(turn.calls)")
            return
        }
    }

    @Test("cut code is not run")
    func cutCode() {
        #expect(self.codes(#"<tool_call>{"name": "code_interpreter", "arguments": {"code": "print(1"#) == [nil])
    }

    @Test func argumentsThatAreNoObject() {
        let text = #"<tool_call>{"name": "code_interpreter", "arguments": [1]}</tool_call>"#
        #expect(
            HermesParser.parse(text).calls.map(\.arguments) == [
                .invalid(
                    text: #"{"name": "code_interpreter", "arguments": [1]}"#, reason: "Expecting an object")
            ])
    }

    @Test func nativeArguments() {
        #expect(ToolArguments(text: #"{"code": "1"}"#) == ToolArguments([("code", "1")]))
        #expect(ToolArguments(text: "{'code': '1',}") == ToolArguments([("code", "1")]))
        #expect(ToolArguments(text: " ") == ToolArguments([]))
        #expect(
            ToolArguments(text: #"{"code": "#)
                == .invalid(text: #"{"code": "#, reason: "Expecting value: line 1 column 10 (char 9)"))
        #expect(ToolArguments(text: "[1]") == .invalid(text: "[1]", reason: "Expecting an object"))
    }

    @Test("a history never holds arguments that a server cannot read")
    func historiesAreJSON() throws {
        let call = ToolCall(id: "1", name: "f", arguments: .invalid(text: "{oops", reason: "…"))
        let text = try #require(call.json["function"]?["arguments"]?.string)
        #expect(try JSONParser.parse(Array(text.utf8)) == ["invalid_json": "{oops"])
    }

    @Test func fencedCode() {
        #expect(CodeFence.content(of: "```python\nprint(1)\n\nx\n```\n") == "print(1)\n\nx")
        #expect(CodeFence.content(of: "\n```\nx\n```") == "x")
        #expect(CodeFence.content(of: "x = '''\n```\n'''") == "x = '''\n```\n'''")
        #expect(CodeFence.content(of: "```") == "```")
    }
}

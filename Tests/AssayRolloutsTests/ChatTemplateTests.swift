import AssayJSON
import AssayRollouts
import AssayTools
import Foundation
import Testing

@Suite("Chat template")
struct ChatTemplateTests {
    private static let tool = ToolSchema(
        name: "code_interpreter", description: "Runs Python “3”.", texts: [("code", "The program.")])
    private static let tools = """
        # Tools

        You may call one or more functions to assist with the user query.

        You are provided with function signatures within <tools></tools> XML tags:
        <tools>
        {"type": "function", "function": {"name": "code_interpreter", "description": "Runs Python “3”.", "parameters": \
        {"type": "object", "properties": {"code": {"type": "string", "description": "The program."}}, \
        "required": ["code"]}}}
        </tools>

        For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML \
        tags:
        <tool_call>
        {"name": <function-name>, "arguments": <args-json-object>}
        </tool_call>
        """

    @Test("Qwen2.5's prompt without tools has its system message, or the conversation's")
    func withoutTools() {
        let user = Message(.user, "2+2?")
        #expect(
            ChatTemplate.qwen2.prompt([user]) == """
                <|im_start|>system
                You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>
                <|im_start|>user
                2+2?<|im_end|>
                <|im_start|>assistant

                """)
        #expect(
            ChatTemplate.qwen2.prompt([Message(.system, "Be brief."), user]) == """
                <|im_start|>system
                Be brief.<|im_end|>
                <|im_start|>user
                2+2?<|im_end|>
                <|im_start|>assistant

                """)
    }

    @Test("tools are told in the system's turn")
    func withTools() {
        let messages = [Message(.system, "Be brief."), Message(.user, "2+2?")]
        #expect(
            ChatTemplate.qwen2.prompt(messages, tools: [Self.tool]) == """
                <|im_start|>system
                Be brief.

                \(Self.tools)<|im_end|>
                <|im_start|>user
                2+2?<|im_end|>
                <|im_start|>assistant

                """)
        #expect(!ChatTemplate.plain.prompt(messages, tools: [Self.tool]).contains("Tools"))
        let bare = ChatTemplate(toolForm: .told).prompt([Message(.user, "2+2?")], tools: [Self.tool])
        #expect(bare.hasPrefix("<|im_start|>system\n# Tools\n\nYou may"))
    }

    @Test("what prompt and continuation add up to is the conversation's text")
    func continuation() {
        let prompt = [Message(.user, "2+2?")]
        let call =
            "<tool_call>\n{\"name\": \"code_interpreter\", \"arguments\": {\"code\": \"print(4)\"}}\n</tool_call>"
        let answers = [Message(.tool, "4"), Message(.tool, "five")]
        for template in [ChatTemplate.plain, .qwen2, ChatTemplate(toolForm: .unknown)] {
            let whole = template.prompt(prompt + [Message(.assistant, call)] + answers, tools: [Self.tool])
            let start = template.prompt(prompt, tools: [Self.tool]) + call
            #expect(start + template.continuation(of: answers, isTurnEnded: false) == whole)
            #expect(start + "<|im_end|>" + template.continuation(of: answers[...], isTurnEnded: true) == whole)
        }
        #expect(
            ChatTemplate.plain.continuation(of: answers, isTurnEnded: true) == """

                <|im_start|>user
                <tool_response>
                4
                </tool_response>
                <tool_response>
                five
                </tool_response><|im_end|>
                <|im_start|>assistant

                """)
        #expect(
            ChatTemplate.plain.continuation(of: [Message(.user, "Are you sure?")], isTurnEnded: false)
                == "<|im_end|>\n<|im_start|>user\nAre you sure?<|im_end|>\n<|im_start|>assistant\n")
        #expect(
            ChatTemplate(toolForm: .unknown).continuation(of: [Message(.tool, "4")], isTurnEnded: true)
                == "\n<|im_start|>tool\n4<|im_end|>\n<|im_start|>assistant\n")
    }

    @Test("native calls are written in the hermes form")
    func nativeCalls() {
        let calls = [
            ToolCall(name: "f", arguments: ToolArguments([("x", 1), ("y", ["a", "b"])])),
            ToolCall(name: "g", arguments: ToolArguments([])),
        ]
        let messages = [Message(.user, "Go."), Message(.assistant, "Well:", toolCalls: calls), Message(.tool, "1")]
        #expect(
            ChatTemplate.qwen2.prompt(messages).hasSuffix(
                """
                <|im_start|>assistant
                Well:
                <tool_call>
                {"name": "f", "arguments": {"x": 1, "y": ["a", "b"]}}
                </tool_call>
                <tool_call>
                {"name": "g", "arguments": {}}
                </tool_call><|im_end|>
                <|im_start|>user
                <tool_response>
                1
                </tool_response><|im_end|>
                <|im_start|>assistant

                """))
    }

    @Test(
        "a template that is written is recognised",
        arguments: [
            ChatTemplate.plain, .qwen2, ChatTemplate(defaultSystem: "It's \\ a\ntest, %}", toolForm: .answered),
            ChatTemplate(defaultSystem: "", toolForm: .unknown), ChatTemplate(toolForm: .told),
        ])
    func ownTemplates(_ template: ChatTemplate) throws {
        #expect(try ChatTemplate(jinja: template.jinja) == template)
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: RolloutError.self) { try ChatTemplate(directory: folder.path) }
        try template.save(directory: folder.path)
        #expect(try ChatTemplate(directory: folder.path) == template)
        try FileManager.default.removeItem(at: folder.appending(path: "chat_template.jinja"))
        #expect(try ChatTemplate(directory: folder.path) == template)
    }

    @Test("others' templates are recognised by what they contain")
    func foreignTemplates() throws {
        let plain = """
            {% for m in messages %}{{'<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n'}}{% endfor %}\
            {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
            """
        #expect(try ChatTemplate(jinja: plain) == ChatTemplate(toolForm: .unknown))
        let named =
            "{% if messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou are SmolLM<|im_end|>\\n' }}{% endif %}"
        #expect(
            try ChatTemplate(jinja: named + plain) == ChatTemplate(defaultSystem: "You are SmolLM", toolForm: .unknown))
        let spread = named.replacing("\\n", with: "\n")
        #expect(try ChatTemplate(jinja: spread + plain).defaultSystem == "You are SmolLM")
        let hermes = """
            {%- if tools %}{{- '<|im_start|>system\\n' }}{{- 'You are Q.' }}{{- "You are provided with function signatures\
             <tools>...<tool_call>" }}{%- else %}{{- '<|im_start|>system\\nYou are Q.<|im_end|>\\n' }}{%- endif %}<tool_response>
            """
        #expect(try ChatTemplate(jinja: hermes + plain) == ChatTemplate(defaultSystem: "You are Q.", toolForm: .told))
    }

    @Test(
        "a template that is neither is refused",
        arguments: [
            ("{{ bos_token }}{% for m in messages %}[INST] {{ m.content }} [/INST]{% endfor %}", "no ChatML"),
            ("", "no ChatML"),
            ("<|im_start|><|im_end|>add_generation_prompt{{ '<think>' }}", "reasoning"),
            (
                "<|im_start|><|im_end|>add_generation_prompt{% for tool in tools %}<function>{% endfor %}",
                "another form"
            ),
        ])
    func refused(_ jinja: String, _ message: String) {
        let error = #expect(throws: RolloutError.self) { try ChatTemplate(jinja: jinja) }
        #expect(error?.description.contains(message) == true)
    }
}

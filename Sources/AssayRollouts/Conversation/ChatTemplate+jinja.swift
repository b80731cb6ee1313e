import AssayJSON
import Foundation

extension ChatTemplate {
    /// The template as transformers, vLLM and SGLang read it; it renders what ``prompt(_:tools:)`` does.
    package var jinja: String {
        let system = self.defaultSystem.map(Self.quoted) ?? "none"
        return """
            {%- set default_system = \(system) %}
            {%- set tool_form = '\(self.toolForm.rawValue)' %}

            """ + Self.body
    }

    private static let body = String(decoding: PackageResources.chat_template_jinja, as: UTF8.self)

    private static func quoted(_ text: String) -> String {
        let escapes: [Character: String] = ["\\": "\\\\", "'": "\\'", "\n": "\\n"]
        return "'" + text.map { escapes[$0] ?? String($0) }.joined() + "'"
    }

    /// Recognises a checkpoint's template by what it contains; none is run.
    /// - Throws: where it is neither ours, nor Qwen2.5's, nor plain ChatML.
    package init(jinja: String) throws(RolloutError) {
        // A line's end in a template's text may be written out.
        let plain = jinja.replacing("\\n", with: "\n")
        let system = Self.literal(after: "<|im_start|>system\n", before: "<|im_end|>", in: plain)
        if jinja.hasSuffix(Self.body) {
            guard let form = Self.literal(after: "set tool_form = '", before: "'", in: jinja).flatMap(ToolForm.init)
            else { throw Self.notRecognised("its tool_form is none") }
            let header = String(jinja.dropLast(Self.body.count))
            self.init(defaultSystem: try Self.ownSystem(header), toolForm: form)
        } else if !["<|im_start|>", "<|im_end|>", "add_generation_prompt"].allSatisfy(jinja.contains) {
            throw Self.notRecognised("it is no ChatML")
        } else if ["<think>", "reasoning_content", "enable_thinking"].contains(where: jinja.contains) {
            throw Self.notRecognised("it has turns with reasoning")
        } else if ["You are provided with function signatures", "<tool_call>", "<tool_response>"].allSatisfy(
            jinja.contains)
        {
            self.init(defaultSystem: system, toolForm: .told)
        } else if jinja.contains("tools") {
            throw Self.notRecognised("it tells of tools in another form than Qwen2.5's")
        } else {
            self.init(defaultSystem: system, toolForm: jinja.contains("<tool_response>") ? .answered : .unknown)
        }
    }

    private static func notRecognised(_ reason: String) -> RolloutError {
        RolloutError(.configuration, stage: "chat_template", "it is neither Qwen2.5's nor plain ChatML: \(reason)")
    }

    /// A text in a template between two others, if no expression stands between them.
    private static func literal(after start: String, before end: String, in jinja: String) -> String? {
        for part in jinja.split(separator: start, omittingEmptySubsequences: false).dropFirst() {
            guard let text = part.split(separator: end, maxSplits: 1, omittingEmptySubsequences: false).first,
                text.count < part.count, !text.contains(where: { "'\"{}".contains($0) })
            else { continue }
            return String(text)
        }
        return nil
    }

    /// The default that our own header sets.
    private static func ownSystem(_ header: String) throws(RolloutError) -> String? {
        let start = "{%- set default_system = "
        guard header.hasPrefix(start), let end = header.range(of: " %}\n{%- set tool_form") else {
            throw Self.notRecognised("its default_system is none")
        }
        let value = header[header.index(header.startIndex, offsetBy: start.count)..<end.lowerBound]
        guard value != "none" else { return nil }
        var text = ""
        var isEscaped = false
        for character in value.dropFirst().dropLast() {
            if isEscaped {
                text.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                text.append(character)
            }
        }
        return text
    }
}

// MARK: - A model's folder

extension ChatTemplate {
    /// Reads the template of a model's folder: chat_template.jinja, or what tokenizer_config.json says.
    package init(directory path: String) throws(RolloutError) {
        let url = URL(filePath: path)
        let jinja: String
        if let data = try? Data(contentsOf: url.appending(path: "chat_template.jinja")) {
            jinja = String(decoding: data, as: UTF8.self)
        } else if let data = try? Data(contentsOf: url.appending(path: "tokenizer_config.json")),
            let text = Self.template(in: try? JSONParser.parse([UInt8](data)))
        {
            jinja = text
        } else {
            throw RolloutError(
                .configuration, stage: path,
                "it has no chat template: no chat_template.jinja and none in tokenizer_config.json")
        }
        do throws(RolloutError) {
            try self.init(jinja: jinja)
        } catch {
            throw RolloutError(.configuration, stage: "\(path), chat_template", error.message)
        }
    }

    /// One template, or the one named default of several.
    private static func template(in configuration: JSONValue?) -> String? {
        let value = configuration?["chat_template"]
        return value?.string
            ?? value?.array?.first { $0["name"]?.string == "default" }.flatMap { $0["template"]?.string }
    }

    /// Writes chat_template.jinja and tokenizer_config.json, which tell transformers of the template and of the tokens that
    /// end a turn and fill up a batch.
    package func save(directory path: String, padding: String = "<|endoftext|>") throws(RolloutError) {
        let configuration: JSONValue = [
            "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": nil, "eos_token": .string(Self.endOfTurn),
            "pad_token": .string(padding), "clean_up_tokenization_spaces": false, "chat_template": .string(self.jinja),
        ]
        let files = [
            ("chat_template.jinja", Data(self.jinja.utf8)),
            ("tokenizer_config.json", Data(JSONWriter.bytes(configuration))),
        ]
        for (name, data) in files {
            do {
                try data.write(to: URL(filePath: path).appending(path: name), options: .atomic)
            } catch {
                throw RolloutError(.log, stage: "\(path)/\(name)", error.localizedDescription)
            }
        }
    }
}

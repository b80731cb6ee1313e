package import AssayAnswers
package import AssayJSON

extension RolloutPrompt {
    private static let truth = FieldChoice(["reward_model.ground_truth", "extra_info.ground_truth", "ground_truth"])
    private static let question = FieldChoice(["extra_info.question", "question", "prompt"])

    /// Reads a row of verl's data (`prompt`, `reward_model.ground_truth`, `data_source`, and of `extra_info` the
    /// `question`, `tools_kwargs` and `interaction_kwargs`), or a problem of GSM8K as published: `question` and `answer`,
    /// to which the seed's system message is added.
    /// - Throws: what is wrong with it.
    package init(row: JSONValue) throws(LineFault) {
        guard let prompt = row["prompt"] else {
            let problem = try Gsm8kRow(row)
            self.init(
                messages: [Message(.system, Gsm8kRow.systemMessage), Message(.user, problem.question)],
                groundTruth: [problem.groundTruth], question: problem.question, dataSource: "openai/gsm8k")
            return
        }
        let truths = try Self.truths(row)
        self.init(
            messages: try Self.messages(prompt), groundTruth: truths,
            question: Self.question.value(in: row).flatMap(Truth.question), dataSource: row["data_source"]?.string)
        let extra = row["extra_info"]
        for member in extra?["tools_kwargs"]?.object?.members ?? [] {
            self.toolArguments[member.name] = member.value["create_kwargs"]?.object
        }
        if let arguments = extra?["interaction_kwargs"]?.object, let name = arguments["name"]?.string {
            let others = arguments.members.filter { $0.name != "name" }
            self.interaction = .init(name: name, arguments: JSONObject(others.map { ($0.name, $0.value) }))
        }
    }

    private static func messages(_ prompt: JSONValue) throws(LineFault) -> [Message] {
        if let text = prompt.string { return [Message(.user, text)] }
        guard let values = prompt.array, !values.isEmpty else {
            throw LineFault(.field, "prompt is neither a text nor a list of messages")
        }
        var messages: [Message] = []
        for (index, value) in values.enumerated() {
            do throws(FieldFaults) {
                messages.append(try Message(value))
            } catch {
                throw LineFault(.field, error.inside("prompt[\(index)]").description)
            }
        }
        return messages
    }

    private static func truths(_ row: JSONValue) throws(LineFault) -> [String] {
        guard let value = self.truth.value(in: row).map(Truth.ofSolution) else {
            throw LineFault(.noTruth, "no ground truth (\(self.truth))")
        }
        let values = value.array ?? [value]
        let texts = values.compactMap { value -> String? in
            switch value {
            case .string(let text): text
            case .integer, .number: value.text
            default: nil
            }
        }
        guard !texts.isEmpty, texts.count == values.count else {
            throw LineFault(.truth, "the ground truth is neither a text or number nor a list of them")
        }
        return texts
    }
}

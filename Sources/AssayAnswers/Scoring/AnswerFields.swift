/// Where the parts of an answer are in a line.
package struct AnswerFields: Sendable {
    package var response = FieldChoice([
        "solution_str", "response", "solution", "completion", "output", "generated_text", "turns", "messages",
    ])
    package var groundTruth = FieldChoice([
        "ground_truth", "reward_model.ground_truth", "extra_info.ground_truth", "answer", "target",
    ])
    package var question = FieldChoice(["question", "extra_info.question", "prompt"])
    package var dataSource = FieldChoice(["data_source"])
    /// Nil where answers have no id: they are then told by their line.
    package var id: FieldPath?

    package init() {}
}

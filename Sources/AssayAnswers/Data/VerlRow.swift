package import AssayJSON

/// A problem in the row form that verl's data preparation writes.
package struct VerlRow: Sendable, Equatable {
    /// verl's name of the data set, by which it chooses a scorer.
    package var dataSource: String
    package var question: String
    /// A bare number.
    package var groundTruth: String
    /// A worked solution.
    package var solution: String

    package init(dataSource: String, question: String, groundTruth: String, solution: String) {
        self.dataSource = dataSource
        self.question = question
        self.groundTruth = groundTruth
        self.solution = solution
    }

    /// The row, its fields in verl's order.
    /// - Parameters:
    ///   - systemMessage: what the model is told first; empty for nothing.
    ///   - instruction: what is put behind the question.
    package func json(split: String, index: Int, systemMessage: String, instruction: String?) -> JSONValue {
        let prompt = instruction.map { "\(self.question) \($0)" } ?? self.question
        let messages: [JSONValue] =
            (systemMessage.isEmpty ? [] : [["role": "system", "content": .string(systemMessage)]])
            + [["role": "user", "content": .string(prompt)]]
        return [
            "data_source": .string(self.dataSource), "prompt": .array(messages), "ability": "math",
            "reward_model": ["style": "rule", "ground_truth": .string(self.groundTruth)],
            "extra_info": [
                "split": .string(split), "index": .integer(index), "answer": .string(self.solution),
                "question": .string(self.question), "ground_truth": .string(self.groundTruth),
                "full_solution": .string(self.solution),
            ],
        ]
    }
}

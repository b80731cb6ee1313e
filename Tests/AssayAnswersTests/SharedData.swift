import AssayJSON
import Foundation

/// The data sets in `../shared/data`, beside the repository.
enum SharedData {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path

    static let isThere = FileManager.default.fileExists(atPath: SharedData.folder)

    static func path(_ name: String) -> String { self.folder + "/" + name }

    /// The 5,276 real answers of GSM8K's authors, a line each: `id`, `response`, `ground_truth`, `question`,
    /// `is_correct`.
    static func realAnswers() throws -> [JSONValue] {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: self.path("gsm8k/example_model_solutions.jsonl"))))
        return try bytes.split(separator: 0x0A).enumerated().flatMap { index, line in
            let problem = try JSONParser.parse(Array(line))
            let truth = problem["ground_truth"]?.string?.split(separator: " ").last.map(String.init) ?? ""
            return ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"].map {
                model -> JSONValue in
                [
                    "id": .string("\(index)/\(model)"), "response": problem[model]?["solution"] ?? .null,
                    "ground_truth": .string(truth.replacingOccurrences(of: ",", with: "")),
                    "question": problem["question"] ?? .null, "is_correct": problem[model]?["is_correct"] ?? .null,
                ]
            }
        }
    }
}

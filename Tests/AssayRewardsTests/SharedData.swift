import AssayJSON
import AssayRewards
import Foundation

/// What lies in the folder `shared` beside the repository.
enum SharedData {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
        .standardizedFileURL
    static let isPresent = FileManager.default.fileExists(atPath: Self.folder.appending(path: "data").path)
    static let absence = "needs the folder shared beside the repository"

    /// The objects of a file with one JSON object a line.
    static func objects(_ path: String) -> [JSONValue] {
        let bytes = (try? Data(contentsOf: Self.folder.appending(path: path))).map { [UInt8]($0) } ?? []
        return bytes.split(separator: 0x0a).compactMap { try? JSONParser.parse(Array($0)) }
    }

    /// A file that is one JSON document.
    static func document(_ path: String) -> JSONValue? {
        (try? Data(contentsOf: Self.folder.appending(path: path))).flatMap { try? JSONParser.parse([UInt8]($0)) }
    }

    /// GSM8K's published solutions: train, then test.
    static let gold: [Problem] = ["train", "test"].flatMap { name in
        Self.objects("data/gsm8k/\(name).jsonl").compactMap { object -> Problem? in
            guard let question = object["question"]?.string, let answer = object["answer"]?.string,
                let truth = answer.split(separator: "#### ").last
            else { return nil }
            return Problem(question: question, solution: answer, truth: truth.filter { $0 != "," })
        }
    }

    /// What four models answered to GSM8K's test problems.
    static let modelAnswers: [Problem] = Self.objects("data/gsm8k/example_model_solutions.jsonl").flatMap { object in
        let truth = object["ground_truth"]?.string?.split(separator: "A: ").last?.filter { $0 != "," } ?? ""
        let models = ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"]
        return models.compactMap { model -> Problem? in
            guard let question = object["question"]?.string, let solution = object[model]?["solution"]?.string else {
                return nil
            }
            return Problem(question: question, solution: solution, truth: truth)
        }
    }
}

/// A problem with a solution and the right answer.
struct Problem: Sendable {
    let question: String
    let solution: String
    let truth: String

    /// The solution without its annotations, as a model writes.
    var stripped: String { self.solution.replacing(/<<[^<>\n]*>>/, with: "") }

    func score(_ solution: String? = nil, reward: RewardKind = .step, slice: Bool = true) throws -> Score {
        try Scorer.score(
            ScoringTask(
                turns: [AssistantTurn(text: solution ?? self.solution)], groundTruth: [self.truth],
                question: self.question, reward: reward, settings: StepRewardSettings(slice: slice)))
    }
}

import AssaySandbox
import Foundation

/// A program to judge: the body of `POST /run` and `POST /judge`, and the element of a batch.
struct JudgeSubmission: Sendable {
    /// The peer's; those without a runner here are told in the result.
    private static let types = ["python", "cpp", "math"]

    /// The client's, or one of ours.
    let id: String
    let type: String
    let solution: String
    let input: String?
    let expectedOutput: String?

    /// Nil where a field is wrong, which the reader has noted.
    init?(_ reader: inout ModelReader) {
        // In the order of the peer's model, for its errors come in that order. Its options do nothing there either.
        let id = reader.optionalString("sub_id") ?? ""
        let type = reader.requiredLiteral("type", among: Self.types)
        let solution = reader.requiredString("solution")
        self.input = reader.optionalString("input")
        self.expectedOutput = reader.optionalString("expected_output")
        guard let type, let solution else { return nil }
        self.id = id.isEmpty ? Self.makeIdentifier() : id
        self.type = type
        self.solution = solution
    }

    static func makeIdentifier() -> String { UUID().uuidString.lowercased() }

    /// The execution that is asked for; nil for a type that has no runner here.
    func execution(timeout: Duration, memoryMegabytes: Int) -> ExecutionRequest? {
        guard let language = Language(rawValue: self.type) else { return nil }
        var request = ExecutionRequest(code: self.solution, language: language)
        request.standardInput = self.input.map { Array($0.utf8) } ?? []
        request.timeout = timeout
        request.memoryMegabytes = memoryMegabytes
        // A verdict on the head and the tail of an output would be a guess.
        request.keepsAllOutput = self.expectedOutput != nil
        return request
    }
}

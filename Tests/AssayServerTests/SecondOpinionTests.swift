import AssayJSON
import AssayOutcome
import AssaySandbox
import Testing

@testable import AssayServer

@Suite("The second opinion of SymPy")
struct SecondOpinionTests {
    /// Two expressions that the first comparison finds different.
    private static let task: JSONValue = [
        "solution_str": #"The answer is $\boxed{\sin^2 x + \cos^2 x}$."#, "ground_truth": "2", "mode": "math",
        "second_opinion": true,
    ]

    private static func score(_ task: JSONValue, _ executor: ScriptedExecutor) async throws -> JSONValue {
        let reply = try await ServerFixture(executor).post("/v1/score", task.text)
        #expect(reply.status == 200, "\(reply.text)")
        return try reply.json
    }

    @Test("the program is ours, in the strict sandbox, and the expressions are its input")
    func request() async throws {
        let executor = ScriptedExecutor { _ in .scripted(standardOutput: "different\n") }
        let score = try await Self.score(Self.task, executor)
        #expect(score["correct"] == false)
        let request = try #require(executor.requests.first)
        #expect(executor.requests.count == 1)
        #expect(request.profile == "python-strict")
        #expect(request.tier == .math)
        #expect(request.timeout ?? .seconds(60) < .seconds(10))
        #expect(request.files.isEmpty)
        #expect(!request.code.contains("cos^2"))
        let input = try JSONParser.parse(request.standardInput)
        #expect(input == [#"\sin^2 x + \cos^2 x"#, "2"])
    }

    @Test("equal makes the answer right, and a warning tells")
    func equal() async throws {
        let executor = ScriptedExecutor { _ in .scripted(standardOutput: "equal\n") }
        let score = try await Self.score(Self.task, executor)
        #expect(score["score"]?.double == 1)
        #expect(score["correct"] == true)
        #expect(score["classes"] == [])
        #expect(score["warnings"]?.array?.count == 1)
    }

    @Test("what the program prints beside the word, or its failure, leaves the first verdict and is told")
    func failures() async throws {
        let results: [ExecutionResult] = [
            .scripted(.timeout, exitCode: nil, standardOutput: "equal\n"), .scripted(.error, standardOutput: "equal\n"),
            .scripted(.infraError), .scripted(.overloaded), .scripted(standardOutput: "equal"),
            .scripted(standardOutput: "unknown\n"), .scripted(),
        ]
        for result in results {
            let score = try await Self.score(Self.task, ScriptedExecutor { _ in result })
            #expect(score["score"]?.double == 0)
            #expect(score["warnings"]?.array?.count == 1, "\(result.outcome)")
        }
        let refusing = ScriptedExecutor { _ in
            throw ExecutionRefusal(code: "unknown_profile", message: "no such profile", field: "profile")
        }
        #expect(try await Self.score(Self.task, refusing)["correct"] == false)
    }

    @Test("it is asked only where it is wanted and may matter")
    func notAsked() async throws {
        let executor = ScriptedExecutor { _ in .scripted(standardOutput: "equal\n") }
        let changes: [(String, JSONValue)] = [
            ("second_opinion", false), ("solution_str", #"\boxed{2}"#), ("solution_str", "I do not know."),
            ("solution_str", #"\boxed{\text{even}}"#), ("ground_truth", ["2", "3"]), ("ground_truth", "(0, 1)"),
        ]
        for (name, value) in changes {
            let members = (Self.task.object?.members ?? []).map { ($0.name, $0.name == name ? value : $0.value) }
            _ = try await Self.score(.object(JSONObject(members)), executor)
        }
        #expect(executor.requests.isEmpty)
    }

    @Test("a batch asks for each of its items")
    func batch() async throws {
        let executor = ScriptedExecutor { _ in .scripted(standardOutput: "equal\n") }
        let items: JSONValue = ["items": .array(Array(repeating: Self.task, count: 5))]
        let reply = try await ServerFixture(executor).post("/v1/score/batch", items.text)
        #expect(try reply.json["results"]?.array?.map { $0["correct"] } == Array(repeating: true, count: 5))
        #expect(executor.requests.count == 5)
    }
}

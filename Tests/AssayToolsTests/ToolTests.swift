import AssayClient
import AssayJSON
import AssayOutcome
import ScriptedPolicies
import Testing

@testable import AssayTools

@Suite("Tools")
struct ToolTests {
    private func run(_ code: JSONValue, _ execution: Execution) async throws -> ToolResult {
        let tool = CodeInterpreter(runner: ScriptedRunner { _ in execution })
        return try await tool.create(JSONObject()).execute(JSONObject([("code", code)]))
    }

    @Test("the seed's limits, its imports and the echo of the last value")
    func program() async throws {
        let runner = ScriptedRunner.printing("1")
        _ = try await CodeInterpreter(runner: runner).create(JSONObject()).execute(JSONObject([("code", "1")]))
        let program = try #require(runner.programs.first)
        #expect(program.timeout == .seconds(30))
        #expect(program.memoryMegabytes == 1024)
        #expect(program.prelude == .seed)
        #expect(program.echoesLast)
        #expect(program.language == .python)
    }

    @Test("a success is what was printed and the last value")
    func success() async throws {
        for (execution, text) in [
            (Execution.ok(value: "[6]"), "[6]"), (.ok(stdout: "120\n"), "120"),
            (.ok(stdout: "a\n", value: "1"), "a\n1"),
            (.ok(), "(no output: print the result, or end with an expression)"),
        ] {
            let result = try await self.run("x", execution)
            #expect(result.text == text)
            #expect(result.outcome == .ok)
            #expect(result.reward == 1)
            #expect(result.metrics == JSONObject([("exec_status", "success")]))
        }
    }

    @Test("a failure says what failed, in the seed's words")
    func failures() async throws {
        let exception = Execution.Exception(type: "ZeroDivisionError", message: "division by zero", traceback: "…")
        let cases: [(Execution, String)] = [
            (.failed(.error) { $0.exception = exception }, "ZeroDivisionError: division by zero"),
            (
                .failed(.error) { $0.exception = .init(type: "KeyboardInterrupt", message: "", traceback: "") },
                "KeyboardInterrupt"
            ),
            (.failed(.error) { ($0.exitCode, $0.standardError) = (3, "one\ntwo\n") }, "exit status 3: two"),
            (.failed(.signal) { $0.signal = 11 }, "killed by signal 11"),
            (.failed(.timeout), "timed out after 30 s"), (.failed(.memoryLimit), "out of memory: the limit is 1024 MB"),
            (.failed(.outputLimit), "too much output"),
        ]
        for (execution, reason) in cases {
            let result = try await self.run("x", execution)
            #expect(result.text == "Execution failed: \(reason)")
            #expect(result.outcome == execution.outcome)
            #expect(result.reward == 0)
            #expect(result.metrics == JSONObject([("exec_status", "error")]))
        }
    }

    @Test("code that is no text is taken as verl takes it")
    func codeThatIsNoText() async throws {
        let runner = ScriptedRunner.printing("1")
        let instance = CodeInterpreter(runner: runner).create(JSONObject())
        for code in [17, "```python\n18\n```"] as [JSONValue] {
            _ = try await instance.execute(JSONObject([("code", code)]))
        }
        #expect(runner.programs.map(\.code) == ["17", "18"])
    }

    // MARK: calc_gsm8k_reward

    private func rewardTool(_ truth: String, interpreter: CodeInterpreter? = nil) throws -> any ToolInstance {
        try GSM8KRewardTool(interpreter: interpreter).create(JSONObject([("ground_truth", .string(truth))]))
    }

    @Test("verl's texts, and its penalty for an answer that is no better than the last")
    func verdicts() async throws {
        let tool = try self.rewardTool("72")
        for (answer, text, reward) in [
            ("71", "Current parsed answer='71' reward=0.0", -0.05), ("72", "Current parsed answer='72' reward=1.0", 0),
            ("#### 72", "Current parsed answer='#### 72' reward=1.0", -0.05),
            (17, "Current parsed answer='17' reward=0.0", -0.05),
            ("it's 72", "Current parsed answer=\"it's 72\" reward=1.0", 0),
        ] as [(JSONValue, String, Double)] {
            let result = try await tool.execute(JSONObject([("answer", answer)]))
            #expect(result.text == text)
            #expect(result.reward == reward)
        }
        #expect(await tool.calculateReward() == 1)
    }

    @Test("the seed's tool runs code, and is judged by what it prints")
    func seedsExecute() async throws {
        let runner = ScriptedRunner { $0.code == "72" ? .ok(value: "72") : .failed(.error) }
        let tool = try self.rewardTool("72", interpreter: CodeInterpreter(runner: runner))
        let failed = try await tool.execute(JSONObject([("code", "oops")]))
        #expect(failed.text == "Execution failed: exit status 1")
        #expect(await tool.calculateReward() == 0)
        let result = try await tool.execute(JSONObject([("code", "72")]))
        #expect(result.text == "72")
        #expect(result.reward == 1)
        #expect(await tool.calculateReward() == 1)
    }

    @Test func aSampleWithoutTruthIsAFault() {
        #expect(throws: ToolError.self) { try GSM8KRewardTool().create(JSONObject()) }
    }

    @Test func twoToolsOfOneName() {
        let tool = GSM8KRewardTool()
        #expect(throws: ToolError(.configuration, stage: "tools", "two tools are named calc_gsm8k_reward")) {
            try Toolbox([tool, tool])
        }
    }

    @Test func schemas() {
        let schema = ToolSchema(name: "f", description: "d", texts: [(name: "x", description: "e")])
        let parameters = #"{"type":"object","properties":{"x":{"type":"string","description":"e"}},"required":["x"]}"#
        let function = #"{"name":"f","description":"d","parameters":\#(parameters)}"#
        #expect(schema.json.text == #"{"type":"function","function":\#(function)}"#)
    }

    @Test("Python's repr")
    func representations() {
        #expect(PythonRepresentation.of("a") == "'a'")
        #expect(PythonRepresentation.of("it's") == "\"it's\"")
        #expect(PythonRepresentation.of("'\"") == "'\\'\"'")
        #expect(PythonRepresentation.of("\\\n\t\u{1}é") == "'\\\\\\n\\t\\x01é'")
        #expect(PythonRepresentation.of(["a", "b"]) == "['a', 'b']")
    }
}

import AssayClient
import AssayJSON
import AssayOutcome
import AssayTools
import ScriptedPolicies
import Synchronization
import Testing

@testable import AssayRollouts

@Suite("The turn loop")
struct TurnLoopTests {
    @Test func aTurnWithoutACallEndsIt() async throws {
        let trajectory = try await Fixture(["#### 54"]).play()
        #expect(trajectory.stopReason == .completed)
        #expect(trajectory.turns.map(\.text) == ["#### 54"])
        #expect(trajectory.calls.isEmpty)
        #expect(trajectory.turnCount == 2)
        #expect(trajectory.identity == SampleIdentity(step: 1, prompt: 2, sample: 3))
        #expect(!trajectory.isMasked)
    }

    @Test func observationsReachTheNextTurn() async throws {
        let asked = Mutex<[[Message]]>([])
        var fixture = try Fixture([])
        fixture.policy = ScriptedPolicy { request in
            asked.withLock { $0.append(request.messages) }
            return .success(Generation(text: request.turn == 0 ? "Solve. " + Fixture.call : "#### 54"))
        }
        let trajectory = try await fixture.play()
        #expect(trajectory.stopReason == .completed)
        #expect(trajectory.turns[0].content == "Solve. ")
        #expect(trajectory.calls.map(\.observation) == ["6"])
        #expect(trajectory.calls.map(\.executionID) == ["run-1"])
        #expect(trajectory.turnCount == 4)
        let prompt = RolloutPrompt.rectangle.messages
        let second = prompt + [Message(.assistant, "Solve. " + Fixture.call), Message(.tool, "6")]
        #expect(asked.withLock { $0 } == [prompt, second])
        #expect(trajectory.tokens == nil)
    }

    @Test("a call in the last turn never runs", arguments: [1, 2, 5])
    func lastTurn(maximum: Int) async throws {
        let runner = ScriptedRunner.printing("6")
        var limits = RolloutLimits.generous
        limits.maximumAssistantTurns = maximum
        let trajectory = try await Fixture([Fixture.call], runner: runner, limits: limits).play()
        #expect(trajectory.stopReason == .maximumAssistantTurns)
        #expect(trajectory.turns.count == maximum)
        #expect(runner.programs.count == maximum - 1)
        #expect(trajectory.turns.last?.calls.isEmpty == true)
    }

    @Test func anAnswerInTheLastTurnIsAnEnd() async throws {
        var limits = RolloutLimits.generous
        limits.maximumAssistantTurns = 2
        let trajectory = try await Fixture([Fixture.call, "#### 54"], limits: limits).play()
        #expect(trajectory.stopReason == .completed)
    }

    @Test func userTurnsEndIt() async throws {
        var limits = RolloutLimits.generous
        limits.maximumUserTurns = 2
        let runner = ScriptedRunner.printing("6")
        let trajectory = try await Fixture([Fixture.call], runner: runner, limits: limits).play()
        #expect(trajectory.stopReason == .maximumUserTurns)
        #expect(trajectory.turns.count == 3)
        #expect(runner.programs.count == 2)
    }

    @Test("calls beyond the parallel ones are dropped, or answered")
    func parallelCalls() async throws {
        let turn = (1...3).map { GoldScript.call("print(\($0))") }.joined(separator: "\n")
        for (parallel, surplus) in [(1, RolloutLimits.Surplus.dropped), (2, .dropped), (1, .answered), (5, .dropped)] {
            var limits = RolloutLimits.generous
            (limits.maximumParallelCalls, limits.surplus) = (parallel, surplus)
            let runner = ScriptedRunner { .ok(stdout: $0.code) }
            let trajectory = try await Fixture([turn, "#### 54"], runner: runner, limits: limits).play()
            let ran = min(parallel, 3)
            #expect(Set(runner.programs.map(\.code)) == Set((1...ran).map { "print(\($0))" }))
            let calls = trajectory.turns[0].calls
            #expect(calls.prefix(ran).map(\.observation) == (1...ran).map { "print(\($0))" })
            #expect(calls.count == (surplus == .answered ? 3 : ran))
            #expect(trajectory.turns[0].droppedCalls == 3 - calls.count)
            #expect(calls.dropFirst(ran).allSatisfy { $0.outcome == .error && $0.observation.hasPrefix("Not run") })
        }
    }

    @Test func parallelCallsOverlap() async throws {
        let turn = (1...3).map { GoldScript.call("print(\($0))") }.joined()
        var limits = RolloutLimits.generous
        limits.maximumParallelCalls = 3
        let gate = Gate(3)
        // Each run waits for all: one after the other they would never end.
        let runner = ScriptedRunner { program in
            await gate.pass()
            return .ok(stdout: program.code)
        }
        let trajectory = try await Fixture([turn, "#### 54"], runner: runner, limits: limits).play()
        #expect(trajectory.calls.map(\.observation) == ["print(1)", "print(2)", "print(3)"])
    }

    @Test func theBudgetOfToolCalls() async throws {
        var limits = RolloutLimits.generous
        (limits.maximumToolCalls, limits.maximumParallelCalls) = (3, 2)
        let runner = ScriptedRunner.printing("6")
        let trajectory = try await Fixture([Fixture.call + Fixture.call], runner: runner, limits: limits).play()
        #expect(trajectory.stopReason == .toolCallBudget)
        #expect(trajectory.turns.map(\.calls.count) == [2, 1, 0])
        #expect(runner.programs.count == 3)
    }

    @Test func theWallTime() async throws {
        var limits = RolloutLimits.generous
        limits.maximumWallTime = .zero
        let trajectory = try await Fixture(["#### 54"], limits: limits).play()
        #expect(trajectory.stopReason == .wallTime)
        #expect(trajectory.turns.isEmpty)
        #expect(!trajectory.isMasked)
    }

    @Test(
        "what the service does masks the sample", arguments: [Outcome.infraError, .overloaded, .sessionLost])
    func masks(outcome: Outcome) async throws {
        let runner = ScriptedRunner { _ in .failed(outcome) { $0.failure = "worker lost" } }
        let trajectory = try await Fixture([Fixture.call, "#### 54"], runner: runner).play()
        #expect(trajectory.stopReason == .toolFailure)
        #expect(trajectory.isMasked)
        #expect(trajectory.turns.count == 1)
        #expect(trajectory.failure == "code_interpreter: Execution failed: worker lost")
        #expect(try RewardFunction().reward(of: trajectory) == nil)
    }

    @Test func anUnreachableServerMasksTheSample() async throws {
        let runner = ScriptedRunner { _ in throw ClientError(.unreachable, stage: "POST", message: "nobody listens") }
        let trajectory = try await Fixture([Fixture.call, "#### 54"], runner: runner).play()
        #expect(trajectory.stopReason == .toolFailure)
        #expect(trajectory.calls.map(\.outcome) == [.infraError])
    }

    @Test func aRefusedProgramIsThePolicysDoing() async throws {
        let runner = ScriptedRunner { _ in
            throw ClientError(.refused, stage: "POST", message: "too large", status: 413)
        }
        let trajectory = try await Fixture([Fixture.call, "#### 54"], runner: runner).play()
        #expect(trajectory.stopReason == .completed)
        #expect(trajectory.calls.map(\.observation) == ["Execution failed: too large"])
    }

    @Test func aPolicyThatFailsMasksTheSample() async throws {
        var fixture = try Fixture([])
        fixture.policy = ScriptedPolicy { request in
            guard request.turn == 1 else { return .success(Generation(text: Fixture.call)) }
            return .failure(RolloutError(.policy, stage: "POST", "gone"))
        }
        let trajectory = try await fixture.play()
        #expect(trajectory.stopReason == .policyFailure)
        #expect(trajectory.failure == "POST: gone")
        #expect(trajectory.turns.count == 1)
        #expect(trajectory.isMasked)
    }

    @Test func aCutTurnEndsIt() async throws {
        var fixture = try Fixture([])
        fixture.policy = ScriptedPolicy { _ in
            .success(Generation(text: Fixture.call, finishReason: .length))
        }
        let trajectory = try await fixture.play()
        #expect(trajectory.stopReason == .responseLength)
        #expect(trajectory.calls.isEmpty)
    }

    @Test("what the policy did wrong is told to it in verl's words")
    func errorTexts() async throws {
        let cases = [
            (
                #"<tool_call>{"name": "calculator", "arguments": {}}</tool_call>"#,
                "Unknown function 'calculator'. Available tools: ['code_interpreter']"
            ),
            (
                #"<tool_call>{"name": "code_interpreter", "arguments": "print(1"}</tool_call>"#,
                "Invalid JSON in arguments for 'code_interpreter': Expecting value: line 1 column 1 (char 0)"
            ),
            (
                #"<tool_call>{"name": "code_interpreter", "arguments": {"code": "print(1)}</tool_call>"#,
                "Invalid JSON in tool call: Unterminated string starting at: line 1 column 52 (char 51). "
                    + #"A call is <tool_call>{"name": "…", "arguments": {…}}</tool_call>"#
            ),
            (
                #"<tool_call>{"name": "code_interpreter", "arguments": {}}</tool_call>"#,
                "Execution failed: there is no code; pass it as the argument 'code'"
            ),
        ]
        for (text, observation) in cases {
            let runner = ScriptedRunner.printing("6")
            var limits = RolloutLimits.generous
            limits.truncation.maximumLength = 1000
            let trajectory = try await Fixture([text, "#### 54"], runner: runner, limits: limits).play()
            #expect(trajectory.calls.map(\.observation) == [observation])
            #expect(trajectory.calls.map(\.outcome) == [.error])
            #expect(trajectory.calls.map(\.reward) == [0])
            #expect(runner.programs.isEmpty)
            #expect(trajectory.stopReason == .completed)
        }
    }

    @Test func aToolThatThrowsIsToldToThePolicy() async throws {
        struct Broken: Tool, ToolInstance {
            let schema = ToolSchema(name: "broken", description: "", texts: [])
            func create(_ arguments: JSONObject) -> any ToolInstance { self }
            func execute(_ arguments: JSONObject) throws -> ToolResult {
                throw RolloutError(.configuration, stage: "broken", "no key")
            }
        }
        var fixture = try Fixture([#"<tool_call>{"name": "broken", "arguments": {}}</tool_call>"#, "#### 54"])
        fixture.settings.tools = try Toolbox([Broken()])
        let trajectory = try await fixture.play()
        #expect(trajectory.calls.map(\.observation) == ["Error executing tool 'broken': broken: no key"])
    }

    @Test("verl sees no call where it cannot read one")
    func malformedCallsAsVerl() async throws {
        var limits = RolloutLimits.generous
        limits.answersMalformedCalls = false
        let trajectory = try await Fixture(["<tool_call>{oops</tool_call>"], limits: limits).play()
        #expect(trajectory.stopReason == .completed)
        #expect(trajectory.calls.isEmpty)
    }

    @Test func instancesLiveAsLongAsTheRollout() async throws {
        let tool = CountingTool()
        var fixture = try Fixture([#"<tool_call>{"name": "counter", "arguments": {}}</tool_call>"#])
        fixture.settings.tools = try Toolbox([tool])
        fixture.settings.limits.maximumAssistantTurns = 4
        let trajectory = try await fixture.play()
        #expect(trajectory.calls.map(\.observation) == ["1", "2", "3"])
        #expect(tool.log.withLock { $0 } == ["create 54", "release"])
    }

    @Test func cancellingEndsItAndReleasesTools() async throws {
        let tool = CountingTool()
        var fixture = try Fixture([])
        fixture.settings.tools = try Toolbox([tool])
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        fixture.policy = ScriptedPolicy { request in
            guard request.turn == 1 else {
                return .success(Generation(text: #"<tool_call>{"name": "counter", "arguments": {}}</tool_call>"#))
            }
            continuation.yield()
            try await Task.sleep(for: .seconds(3600))
            return .failure(.noAnswer)
        }
        let playing = fixture
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) { try await playing.play() }
            }
            for await _ in started { break }
            group.cancelAll()
        }
        #expect(tool.log.withLock { $0 } == ["create 54", "release"])
    }
}

/// Lets tasks pass once that many have come.
actor Gate {
    private let count: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { self.count = count }

    func pass() async {
        guard self.waiting.count + 1 < self.count else {
            for continuation in self.waiting { continuation.resume() }
            self.waiting = []
            return
        }
        await withCheckedContinuation { self.waiting.append($0) }
    }
}

/// A tool that counts its calls, and notes its instances' lives.
final class CountingTool: Tool {
    let schema = ToolSchema(name: "counter", description: "Counts.", texts: [])
    let log = Mutex<[String]>([])

    func create(_ arguments: JSONObject) -> any ToolInstance {
        self.log.withLock { $0.append("create \(arguments["ground_truth"]?.string ?? "")") }
        return Instance(tool: self)
    }

    private actor Instance: ToolInstance {
        let tool: CountingTool
        var count = 0

        init(tool: CountingTool) { self.tool = tool }

        func execute(_ arguments: JSONObject) -> ToolResult {
            self.count += 1
            return ToolResult("\(self.count)")
        }

        func release() async { self.tool.log.withLock { $0.append("release") } }
    }
}

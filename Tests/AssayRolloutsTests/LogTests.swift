import AssayClient
import AssayJSON
import AssayOutcome
import AssayRewards
import Foundation
import ScriptedPolicies
import Testing

@testable import AssayRollouts

@Suite("Logs")
struct LogTests {
    /// Every field set to something of its own.
    static var trajectory: Trajectory {
        var prompt = RolloutPrompt.rectangle
        (prompt.question, prompt.dataSource) = ("The area?", "openai/gsm8k")
        prompt.toolArguments = ["calc_gsm8k_reward": JSONObject([("ground_truth", "54")])]
        prompt.interaction = .init(name: "gsm8k", arguments: JSONObject([("query", "?")]))
        let failed = CallRecord(
            call: ToolCall(id: "c1", name: "code_interpreter", arguments: ToolArguments([("code", "1/0")])),
            observation: "Execution failed: ZeroDivisionError: division by zero", output: "", outcome: .error,
            reward: 0, metrics: JSONObject([("exec_status", "error")]), code: "1/0", standardError: "Traceback\n\u{1}é",
            executionID: "run-9", duration: .milliseconds(21), wall: .milliseconds(7), cpu: .microseconds(5001))
        let unread = CallRecord(
            call: ToolCall(name: "", arguments: .invalid(text: "{", reason: "Expecting \"x\"")),
            observation: "Invalid JSON",
            output: "Invalid JSON", outcome: .error, reward: nil, metrics: JSONObject(), code: nil, standardError: "",
            executionID: nil, duration: .zero)
        var first = Turn(
            text: "a<tool_call>", content: "a", finishReason: .toolCalls, tokenCount: 3, duration: .milliseconds(1500))
        (first.calls, first.droppedCalls) = ([failed, unread], 2)
        first.pieces = [.init(text: "a", logProbability: -0.1), .init(text: "<", logProbability: -1.25)]
        var second = Turn(text: "#### 54")
        second.reply = InteractionReply(isDone: true, text: "Your response is correct!", score: 1)
        var tokens = TokenRecord(prompt: [1, 2])
        tokens.appendGenerated([3], logProbabilities: [-0.1])
        tokens.appendObservation([4, 5])
        tokens.appendGenerated([6], logProbabilities: [-1.0e-7])
        return Trajectory(
            identity: SampleIdentity(step: 7, prompt: 11, sample: 2), prompt: prompt, turns: [first, second],
            stopReason: .interactionDone, failure: "none", tokens: tokens, duration: .milliseconds(2345),
            reward: TrajectoryReward(
                score: 0.1 + 0.2, isCorrect: true, extracted: "54",
                parts: .init(logic: 0.5, calculation: 1, conclusion: 0),
                turnRewards: [0.1, 0.2], classes: [.tool, .logicJump]))
    }

    static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test("a trajectory is read as it was written")
    func roundTrip() throws {
        let trajectory = Self.trajectory
        let read = try Trajectory(try JSONParser.parse(JSONWriter.bytes(trajectory.json)))
        #expect(read == trajectory)
        var bare = Trajectory(
            identity: SampleIdentity(prompt: 0), prompt: .rectangle, turns: [], stopReason: .policyFailure)
        #expect(try Trajectory(bare.json) == bare)
        bare.prompt.groundTruth = ["50", "70"]
        #expect(try Trajectory(bare.json) == bare)
    }

    @Test("a line begins with verl's keys")
    func verlsForm() throws {
        let object = try #require(Self.trajectory.json.object)
        #expect(object.members.prefix(5).map(\.name) == ["input", "output", "gts", "score", "step"])
        #expect(object["input"] == "system\nBe brief.\nuser\nThe area?\nassistant\n")
        let output = try #require(object["output"]?.string)
        #expect(output.hasPrefix("a<tool_call>\nuser\n<tool_response>\nExecution failed: ZeroDivisionError"))
        #expect(output.hasSuffix("\nassistant\n#### 54\nuser\nYour response is correct!"))
        #expect(object["gts"] == "54")
        #expect(object["score"]?.double == 0.1 + 0.2)
        #expect(object["step"] == 7)
    }

    @Test("a masked trajectory has no score, not 0")
    func masked() {
        let trajectory = Trajectory(
            identity: SampleIdentity(prompt: 0), prompt: .rectangle, turns: [], stopReason: .toolFailure)
        #expect(trajectory.json["score"] == JSONValue.null)
        #expect(trajectory.json["masked"] == true)
    }

    @Test("a step is there while it is written, and complete when it is")
    func steps() async throws {
        try await Self.withFolder { folder in
            let log = TrajectoryLog(directory: folder)
            try await log.begin(step: 7)
            var later = Self.trajectory
            later.identity.prompt = 3
            try await log.append(Self.trajectory)
            try await log.append(later)
            var step = try TrajectoryLog.read(step: 7, in: folder)
            #expect(step.trajectories == [later, Self.trajectory])
            #expect(!step.isComplete)
            await #expect(throws: RolloutError.self) { try await log.markTrained(step: 7) }
            try await log.complete()
            step = try TrajectoryLog.read(step: 7, in: folder)
            #expect(step.isComplete)
            #expect(!step.isTrained)
            try await log.markTrained(step: 7)
            #expect(try TrajectoryLog.read(step: 7, in: folder).isTrained)
            #expect(TrajectoryLog.steps(in: folder) == [7])
            // Begun again, it is empty and under way.
            try await log.begin(step: 7)
            step = try TrajectoryLog.read(step: 7, in: folder)
            #expect(step.trajectories.isEmpty)
            #expect(!step.isComplete)
        }
    }

    @Test("a line that a crash cut is left out; one that is broken is told")
    func cutLines() async throws {
        try await Self.withFolder { folder in
            let log = TrajectoryLog(directory: folder)
            try await log.begin(step: 1)
            try await log.append(Self.trajectory)
            try await log.complete()
            let path = "\(folder)/1.jsonl"
            var bytes = try #require(FileManager.default.contents(atPath: path))
            bytes.append(Data(#"{"input": "sys"#.utf8))
            try bytes.write(to: URL(filePath: path))
            #expect(try TrajectoryLog.read(step: 1, in: folder).trajectories.count == 1)
            bytes.append(Data("\n".utf8))
            try bytes.write(to: URL(filePath: path))
            #expect(throws: RolloutError.self) { try TrajectoryLog.read(step: 1, in: folder) }
        }
    }

    @Test("one line for each failed call, whatever a policy names its tools")
    func errors() async throws {
        try await Self.withFolder { folder in
            let path = "\(folder)/\(ToolErrorLog.name)"
            let log = try ToolErrorLog(path: path, now: { Date(timeIntervalSince1970: 0) })
            let text = "Execution failed: ZeroDivisionError: division by zero"
            var trajectory = Self.trajectory
            trajectory.turns[0].calls[1].call.name = "x y\nz"
            try await log.append(trajectory)
            try await log.append(
                Trajectory(
                    identity: SampleIdentity(prompt: 5), prompt: .rectangle, turns: [], stopReason: .policyFailure,
                    failure: "gone"))
            try await ToolErrorLog(path: path, now: { Date(timeIntervalSince1970: 1) }).append(Self.trajectory)
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
            let start = "1970-01-01T00:00:00Z step="
            let expected: [String] = [
                #"\#(start)7 prompt=11 sample=2 turn=0 tool=code_interpreter outcome=error duration=0.021 "\#(text)""#,
                #"\#(start)7 prompt=11 sample=2 turn=0 tool="x y\nz" outcome=error duration=0.0 "Invalid JSON""#,
                #"\#(start)0 prompt=5 sample=0 turn=0 tool=(policy) outcome=policy_failure duration=0.0 "gone""#,
            ]
            #expect(Array(lines.prefix(3)) == expected)
            #expect(lines.count == 5)
        }
    }

    @Test func aFolderThatCannotBeWritten() async {
        #expect(throws: RolloutError.self) { try ToolErrorLog(path: "/proc/nowhere/x.log") }
        await #expect(throws: RolloutError.self) { try await TrajectoryLog(directory: "/proc/nowhere").begin(step: 1) }
    }
}

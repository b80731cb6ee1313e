import AssayClient
import AssayJSON
import AssayOutcome
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AssaySandbox
@testable import AssayServer

/// The Swift client against the real routes: what the one writes, the other reads.
@Suite("Swift client", .timeLimit(.minutes(2)))
struct ClientTests {
    @Test("a program goes there and its result comes back, field by field")
    func execute() async throws {
        let executor = ScriptedExecutor { request in
            var result = ExecutionResult.scripted(
                .signal, exitCode: nil, signal: 11, standardOutput: request.code, files: ["o": [0, 255]], value: "3")
            result.exception = ExceptionClaim(type: "E", message: "m", traceback: "t")
            result.display = [["text/plain": "x"]]
            result.denied = ["socket"]
            return result
        }
        try await Self.with(ServerFixture(executor)) { client in
            let program = Program(
                code: "print('é\0')", language: .pytest, standardInput: "in", timeout: .milliseconds(2500),
                memoryMegabytes: 64, files: ["a": [0, 255]], fetchFiles: ["o"], prelude: .seed, echoesLast: false,
                profile: "p")
            let execution = try await client.execute(program)
            #expect(execution.outcome == .signal)
            #expect(execution.exitCode == nil)
            #expect(execution.signal == 11)
            #expect(execution.standardOutput == program.code)
            #expect(execution.value == "3")
            #expect(execution.exception == .init(type: "E", message: "m", traceback: "t"))
            #expect(execution.display == [["text/plain": "x"]])
            #expect(execution.files == ["o": [0, 255]])
            #expect(execution.denied == ["socket"])
            let request = try #require(executor.requests.first)
            #expect(request.language == .pytest)
            #expect(request.standardInput == Array("in".utf8))
            #expect(request.timeout == .milliseconds(2500))
            #expect(request.memoryMegabytes == 64)
            #expect(request.files == ["a": [0, 255]])
            #expect(request.fetchFiles == ["o"])
            #expect(request.prelude == ExecutionRequest.seedPrelude)
            #expect(request.echoLast == false)
            #expect(request.profile == "p")
        }
    }

    @Test("every outcome has its counterpart", arguments: Outcome.allCases)
    func outcomes(outcome: Outcome) async throws {
        let executor = ScriptedExecutor { _ in .scripted(outcome) }
        try await Self.with(ServerFixture(executor), retries: .none) { client in
            let execution = try await client.execute(Program(code: "1"))
            #expect(execution.outcome.rawValue == outcome.rawValue)
            #expect(execution.isScored == outcome.isScored)
            let batch = try await client.execute([Program(code: "1")])
            #expect(batch.map(\.outcome) == [execution.outcome])
        }
    }

    @Test("a repeated key runs once; with another program it is refused")
    func idempotency() async throws {
        let executor = ScriptedExecutor()
        try await Self.with(ServerFixture(executor)) { client in
            for _ in 0..<2 {
                let execution = try await client.execute(Program(code: "1", idempotencyKey: "k"))
                #expect(execution.standardOutput == "1")
            }
            #expect(executor.requests.count == 1)
            let error = await #expect(throws: ClientError.self) {
                try await client.execute(Program(code: "2", idempotencyKey: "k"))
            }
            #expect(error?.code == .refused)
            #expect(error?.status == 422)
        }
    }

    @Test("a wrong field is refused in the server's words, under the caller's id")
    func refusal() async throws {
        try await Self.with(ServerFixture()) { client in
            let error = await #expect(throws: ClientError.self) {
                try await client.execute([Program(code: "1", timeout: .zero)], requestID: "mine")
            }
            #expect(error?.code == .refused)
            #expect(error?.status == 400)
            #expect(error?.message.contains("items[0].timeout_s") == true)
            #expect(error?.requestID == "mine")
        }
    }

    @Test("a cancelled call ends its program")
    func cancellation() async throws {
        let (executor, events) = ScriptedExecutor.endless()
        try await Self.with(ServerFixture(executor)) { client in
            var iterator = events.makeAsyncIterator()
            let call = Task { try await client.execute(Program(code: "1")) }
            #expect(await iterator.next() == "started")
            call.cancel()
            #expect(await iterator.next() == "cancelled")
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(executor.requests.count == 1)
        }
    }

    @Test("only a key opens the server, its probes apart")
    func keys() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        try Data("secret\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var configuration = ServerConfiguration()
        configuration.http.authKeysFile = file.path
        let fixture = ServerFixture(configuration: configuration)
        try await Self.with(fixture, key: "secret") { client in
            let execution = try await client.execute(Program(code: "1"))
            #expect(execution.outcome == .ok)
        }
        try await Self.with(fixture) { client in
            let health = try await client.health()
            #expect(health.isReady)
            let error = await #expect(throws: ClientError.self) { try await client.isolation() }
            #expect(error?.status == 401)
        }
    }

    @Test("a server without workers is up and not ready", arguments: [true, false])
    func health(isReady: Bool) async throws {
        try await Self.with(ServerFixture(ScriptedExecutor(ready: isReady))) { client in
            let health = try await client.health()
            #expect(health.isReady == isReady)
            #expect(health.version == ToolServer.version)
            #expect((health.reason == nil) == isReady)
            let isolation = try await client.isolation()
            #expect(isolation["kernel"]?.string != nil)
        }
    }

    @Test("a right answer is rewarded, a wrong one is not, and one that met our own failure is not scored")
    func score() async throws {
        try await Self.with(ServerFixture()) { client in
            func submission(_ answer: String, _ outcome: Outcome) -> Submission {
                let run = Submission.Run(outcome: outcome, standardOutput: "42\n")
                let turns: [Submission.Turn] = [
                    .init(.user, "What is 6 * 7?"), .init(.assistant, "Let me see.", runs: [run]),
                    .init(.assistant, "6 * 7 = \(answer)\n#### \(answer)"),
                ]
                return Submission(.turns(turns), groundTruth: ["42"], question: "What is 6 * 7?", explains: true)
            }
            let rewards = try await client.score([
                submission("42", .ok), submission("41", .ok), submission("42", .infraError),
            ])
            #expect(rewards.map(\.score) == [1, 0, nil])
            #expect(rewards.map(\.isCorrect) == [true, false, nil])
            #expect(rewards.map(\.extracted) == ["42", "41", nil])
            #expect(rewards[0].turnRewards.reduce(0, +) == 1)
            #expect(rewards[0].explanation?["steps"]?.array != nil)
            #expect(rewards[1].errorClasses.contains("wrong_answer"))
            #expect(rewards[2].warnings.count == 1)
            let single = try await client.score(submission("42", .ok))
            #expect(single == rewards[0])
        }
    }

    private static func with(
        _ fixture: ServerFixture, key: String? = nil, retries: RetryPolicy = RetryPolicy(),
        _ body: @Sendable (ToolClient) async throws -> Void
    ) async throws {
        var fixture = fixture
        fixture.configuration.http.port = 0
        try await fixture.server().application.test(.live) { live in
            let port = try #require(live.port)
            let endpoint = try Endpoint(
                url: "http://127.0.0.1:\(port)", key: key, http: HTTPClient(), retries: retries)
            try await body(ToolClient(endpoint))
        }
    }
}

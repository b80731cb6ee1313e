import AssayClient
import AssayJSON
import AssayOutcome
import Testing

@Suite("Retries", .timeLimit(.minutes(2)))
struct RetryTests {
    private static let program = Program(code: "1")

    @Test("an overload that tells when to come back is waited out, with the same body")
    func overload() async throws {
        let script: ScriptedServer.Script = { _, count in
            count < 3 ? .reply(503, headers: ["Retry-After: 1"], Replies.overload) : .reply(200, Replies.execution())
        }
        try await ScriptedServer.with(script) { server in
            let fixture = try ClientFixture(server, jitter: 1)
            #expect(try await fixture.client.execute(Self.program).outcome == .ok)
            #expect(server.requests.count == 4)
            // One idempotency key: whatever the server had begun, it runs the program once.
            #expect(Set(server.requests.map(\.body)).count == 1)
            #expect(server.requests[0].body.contains("idempotency_key"))
            #expect(Set(server.requests.map { $0.headers["x-request-id"] }).count == 1)
            // Never earlier than asked for; half the backoff of 0.2, 0.4, 0.8 s on top.
            #expect(fixture.clock.pauses == [.milliseconds(1100), .milliseconds(1200), .milliseconds(1400)])
        }
    }

    @Test("a server that stays overloaded is an outcome that is never scored")
    func lastingOverload() async throws {
        try await ScriptedServer.with({ _, _ in .reply(503, headers: ["Retry-After: 1"], Replies.overload) }) {
            server in
            let fixture = try ClientFixture(server)
            let execution = try await fixture.client.execute(Self.program)
            #expect(execution.outcome == .overloaded)
            #expect(!execution.isScored)
            #expect(execution.failure == "All workers are busy.")
            #expect(server.requests.count == RetryPolicy().maximumAttempts)
            let error = await #expect(throws: ClientError.self) { try await fixture.client.execute([Self.program]) }
            #expect(error?.code == .unavailable)
            #expect(error?.attempts == RetryPolicy().maximumAttempts)
        }
    }

    @Test(
        "no other status is repeated",
        arguments: [
            (400, ClientError.Code.refused), (401, .refused), (404, .refused), (413, .refused), (422, .refused),
            (429, .refused), (302, .refused), (500, .unavailable), (502, .unavailable), (503, .unavailable),
            (504, .unavailable),
        ])
    func otherStatuses(status: Int, code: ClientError.Code) async throws {
        try await ScriptedServer.with({ _, _ in .reply(status, #"{"detail":"why"}"#) }) { server in
            let fixture = try ClientFixture(server)
            let error = await #expect(throws: ClientError.self) { try await fixture.client.execute(Self.program) }
            #expect(error?.code == code)
            #expect(error?.status == status)
            #expect(error?.message == "why")
            #expect(error?.stage == "POST /v1/execute")
            #expect(error?.attempts == 1)
            #expect(server.requests.count == 1)
            #expect(fixture.clock.pauses.isEmpty)
        }
    }

    @Test("neither is an overload that asks for an hour")
    func longRetryAfter() async throws {
        try await ScriptedServer.with({ _, _ in .reply(503, headers: ["Retry-After: 3600"], Replies.overload) }) {
            server in
            let execution = try await ClientFixture(server).client.execute(Self.program)
            #expect(execution.outcome == .overloaded)
            #expect(server.requests.count == 1)
        }
    }

    @Test("nor a program's end, the server's own failure included", arguments: Outcome.allCases)
    func outcomes(outcome: Outcome) async throws {
        try await ScriptedServer.with({ _, _ in .reply(200, Replies.execution(outcome: outcome.rawValue)) }) { server in
            let execution = try await ClientFixture(server).client.execute(Self.program)
            #expect(execution.outcome == outcome)
            #expect(server.requests.count == 1)
        }
    }

    @Test("a connection that ends before a reply is another try")
    func reset() async throws {
        let script: ScriptedServer.Script = { _, count in count < 2 ? .reset : .reply(200, Replies.execution()) }
        try await ScriptedServer.with(script) { server in
            let fixture = try ClientFixture(server)
            #expect(try await fixture.client.execute(Self.program).outcome == .ok)
            #expect(server.requests.count == 3)
            #expect(Set(server.requests.map(\.body)).count == 1)
            #expect(fixture.clock.pauses == [.milliseconds(100), .milliseconds(200)])
        }
    }

    @Test(
        "one that ends within a reply is none",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", ClientError.Code.interrupted),
            // libcurl takes a head without its end for a whole one.
            ("HTTP/1.1 200 OK\r\nContent-Le", .malformedReply),
        ])
    func cutReply(text: String, code: ClientError.Code) async throws {
        try await ScriptedServer.with({ _, _ in .cut(text) }) { server in
            let fixture = try ClientFixture(server)
            let error = await #expect(throws: ClientError.self) { try await fixture.client.execute(Self.program) }
            #expect(error?.code == code)
            #expect(error?.status == 200)
            #expect(server.requests.count == 1)
        }
    }

    @Test("where nobody listens, the tries are bounded")
    func refused() async throws {
        let clock = PauseRecorder()
        // No test's server gets port 1.
        let endpoint = try Endpoint(url: "http://127.0.0.1:1", http: HTTPClient(), clock: clock, jitter: { 0 })
        let error = await #expect(throws: ClientError.self) {
            try await ToolClient(endpoint).score(Submission(.solution("1"), groundTruth: ["1"]))
        }
        #expect(error?.code == .unreachable)
        #expect(error?.stage == "POST /v1/score")
        #expect(error?.attempts == 5)
        #expect(error?.requestID?.count == 32)
        #expect(error?.message.contains("127.0.0.1 port 1") == true)
        #expect(clock.pauses == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
    }

    @Test("a reply that is late is not asked for again")
    func late() async throws {
        try await ScriptedServer.with({ _, _ in .silence }) { server in
            var patience = ToolClient.Patience()
            patience.longest = .milliseconds(50)
            let fixture = try ClientFixture(server, patience: patience)
            let error = await #expect(throws: ClientError.self) { try await fixture.client.execute(Self.program) }
            #expect(error?.code == .deadlineExceeded)
            #expect(error?.attempts == 1)
            #expect(server.requests.count == 1)
        }
    }

    @Test("a task that is cancelled between two tries makes no other")
    func cancellation() async throws {
        try await ScriptedServer.with({ _, _ in .reply(503, headers: ["Retry-After: 50"], Replies.overload) }) {
            server in
            let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
            let endpoint = try Endpoint(
                url: server.url, http: HTTPClient(),
                jitter: {
                    continuation.yield()
                    return 0
                })
            let call = Task { try await ToolClient(endpoint).execute(Self.program) }
            await asked.first()
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(server.requests.count == 1)
        }
    }

    @Test("pauses double up to the longest, and jitter spreads them over their upper half")
    func backoff() {
        var policy = RetryPolicy()
        policy.maximumAttempts = 100
        policy.longestPause = .seconds(1)
        let lost = Result<HTTPReply, ClientError>.failure(ClientError(.unreachable, stage: "", message: ""))
        let pauses = [1, 2, 3, 4, 99].map { policy.pause(after: lost, attempts: $0, jitter: 1) }
        #expect(pauses == [.milliseconds(200), .milliseconds(400), .milliseconds(800), .seconds(1), .seconds(1)])
        #expect(policy.pause(after: lost, attempts: 1, jitter: 0) == .milliseconds(100))
        #expect(policy.pause(after: lost, attempts: 100, jitter: 0) == nil)
        #expect(RetryPolicy.none.pause(after: lost, attempts: 1, jitter: 0) == nil)
    }
}

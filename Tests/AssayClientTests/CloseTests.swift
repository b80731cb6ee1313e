import AssayClient
import Dispatch
import Testing

@Suite("Closing a client", .timeLimit(.minutes(2)))
struct CloseTests {
    @Test("calls in flight end, later ones are refused")
    func close() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        let script: ScriptedServer.Script = { _, _ in
            continuation.yield()
            gate.wait()
            return .reply(200, "done")
        }
        try await ScriptedServer.with(script) { server in
            let http = try HTTPClient()
            async let reply = http.send(.post(server, "x"))
            await asked.first()
            let close = Task { await http.close() }
            // A call that came before the close is still sent, and ends at its deadline.
            var late = ClientError.Code.deadlineExceeded
            while late == .deadlineExceeded {
                let error = await #expect(throws: ClientError.self) {
                    try await http.send(.post(server, "y", deadline: .milliseconds(20)))
                }
                late = error?.code ?? .transport
            }
            #expect(late == .closed)
            (0..<1000).forEach { _ in gate.signal() }
            let body = try await reply.body
            #expect(body == Array("done".utf8))
            await close.value
            // Once more, for there is nothing left to close.
            await http.close()
        }
    }

    @Test("a cancelled close aborts what is in flight")
    func cancelledClose() async throws {
        try await ScriptedServer.silent { server, asked in
            let http = try HTTPClient()
            let call = Task { try await http.send(.post(server, "x")) }
            await asked.first()
            let close = Task { await http.close() }
            close.cancel()
            await close.value
            await #expect(throws: CancellationError.self) { try await call.value }
            await server.hangUps.first()
        }
    }

    @Test("the last reference's end closes the connections")
    func lastReference() async throws {
        try await ScriptedServer.with({ _, _ in .reply(200, "") }) { server in
            _ = try await HTTPClient().send(.post(server, "x"))
            await server.hangUps.first()
        }
    }
}

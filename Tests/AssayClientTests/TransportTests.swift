import AssayClient
import Testing

@Suite("Transport", .timeLimit(.minutes(2)))
struct TransportTests {
    @Test("one connection serves call after call")
    func keepAlive() async throws {
        try await ScriptedServer.with({ request, _ in .reply(200, request.body) }) { server in
            let http = try HTTPClient()
            for index in 0..<20 {
                let reply = try await http.send(.post(server, "\(index)"))
                #expect(reply.status == 200)
                #expect(String(decoding: reply.body, as: UTF8.self) == "\(index)")
            }
            #expect(server.connections == 1)
        }
    }

    @Test("64 calls at a time each get their own answer, over as many connections")
    func concurrency() async throws {
        try await ScriptedServer.with({ request, _ in .reply(200, request.body) }) { server in
            let http = try HTTPClient()
            let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<64 {
                    group.addTask {
                        var wrong = 0
                        for index in 0..<50 {
                            let body = "\(caller) \(index)"
                            let reply = try await http.send(.post(server, body))
                            if String(decoding: reply.body, as: UTF8.self) != body { wrong += 1 }
                        }
                        return wrong
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(wrong == 0)
            #expect(server.requests.count == 64 * 50)
            #expect(server.connections <= 64)
        }
    }

    @Test("calls beyond the limit of connections wait for one")
    func connectionLimit() async throws {
        try await ScriptedServer.with({ request, _ in .reply(200, request.body) }) { server in
            var limits = HTTPClient.Limits()
            limits.connections = 2
            let http = try HTTPClient(limits: limits)
            let answered = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<100 {
                    group.addTask { try await http.send(.post(server, "\(index)")).status == 200 ? 1 : 0 }
                }
                return try await group.reduce(0, +)
            }
            #expect(answered == 100)
            #expect(server.mostConnections <= 2)
        }
    }

    @Test("a call that waits for a connection keeps its deadline, and gets the connection that another's end frees")
    func waiting() async throws {
        try await ScriptedServer.silent(to: { $0.body == "first" }) { server, asked in
            var limits = HTTPClient.Limits()
            limits.connections = 1
            let http = try HTTPClient(limits: limits)
            let first = Task { try await http.send(.post(server, "first")) }
            await asked.first()
            let error = await #expect(throws: ClientError.self) {
                try await http.send(.post(server, "late", deadline: .milliseconds(50)))
            }
            #expect(error?.code == .deadlineExceeded)
            async let next = http.send(.post(server, "next"))
            first.cancel()
            let reply = try await next
            #expect(reply.body == Array("next".utf8))
            #expect(server.requests.map(\.body) == ["first", "next"])
        }
    }

    @Test("those who wait for a connection may give up, in any order")
    func leavingTheLine() async throws {
        try await ScriptedServer.silent(to: { $0.body == "first" }) { server, asked in
            var limits = HTTPClient.Limits()
            limits.connections = 1
            let http = try HTTPClient(limits: limits)
            let first = Task { try await http.send(.post(server, "first")) }
            await asked.first()
            let waiting = (0..<5000).map { index in Task { try await http.send(.post(server, "\(index)")) } }
            for call in waiting.shuffled().dropLast(10) { call.cancel() }
            first.cancel()
            var answered = 0
            for (index, call) in waiting.enumerated() {
                guard case .success(let reply) = await call.result else { continue }
                #expect(reply.body == Array("\(index)".utf8))
                answered += 1
            }
            #expect(answered >= 10)
        }
    }

    @Test("a kept connection that the server has ended is replaced")
    func endedConnection() async throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        try await ScriptedServer.with({ _, _ in .cut(text) }) { server in
            let http = try HTTPClient()
            for _ in 0..<5 {
                let reply = try await http.send(.post(server, "x"))
                #expect(reply.body == Array("ok".utf8))
            }
            #expect(server.connections == 5)
        }
    }

    @Test("a body arrives whole and at once, whatever its bytes", arguments: [0, 1, 65_537, 3_000_000])
    func bodies(count: Int) async throws {
        try await ScriptedServer.with({ request, _ in .reply(200, request.body) }) { server in
            let alphabet = Array("\0é\u{1F600}\r\n".unicodeScalars)
            var body = ""
            body.unicodeScalars.append(contentsOf: (0..<count).lazy.map { alphabet[$0 % alphabet.count] })
            let reply = try await HTTPClient().send(.post(server, body))
            #expect(reply.body == Array(body.utf8))
            // Its sender would wait for the server's leave.
            #expect(server.requests.first?.headers["expect"] == nil)
        }
    }

    @Test("a cancelled call is aborted, and the server sees the client hang up")
    func cancellation() async throws {
        try await ScriptedServer.silent { server, asked in
            let http = try HTTPClient()
            let call = Task { try await http.send(.post(server, "x")) }
            await asked.first()
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            await server.hangUps.first()
            #expect(server.requests.count == 1)
        }
    }

    @Test("a call of a cancelled task is never sent")
    func cancelledBefore() async throws {
        try await ScriptedServer.with({ _, _ in .reply(200, "") }) { server in
            let http = try HTTPClient()
            let call = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await http.send(.post(server, "x"))
            }
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("an answer that does not come in time is given up")
    func deadline() async throws {
        try await ScriptedServer.silent { server, _ in
            let error = await #expect(throws: ClientError.self) {
                try await HTTPClient().send(.post(server, "x", deadline: .milliseconds(50)))
            }
            #expect(error?.code == .deadlineExceeded)
            await server.hangUps.first()
        }
    }

    @Test("a reply that is too large is given up", arguments: [true, false])
    func replyLimit(isLengthTold: Bool) async throws {
        let body = String(repeating: "x", count: 100_000)
        let head = "HTTP/1.1 200 OK\r\n" + (isLengthTold ? "Content-Length: \(body.count)\r\n" : "") + "\r\n"
        try await ScriptedServer.with({ _, _ in .cut(head + body) }) { server in
            var limits = HTTPClient.Limits()
            limits.replyBytes = 50_000
            let http = try HTTPClient(limits: limits)
            let error = await #expect(throws: ClientError.self) { try await http.send(.post(server, "x")) }
            #expect(error?.code == .replyTooLarge)
            limits.replyBytes = 100_000
            let reply = try await HTTPClient(limits: limits).send(.post(server, "x"))
            #expect(reply.body.count == 100_000)
        }
    }

    @Test("a chunked reply is put together")
    func chunks() async throws {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        try await ScriptedServer.with({ _, _ in .cut(text) }) { server in
            let reply = try await HTTPClient().send(.post(server, "x"))
            #expect(reply.body == Array("abcde".utf8))
        }
    }

    @Test(
        "what is no reply is told as such",
        arguments: [
            ("", ClientError.Code.interrupted, nil as Int?),
            ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", .interrupted, 200),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", .interrupted, 200),
            ("SSH-2.0-OpenSSH_9.2\r\n", .malformedReply, nil),
        ])
    func faults(text: String, code: ClientError.Code, status: Int?) async throws {
        try await ScriptedServer.with({ _, _ in .cut(text) }) { server in
            let error = await #expect(throws: ClientError.self) {
                try await HTTPClient().send(.post(server, "x"))
            }
            #expect(error?.code == code)
            #expect(error?.status == status)
            #expect(error?.message.isEmpty == false)
        }
    }

    @Test("a redirection is a reply and not followed")
    func redirection() async throws {
        try await ScriptedServer.with({ _, _ in .reply(302, headers: ["Location: /elsewhere"], "") }) { server in
            let reply = try await HTTPClient().send(.post(server, "x"))
            #expect(reply.status == 302)
            #expect(server.requests.map(\.path) == ["/"])
        }
    }
}

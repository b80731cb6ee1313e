import AssayJSON
import AssayTools
import Synchronization
import Testing

@testable import AssayMCP

@Suite("The protocol's methods")
struct ProtocolServerTests {
    @Test(
        "a handshake settles on what is asked for, or on the latest that has one",
        arguments: [
            ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
            ("2025-11-25", "2025-11-25"), ("2026-07-28", "2025-11-25"), ("1999-01-01", "2025-11-25"),
            ("", "2025-11-25"),
        ])
    func initialize(requested: String, settled: String) async throws {
        let server = try ProtocolServer.scripted()
        let result = try await server.call(
            "initialize",
            ["protocolVersion": .string(requested), "capabilities": [:], "clientInfo": ["name": "c", "version": "1"]]
        ).get()
        #expect(
            JSONValue.object(result)
                == [
                    "protocolVersion": .string(settled), "capabilities": ["tools": [:]],
                    "serverInfo": ["name": "assay", "version": "1.2.3"], "instructions": "Compute.",
                ])
    }

    @Test("each form of the protocol has its own methods")
    func methods() async throws {
        let server = try ProtocolServer.scripted()
        #expect(try await server.call("ping").get() == JSONObject())
        let unknown: [(String, ProtocolVersion)] = [
            ("ping", .july2026), ("initialize", .july2026), ("server/discover", .november2025),
            ("resources/list", .march2025), ("", .june2025), ("tools/", .july2026),
        ]
        for (method, version) in unknown {
            let outcome = try await server.call(method, as: version)
            #expect(throws: RPCError(.methodNotFound, "Method not found: \(method)")) { try outcome.get() }
        }
        let initialized = try await server.call("initialize", ["capabilities": [:]])
        #expect(throws: RPCError.self) { try initialized.get() }
    }

    @Test("discovery and lists of the stateless form are complete and may be kept")
    func discovery() async throws {
        let server = try ProtocolServer.scripted()
        let meta: JSONValue = ["io.modelcontextprotocol/serverInfo": ["name": "assay", "version": "1.2.3"]]
        let discovery = try await server.call("server/discover", as: .july2026).get()
        #expect(
            JSONValue.object(discovery)
                == [
                    "supportedVersions": ["2026-07-28"], "capabilities": ["tools": [:]], "instructions": "Compute.",
                    "ttlMs": 300_000, "cacheScope": "private", "resultType": "complete", "_meta": meta,
                ])
        let list = try await server.call("tools/list", as: .july2026).get()
        #expect(list["ttlMs"] == 300_000)
        #expect(list["resultType"] == "complete")
        #expect(list["_meta"] == meta)
        let call = try await server.call(
            "tools/call", ["name": "code_interpreter", "arguments": ["code": "1"]], as: .july2026
        ).get()
        #expect(call["resultType"] == "complete")
        #expect(call["ttlMs"] == nil)
    }

    @Test("tools are listed as /v1/tools lists them")
    func list() async throws {
        let server = try ProtocolServer.scripted([GSM8KRewardTool()])
        let list = try await server.call("tools/list").get()
        let own = [CodeInterpreter.schema, GSM8KRewardTool.schema]
        let tools = try #require(list["tools"]?.array)
        #expect(tools.map { $0["name"]?.string } == own.map(\.name))
        #expect(tools.map { $0["inputSchema"]?.object } == own.map(\.parameters))
        #expect(tools.map { $0["description"]?.string } == own.map(\.description))
        #expect(list.members.map(\.name) == ["tools"])
        #expect(try await server.call("tools/list", ["cursor": .null]).get() == list)
        let cursor = try await server.call("tools/list", ["cursor": "2"])
        #expect(throws: RPCError(.invalidParameters, "Unknown cursor.")) { try cursor.get() }
    }

    @Test(
        "a call that no tool could read is an error",
        arguments: [
            [:], ["name": 3], ["name": "nope"], ["name": "code_interpreter", "arguments": [1]],
            ["name": "code_interpreter", "arguments": "code"],
            ["name": "calc_gsm8k_reward", "arguments": ["answer": "1"]],
        ] as [JSONValue])
    func badCalls(parameters: JSONValue) async throws {
        let outcome = try await ProtocolServer.scripted([GSM8KRewardTool()]).call("tools/call", parameters)
        let error = #expect(throws: RPCError.self) { try outcome.get() }
        #expect(error?.code == .invalidParameters)
    }

    @Test("the truth comes from the client, not from the model")
    func truth() async throws {
        let server = try ProtocolServer.scripted([GSM8KRewardTool()])
        let meta: JSONValue = [ProtocolServer.creationKey: ["ground_truth": "72"]]
        for (answer, reward) in [("72", "1.0"), ("71", "0.0")] {
            let result = try await server.call(
                "tools/call",
                ["name": "calc_gsm8k_reward", "arguments": ["answer": .string(answer)], "_meta": meta]
            ).get()
            let text = "Current parsed answer='\(answer)' reward=\(reward)"
            #expect(result["content"] == [["type": "text", "text": .string(text)]])
        }
        let forged = try await server.call(
            "tools/call", ["name": "calc_gsm8k_reward", "arguments": ["answer": "1", "ground_truth": "1"]])
        #expect(throws: RPCError.self) { try forged.get() }
    }

    @Test("a tool that throws is a fault of ours, whose words stay here")
    func broken() async throws {
        let counted = CountedTool()
        let server = try ProtocolServer.scripted([BrokenTool(), counted])
        let broken = try await server.call("tools/call", ["name": "broken"])
        #expect(throws: RPCError.unexpected) { try broken.get() }
        let failed = try await server.call("tools/call", ["name": "counted", "arguments": ["fail": true]])
        #expect(throws: RPCError.unexpected) { try failed.get() }
        _ = try await server.call("tools/call", ["name": "counted", "arguments": .null]).get()
        #expect(counted.counts.withLock { $0.created } == 2)
        #expect(counted.counts.withLock { $0.released } == 2)
    }

    @Test("a call that is cancelled throws")
    func cancelled() async throws {
        let server = try ProtocolServer.scripted { _ in
            try await Task.sleep(for: .seconds(50))
            return .printing("")
        }
        let task = Task {
            try await server.call("tools/call", ["name": "code_interpreter", "arguments": ["code": "1"]])
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

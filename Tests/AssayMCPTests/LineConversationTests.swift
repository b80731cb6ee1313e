import AssayClient
import AssayJSON
import Testing

@testable import AssayMCP

@Suite("A conversation over lines")
struct LineConversationTests {
    /// Says lines to a server; returns what it answers.
    private static func talk(_ lines: [String], server: ProtocolServer? = nil) async throws -> [JSONValue] {
        let (stream, continuation) = AsyncStream.makeStream(of: LineSplitter.Line.self)
        for line in lines { continuation.yield(.whole(Array(line.utf8))) }
        continuation.finish()
        let answers = Answers()
        await LineConversation(try server ?? ProtocolServer.scripted()).run(stream) { await answers.add($0) }
        return await answers.all
    }

    private actor Answers {
        private(set) var all: [JSONValue] = []

        func add(_ answer: JSONValue) { self.all.append(answer) }
    }

    private static func initialize(_ version: String) -> String {
        #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(version)"}}"#
    }

    private static func call(_ id: Int, _ code: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"code_interpreter","#
            + #""arguments":{"code":"\#(code)"}}}"#
    }

    private static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

    @Test("a handshake, then calls; every one is answered before the end")
    func handshake() async throws {
        let answers = try await Self.talk(
            [Self.initialize("2025-06-18"), Self.initialized, "", "  \r"] + (1...20).map { Self.call($0, "\($0)") })
        #expect(answers.first?["result"]?["protocolVersion"] == "2025-06-18")
        let texts = answers.dropFirst().map {
            ($0["id"]?.integer ?? -1, $0["result"]?["content"]?.array?.first?["text"]?.string ?? "")
        }
        #expect(texts.count == 20)
        #expect(texts.allSatisfy { "\($0.0)" == $0.1 })
    }

    @Test("the stateless form needs none, and both may be spoken")
    func stateless() async throws {
        let meta =
            #"{"io.modelcontextprotocol/protocolVersion":"REVISION","io.modelcontextprotocol/clientCapabilities":{}}"#
        let discover = #"{"jsonrpc":"2.0","id":"d","method":"server/discover","params":{"_meta":\#(meta)}}"#
        let answers = try await Self.talk([
            discover.replacing("REVISION", with: "2026-07-28"), #"{"jsonrpc":"2.0","id":"p","method":"ping"}"#,
            discover.replacing("REVISION", with: "2026-01-01").replacing(#""d""#, with: #""old""#),
            discover.replacing("REVISION", with: "2026-07-28").replacing("server/discover", with: "ping")
                .replacing(#""d""#, with: #""no""#),
        ])
        let byID = Dictionary(answers.map { ($0["id"]?.string ?? "", $0) }) { $1 }
        #expect(byID["d"]?["result"]?["supportedVersions"] == ["2026-07-28"])
        #expect(byID["p"]?["result"] == [:])
        #expect(byID["old"]?["error"]?["code"] == -32022)
        #expect(byID["no"]?["error"]?["code"] == -32601)
    }

    @Test("what is no message is answered, what asks for nothing is not")
    func faults() async throws {
        let answers = try await Self.talk([
            "{", #"{"jsonrpc":"2.0","id":5}"#, #"{"jsonrpc":"2.0","id":6,"result":{}}"#, Self.initialized,
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
        ])
        #expect(answers.compactMap { $0["error"]?["code"]?.integer }.sorted() == [-32700, -32600])
        #expect(answers.count == 2)
        let long = AsyncStream(LineSplitter.Line.self) {
            $0.yield(.tooLong)
            $0.finish()
        }
        let told = Answers()
        await LineConversation(try .scripted()).run(long) { await told.add($0) }
        #expect(await told.all.first?["error"]?["code"] == -32600)
    }

    @Test(
        "batches are for those revisions that have them",
        arguments: [("2024-11-05", true), ("2025-03-26", true), ("2025-06-18", false), ("2025-11-25", false)])
    func batches(version: String, isTaken: Bool) async throws {
        let batch = "[\(Self.call(1, "a")),\(Self.initialized),\(Self.call(2, "b")),3]"
        let answers = try await Self.talk([Self.initialize(version), batch, "[\(Self.initialized)]"])
        if isTaken {
            #expect(answers.count == 2)
            let ids = answers[1].array?.map { $0["id"]?.integer ?? 0 }.sorted()
            #expect(ids == [0, 1, 2])
        } else {
            #expect(answers.dropFirst().map { $0["error"]?["code"] } == [-32600, -32600])
        }
    }

    @Test("a request that is cancelled ends, and is not answered", .timeLimit(.minutes(1)))
    func cancellation() async throws {
        let (stream, lines) = AsyncStream.makeStream(of: LineSplitter.Line.self)
        let server = try ProtocolServer.scripted { program in
            guard program.code == "endless" else { return .printing(program.code) }
            lines.yield(
                .whole(
                    Array(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#.utf8)))
            do {
                try await Task.sleep(for: .seconds(50))
            } catch {
                lines.yield(.whole(Array(Self.call(8, "after").utf8)))
                lines.finish()
                throw error
            }
            return .printing("")
        }
        lines.yield(.whole(Array(Self.call(7, "endless").utf8)))
        let answers = Answers()
        await LineConversation(server).run(stream) { await answers.add($0) }
        #expect(await answers.all.map { $0["id"] } == [8])
    }

    @Test("the end of the task ends what is under way", .timeLimit(.minutes(1)))
    func end() async throws {
        let (stream, lines) = AsyncStream.makeStream(of: LineSplitter.Line.self)
        let (events, told) = AsyncStream.makeStream(of: String.self)
        let server = try ProtocolServer.scripted { _ in
            told.yield("started")
            do { try await Task.sleep(for: .seconds(50)) } catch {
                told.yield("cancelled")
                throw error
            }
            return .printing("")
        }
        lines.yield(.whole(Array(Self.call(1, "x").utf8)))
        let task = Task { await LineConversation(server).run(stream) { _ in told.yield("answered") } }
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "started")
        task.cancel()
        #expect(await iterator.next() == "cancelled")
        await task.value
        told.finish()
        #expect(await iterator.next() == nil)
    }

    @Test("a name that is used twice stands for the later request")
    func twice() async throws {
        let requests = RunningRequests()
        let key = RunningRequests.Key(conversation: "c", id: .number(1))
        let (first, second) = (requests.enter(key), requests.enter(key))
        #expect(try await requests.run(first) { 1 } == 1)
        requests.cancel(RunningRequests.Key(conversation: "d", id: .number(1)))
        requests.cancel(key)
        await #expect(throws: CancellationError.self) {
            try await requests.run(second) { try await Task.sleep(for: .seconds(50)) }
        }
        requests.cancel(key)
    }
}

@Suite("Lines")
struct LineSplitterTests {
    @Test("lines come whole, however the bytes come")
    func pieces() {
        let text = Array("one\n\nthree and more\nlast".utf8)
        for size in 1...text.count {
            var splitter = LineSplitter(limit: 100)
            var lines: [LineSplitter.Line] = []
            for start in stride(from: 0, to: text.count, by: size) {
                lines += splitter.take(text[start..<min(start + size, text.count)])
            }
            if let rest = splitter.finish() { lines.append(rest) }
            #expect(lines == ["one", "", "three and more", "last"].map { .whole(Array($0.utf8)) })
            #expect(splitter.finish() == nil)
        }
    }

    @Test("one that is too long is not kept, and the next one is whole")
    func tooLong() {
        var splitter = LineSplitter(limit: 3)
        #expect(splitter.take(Array("abc\nabcd".utf8)) == [.whole(Array("abc".utf8))])
        #expect(splitter.take(Array("efgh\nxy\n".utf8)) == [.tooLong, .whole(Array("xy".utf8))])
        #expect(splitter.finish() == nil)
        #expect(splitter.take(Array("abcde".utf8)) == [])
        #expect(splitter.finish() == .tooLong)
    }
}

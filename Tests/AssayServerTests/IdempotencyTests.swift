import AssayJSON
import AssayOutcome
import AssaySandbox
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import AssayServer

@Suite("Idempotency keys")
struct IdempotencyTests {
    private func fingerprint(_ value: JSONValue) -> RequestFingerprint { RequestFingerprint(value) }

    private func send(_ bodies: [String], to fixture: ServerFixture) async throws -> [(status: Int, text: String)] {
        // One server for all: each has a cache of its own.
        try await fixture.server().application.test(.router) { client in
            var replies: [(status: Int, text: String)] = []
            for body in bodies {
                let response = try await client.execute(
                    uri: "/v1/execute", method: .post, body: ByteBuffer(string: body))
                replies.append((response.status.code, String(buffer: response.body)))
            }
            return replies
        }
    }

    @Test("the same key and body are answered with the first result, another body is a 422")
    func replay() async throws {
        let fixture = ServerFixture()
        let first = #"{"code":"1","idempotency_key":"k"}"#
        let replies = try await self.send([first, first, #"{"code":"2","idempotency_key":"k"}"#], to: fixture)
        #expect(replies.map(\.status) == [200, 200, 422])
        #expect(replies[0].text == replies[1].text)
        #expect(replies[2].text.contains("\"field\":\"idempotency_key\""))
        #expect(fixture.executor.requests.count == 1)
    }

    @Test("a failure of ours is not kept")
    func failure() async throws {
        let fixture = ServerFixture(ScriptedExecutor { _ in .scripted(.infraError, exitCode: nil) })
        let body = #"{"code":"1","idempotency_key":"k"}"#
        _ = try await self.send([body, body], to: fixture)
        #expect(fixture.executor.requests.count == 2)
    }

    @Test("later callers wait for the first")
    func waiting() async throws {
        let cache = IdempotencyCache()
        #expect(try await cache.claim("k", self.fingerprint(1)) == .run)
        let claims = try await withThrowingTaskGroup(of: IdempotencyCache.Claim.self) { group in
            for _ in 0..<5 { group.addTask { try await cache.claim("k", self.fingerprint(1)) } }
            try await Task.sleep(for: .milliseconds(20))
            cache.store([1], for: "k")
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(claims == Array(repeating: .replay([1]), count: 5))
    }

    @Test("when the first gives up, one of those that wait runs")
    func takeOver() async throws {
        let cache = IdempotencyCache()
        #expect(try await cache.claim("k", self.fingerprint(1)) == .run)
        try await withThrowingTaskGroup(of: IdempotencyCache.Claim.self) { group in
            group.addTask { try await cache.claim("k", self.fingerprint(1)) }
            try await Task.sleep(for: .milliseconds(20))
            cache.abandon("k")
            #expect(try await group.next() == .run)
        }
    }

    @Test("a caller that is cancelled stops waiting")
    func cancelled() async throws {
        let cache = IdempotencyCache()
        #expect(try await cache.claim("k", self.fingerprint(1)) == .run)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await cache.claim("k", self.fingerprint(1))) == nil }
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }

    @Test("replies leave by age, by number and by size")
    func bounds() async throws {
        let small = IdempotencyCache(maximumEntries: 2, maximumBytes: 10)
        for (key, bytes) in [("a", 1), ("b", 1), ("c", 1), ("d", 10)] {
            #expect(try await small.claim(key, self.fingerprint(1)) == .run)
            small.store([UInt8](repeating: 0, count: bytes), for: key)
            if key == "c" {
                #expect(try await small.claim("a", self.fingerprint(1)) == .run)
                small.abandon("a")
                #expect(try await small.claim("b", self.fingerprint(1)) == .replay([0]))
            }
        }
        #expect(try await small.claim("c", self.fingerprint(1)) == .run)
        let brief = IdempotencyCache(lifetime: .zero)
        #expect(try await brief.claim("k", self.fingerprint(1)) == .run)
        brief.store([1], for: "k")
        #expect(try await brief.claim("k", self.fingerprint(2)) == .run)
    }
}

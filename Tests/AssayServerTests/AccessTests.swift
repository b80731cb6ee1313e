import AssayJSON
import Foundation
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("Bearer keys")
struct AccessTests {
    static func withKeys(_ text: String, _ body: (ServerFixture) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        var configuration = ServerConfiguration()
        configuration.http.authKeysFile = file.path
        try await body(ServerFixture(configuration: configuration))
    }

    @Test("a route asks for a key, a probe does not")
    func keys() async throws {
        try await Self.withKeys("# ours\n\nalpha\n  beta-2 \n") { fixture in
            let refused = try await fixture.post("/v1/execute", #"{"code":""}"#)
            #expect(refused.status == 401)
            #expect(refused.headers[.wwwAuthenticate] == "Bearer")
            #expect(refused.headers[.contentType] == "application/problem+json")
            let peer = try await fixture.post("/run_code", "{}")
            #expect(peer.status == 401)
            #expect(peer.text == #"{"detail":"Not authenticated"}"#)
            #expect(try await fixture.send(.get, "/status").text == #"{"detail":"Not authenticated"}"#)
            let piston = try await fixture.send(.get, "/api/v2/runtimes")
            #expect(piston.status == 401)
            #expect(try piston.json.object?.members.map(\.name) == ["message"])
            for bad in [
                "Bearer alph", "Bearer alphaa", "Basic alpha", "alpha", "Bearer", "Bearer # ours", "Basic",
                "Basic YWxwaGE=",
                "Basic eDphbHBo", "Basic Og==",
            ] {
                let reply = try await fixture.post("/v1/execute", #"{"code":""}"#, headers: [.authorization: bad])
                #expect(reply.status == 401)
            }
            // The last two are x:alpha and :beta-2.
            for good in ["Bearer alpha", "bearer beta-2", "Basic eDphbHBoYQ==", "basic OmJldGEtMg=="] {
                let reply = try await fixture.post("/v1/execute", #"{"code":""}"#, headers: [.authorization: good])
                #expect(reply.status == 200)
            }
            for path in ["/livez", "/readyz", "/health", "/v1/ping", "/ping", "/openapi.json", "/docs"] {
                #expect(try await fixture.send(.get, path).status == 200)
            }
            #expect(try await fixture.send(.get, "/metrics").status == 401)
            #expect(try await fixture.send(.get, "/nope").status == 401)
        }
    }

    @Test("a file without keys, or none at all, is refused")
    func files() async throws {
        try await Self.withKeys("# nothing\n") { fixture in
            #expect(throws: ConfigurationError.self) { try fixture.server() }
        }
        #expect(throws: ConfigurationError.self) { try AccessKeys(file: "/nonexistent") }
    }

    @Test("a host that is not loopback needs keys or leave to go without")
    func hosts() throws {
        var configuration = ServerConfiguration()
        for host in ["127.0.0.1", "localhost", "::1", "127.9.9.9"] {
            configuration.http.host = host
            try configuration.validate()
        }
        for host in ["0.0.0.0", "::", "10.0.0.1", "example.org"] {
            configuration.http.host = host
            #expect(throws: ConfigurationError.self) { try configuration.validate() }
        }
        configuration.http.allowsAnonymous = true
        try configuration.validate()
    }
}

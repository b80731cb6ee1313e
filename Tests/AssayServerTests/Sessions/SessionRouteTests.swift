import AssayJSON
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite struct SessionRouteTests {
    @Test func lifeOfASession() async throws {
        try await ServerFixture().withServer { server in
            let made = try await server.post("/v1/sessions", #"{"tier":"bare","idle_s":60}"#)
            #expect(made.status == 201)
            let id = try #require(try made.json["id"]?.string)
            let cell = try await server.post("/v1/sessions/\(id)/execute", #"{"code":"print(1)"}"#)
            #expect(cell.status == 200)
            #expect(try cell.json["stdout"]?.string == "print(1)")
            #expect(try cell.json["session_alive"]?.bool == true)
            let listed = try await server.send(.get, "/v1/sessions")
            #expect(try listed.json["sessions"]?.array?.first?["cells"]?.integer == 1)
            let branch = try await server.post("/v1/sessions/\(id)/fork", "")
            #expect(branch.status == 201)
            #expect(try branch.json["id"]?.string != id)
            #expect(try await server.send(.delete, "/v1/sessions/\(id)").status == 204)
            let lost = try await server.post("/v1/sessions/\(id)/execute", #"{"code":"1"}"#)
            #expect(lost.status == 410)
            #expect(try lost.json["outcome"]?.string == "session_lost")
            #expect(lost.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func anEmptyBodyMakesOne() async throws {
        #expect(try await ServerFixture().post("/v1/sessions", "").status == 201)
    }

    @Test(arguments: [
        #"{"tier":"large"}"#, #"{"idle_s":0}"#, #"{"lifetime_s":0.5}"#, #"{"memory_mb":15}"#, #"{"memory_mb":"1"}"#,
        #"{"timeout_s":3}"#, #"{"prelude":3}"#, "[]",
    ])
    func whatIsWrongIsNamed(body: String) async throws {
        #expect(try await ServerFixture().post("/v1/sessions", body).status == 400)
    }

    @Test(arguments: [
        #"{"code":"1","stdin":"x"}"#, #"{"code":"1","memory_mb":5}"#, #"{"code":"1","language":"bash"}"#, "{}",
    ])
    func aCellTakesWhatACellHas(body: String) async throws {
        try await ServerFixture().withServer { server in
            let id = try await server.post("/v1/sessions", "").json["id"]?.string ?? ""
            #expect(try await server.post("/v1/sessions/\(id)/execute", body).status == 400)
        }
    }

    @Test func whatIsNotThereIs404() async throws {
        let fixture = ServerFixture()
        for path in ["execute", "fork"] {
            #expect(try await fixture.post("/v1/sessions/ses_x/\(path)", #"{"code":"1"}"#).status == 404)
        }
        #expect(try await fixture.send(.get, "/v1/sessions/ses_x").status == 404)
        #expect(try await fixture.send(.delete, "/v1/sessions/ses_x").status == 404)
        #expect(try await fixture.send(.get, "/v1/sessions/ses_x/files").status == 404)
    }

    @Test func eventsComeCharacterByCharacter() async throws {
        try await ServerFixture().withServer { server in
            let id = try await server.post("/v1/sessions", "").json["id"]?.string ?? ""
            for path in ["/v1/sessions/\(id)/execute", "/v1/execute"] {
                let reply = try await server.post(path, #"{"code":"aé€😀"}"#, headers: [.accept: "text/event-stream"])
                #expect(reply.headers[.contentType] == "text/event-stream")
                let events = reply.text.split(separator: "\n\n").map { $0.split(separator: "\n") }
                let texts = try events.filter { $0.first == "event: stdout" }.map {
                    try JSONParser.parse(Array($0[1].dropFirst(6).utf8))["text"]?.string
                }
                #expect(texts == ["a", "é", "€", "😀"])
                #expect(events.last?.first == "event: result")
            }
        }
    }

    @Test func filesAreWrittenReadAndListed() async throws {
        let executor = ScriptedExecutor { request in
            var result = ExecutionResult.scripted()
            for path in request.fetchFiles where path == "a b/c.csv" { result.files[path] = Array("1,2".utf8) }
            if request.listsFiles { result.listing = [.init(path: "c.csv", bytes: 3, modified: .seconds(0))] }
            return result
        }
        try await ServerFixture(executor).withServer { server in
            let id = try await server.post("/v1/sessions", "").json["id"]?.string ?? ""
            let listed = try await server.send(.get, "/v1/sessions/\(id)/files").json["files"]?.array?.first
            #expect(listed?["path"]?.string == "c.csv")
            #expect(listed?["modified"]?.string == "1970-01-01T00:00:00Z")
            let file = try await server.send(.get, "/v1/sessions/\(id)/files/a%20b/c.csv")
            #expect(file.text == "1,2")
            #expect(file.headers[.contentType] == "text/csv")
            #expect(file.headers[.contentDisposition] == "attachment")
            #expect(try await server.send(.get, "/v1/sessions/\(id)/files/other").status == 404)
            #expect(try await server.send(.put, "/v1/sessions/\(id)/files/x/y.bin", bytes: [1]).status == 204)
            #expect(executor.requests.last?.files["x/y.bin"] == [1])
        }
    }

    @Test func anotherKeySeesNothing() async throws {
        try await AccessTests.withKeys("one\ntwo\n") { fixture in
            try await fixture.withServer { server in
                let one: HTTPFields = [.authorization: "Bearer one"]
                let two: HTTPFields = [.authorization: "Bearer two"]
                let id = try await server.post("/v1/sessions", "", headers: one).json["id"]?.string ?? ""
                #expect(try await server.send(.get, "/v1/sessions/\(id)", headers: one).status == 200)
                #expect(try await server.send(.get, "/v1/sessions/\(id)", headers: two).status == 404)
                #expect(
                    try await server.send(.get, "/v1/sessions", headers: two).json["sessions"]?.array?.isEmpty == true)
            }
        }
    }
}

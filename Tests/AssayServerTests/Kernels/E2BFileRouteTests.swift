import AssayJSON
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("E2B's files")
struct E2BFileRouteTests {
    private static let form: HTTPFields = [.contentType: "multipart/form-data; boundary=\"b 1\""]

    private static func part(_ disposition: String, _ text: String) -> String {
        "--b 1\r\nContent-Disposition: form-data; \(disposition)\r\nContent-Type: text/plain\r\n\r\n\(text)\r\n"
    }

    @Test("a form's files are written where it says")
    func forms() async throws {
        let fixture = ServerFixture()
        let two =
            Self.part(#"name="file"; filename="a/b.txt""#, "1\r\n--b") + Self.part(#"name="other""#, "x")
            + Self.part(#"name="file"; filename="/tmp/q%22.txt""#, "") + "--b 1--\r\n"
        let reply = try await fixture.post("/files", two, headers: Self.form)
        #expect(reply.status == 200)
        #expect(
            try reply.json == [
                ["name": "b.txt", "type": "file", "path": "/home/user/a/b.txt"],
                ["name": "q\".txt", "type": "file", "path": "/tmp/q\".txt"],
            ])
        #expect(
            fixture.executor.requests.last?.files == [
                "/home/user/a/b.txt": Array("1\r\n--b".utf8), "/tmp/q\".txt": [],
            ])
        let one = Self.part(#"name="file"; filename="x""#, "é") + "--b 1--"
        #expect(try await fixture.post("/files?username=user&path=%7E%2Fy+%2B1", one, headers: Self.form).status == 200)
        #expect(fixture.executor.requests.last?.files == ["/home/user/y +1": Array("é".utf8)])
        let bytes = try await fixture.send(
            .post, "/files?path=..%2Fz", bytes: [0, 255], headers: [.contentType: "application/octet-stream"])
        #expect(bytes.status == 200)
        #expect(fixture.executor.requests.last?.files == ["/home/z": [0, 255]])
    }

    @Test(
        "forms that are none",
        arguments: [
            "", "--b 1", "--b 1\r\n", "--b 1--", "--b 1\r\nContent-Type: x\r\n\r\n1\r\n--b 1--",
            "--b 1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n1",
            "--b 1\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n1\r\n--b 1--",
        ])
    func badForms(text: String) async throws {
        let fixture = ServerFixture()
        let reply = try await fixture.post("/files", text, headers: Self.form)
        #expect(reply.status == 400)
        #expect(reply.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(fixture.executor.requests.isEmpty)
    }

    @Test("a file is read as it is, and what is none is told apart from nothing")
    func reading() async throws {
        let executor = ScriptedExecutor(
            { request in
                var result = ExecutionResult.scripted()
                if request.fetchFiles == ["/tmp/a.csv"] { result.files = ["/tmp/a.csv": [1, 2]] }
                return result
            },
            files: { action in
                switch action {
                case .look("/home/user/folder"): return [SessionFile(path: "folder", kind: .folder)]
                case .look("/tmp/a.csv"), .look("/tmp/large"): return [SessionFile(path: "file")]
                default: throw SessionFileError.notFound
                }
            })
        let fixture = ServerFixture(executor)
        let reply = try await fixture.send(.get, "/files?path=%2Ftmp%2Fa.csv")
        #expect(reply.status == 200 && reply.bytes == [1, 2])
        #expect(reply.headers[.xContentTypeOptions] == "nosniff")
        #expect(try await fixture.send(.get, "/files?path=none").status == 404)
        #expect(try await fixture.send(.get, "/files?path=folder").status == 400)
        #expect(try await fixture.send(.get, "/files?path=%2Ftmp%2Flarge").text.hasSuffix("is larger than is sent"))
        #expect(try await fixture.send(.get, "/files").status == 400)
        #expect(try await fixture.send(.get, "/files?path=x", headers: [E2BSandboxes.field: "inone"]).status == 502)
    }

    @Test("the service answers in protobuf's JSON")
    func service() async throws {
        let executor = ScriptedExecutor(files: { action in
            switch action {
            case .list("/home/user/a", depth: 2):
                [SessionFile(path: "b/c", kind: .link, bytes: 7, mode: 0o777, modified: .seconds(1), target: "x")]
            case .look, .makeFolder, .move: [SessionFile(path: "", kind: .folder, mode: 0o755)]
            default: []
            }
        })
        let fixture = ServerFixture(executor)
        let listed = try await fixture.post("/filesystem.Filesystem/ListDir", #"{"path":"a","depth":2}"#)
        #expect(
            try listed.json["entries"]?.array == [
                [
                    "name": "c", "type": "FILE_TYPE_SYMLINK", "path": "/home/user/a/b/c", "size": "7", "mode": 511,
                    "permissions": "Lrwxrwxrwx", "owner": "user", "group": "user",
                    "modifiedTime": "1970-01-01T00:00:01.000Z", "symlinkTarget": "x",
                ]
            ])
        for (method, body) in [
            ("Stat", #"{"path":"/tmp/d"}"#), ("MakeDir", #"{"path":"/tmp/d"}"#),
            ("Move", #"{"source":"x","destination":"/tmp/d"}"#),
        ] {
            let entry = try await fixture.post("/filesystem.Filesystem/\(method)", body).json["entry"]
            #expect(entry?["path"] == "/tmp/d" && entry?["permissions"] == "drwxr-xr-x", "\(method)")
        }
        #expect(try await fixture.post("/filesystem.Filesystem/Remove", #"{"path":"/tmp/d"}"#).json == [:])
        #expect(try await fixture.post("/filesystem.Filesystem/Stat", "{}").status == 400)
    }

    @Test(
        "errors have the protocol's codes",
        arguments: [
            (SessionFileError.notFound, 404, "not_found"), (.exists, 409, "already_exists"),
            (.notAFolder, 400, "invalid_argument"), (.notAllowed, 403, "permission_denied"),
            (.noSpace, 429, "resource_exhausted"), (.failed(5), 500, "internal"),
        ] as [(SessionFileError, Int, String)])
    func errors(error: SessionFileError, status: Int, code: String) async throws {
        let fixture = ServerFixture(ScriptedExecutor(files: { _ in throw error }))
        let reply = try await fixture.post("/filesystem.Filesystem/MakeDir", #"{"path":"a"}"#)
        #expect(try (reply.status, reply.json["code"]) == (status, .string(code)))
        // What is not there is removed already.
        let removed = try await fixture.post("/filesystem.Filesystem/Remove", #"{"path":"a"}"#)
        #expect(removed.status == (error == .notFound ? 200 : status))
        let own = try await fixture.withServer { server in
            let id = try await server.post("/v1/sessions", "{}").json["id"]?.string ?? ""
            return try await server.send(.delete, "/v1/sessions/\(id)/files/a")
        }
        #expect(own.status >= 400 && own.headers[.contentType] == "application/problem+json")
    }

    @Test("commands are not served, and that is said")
    func commands() async throws {
        let reply = try await ServerFixture().post("/process.Process/Start", "{}")
        #expect(reply.status == 501)
        #expect(try reply.json["code"] == "unimplemented")
    }
}

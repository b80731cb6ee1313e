import AssayJSON
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("POST /run_code, bodies that do not validate")
struct RunCodeValidationTests {
    private func detail(_ body: String) async throws -> [JSONValue] {
        let reply = try await ServerFixture().post("/run_code", body)
        #expect(reply.status == 422)
        #expect(reply.headers[.contentType] == "application/json")
        return try #require(try reply.json["detail"]?.array)
    }

    @Test("a missing field, to the letter")
    func missing() async throws {
        let reply = try await ServerFixture().post("/run_code", #"{"code":"1"}"#)
        #expect(
            reply.text == #"{"detail":[{"type":"missing","loc":["body","language"],"msg":"Field required","#
                + #""input":{"code":"1"},"url":"https://errors.pydantic.dev/2.6/v/missing"}]}"#)
    }

    @Test("a language that the peer does not know")
    func literal() async throws {
        let detail = try await self.detail(#"{"code":"1","language":"cobol"}"#)
        #expect(detail[0]["type"] == "literal_error")
        let expected = try #require(detail[0]["ctx"]?["expected"]?.string)
        #expect(expected.hasPrefix("'python', 'cpp', 'nodejs'") && expected.hasSuffix("'swift' or 'racket'"))
        #expect(detail[0]["msg"] == .string("Input should be " + expected))
        #expect(detail[0]["input"] == "cobol")
    }

    @Test(
        "types",
        arguments: [
            (#""code":1"#, "string_type", "code"), (#""stdin":1"#, "string_type", "stdin"),
            (#""run_timeout":"x""#, "float_parsing", "run_timeout"),
            (#""run_timeout":null"#, "float_type", "run_timeout"),
            (#""compile_timeout":[]"#, "float_type", "compile_timeout"),
            (#""memory_limit_MB":1.5"#, "int_from_float", "memory_limit_MB"),
            (#""memory_limit_MB":"x""#, "int_parsing", "memory_limit_MB"),
            (#""memory_limit_MB":null"#, "int_type", "memory_limit_MB"),
            (#""files":null"#, "dict_type", "files"), (#""files":[]"#, "dict_type", "files"),
            (#""fetch_files":"a""#, "list_type", "fetch_files"),
        ])
    func types(field: String, type: String, name: String) async throws {
        // The last of two members of a name holds.
        let detail = try await self.detail("{\"code\":\"1\",\"language\":\"python\",\(field)}")
        #expect(detail.map { $0["type"] } == [.string(type)])
        #expect(detail[0]["loc"] == ["body", .string(name)])
    }

    @Test("places inside lists and dictionaries")
    func places() async throws {
        let detail = try await self.detail(
            #"{"code":"1","language":"python","files":{"a":1},"fetch_files":["x",2]}"#)
        #expect(detail.map { $0["loc"] } == [["body", "files", "a"], ["body", "fetch_files", 1]])
    }

    @Test("a body of many faults is not answered with as many errors")
    func bound() async throws {
        let numbers = String(repeating: "1,", count: 5_000)
        let errors = try await self.detail(#"{"code":"","language":"python","fetch_files":[\#(numbers)1]}"#)
        #expect(errors.count == 1000)
    }

    @Test("faults come in the order of the peer's model")
    func order() async throws {
        let detail = try await self.detail(#"{"language":1,"run_timeout":"x"}"#)
        #expect(detail.map { $0["type"] } == ["float_parsing", "missing", "literal_error"])
    }

    @Test("what is not JSON, to the letter")
    func notJSON() async throws {
        let reply = try await ServerFixture().post("/run_code", "{bad")
        #expect(reply.status == 422)
        #expect(
            reply.text == #"{"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{},"#
                + #""ctx":{"error":"Expecting property name enclosed in double quotes"}}]}"#)
        #expect(try await self.detail(#"{"code":"\ud800","language":"python"}"#)[0]["type"] == "json_invalid")
    }

    @Test("bodies that are no object")
    func shapes() async throws {
        #expect(try await self.detail("[]")[0]["type"] == "model_attributes_type")
        let empty = try await ServerFixture().post("/run_code", "")
        #expect(empty.status == 422)
        #expect(try empty.json["detail"]?.array?.first?["loc"] == ["body"])
        let form = try await ServerFixture().post(
            "/run_code", #"{"code":"1","language":"python"}"#,
            headers: [.contentType: "application/x-www-form-urlencoded"])
        #expect(form.status == 422)
        let bytes = try await ServerFixture().send(.post, "/run_code", bytes: [0xFF], headers: [:])
        #expect(bytes.status == 400)
        #expect(bytes.text == #"{"detail":"There was an error parsing the body"}"#)
    }

    @Test("a refusal of the executor is a 422, an unexpected error a 500, both with a detail")
    func errors() async throws {
        let refusing = ScriptedExecutor { _ in throw ExecutionRefusal(code: "c", message: "no", field: "files") }
        let refused = try await ServerFixture(refusing).post("/run_code", #"{"code":"1","language":"python"}"#)
        #expect(refused.status == 422)
        #expect(try refused.json["detail"]?.array?.first?["loc"] == ["body", "files"])
        let failing = ScriptedExecutor { _ in throw ConfigurationError("secret") }
        let failed = try await ServerFixture(failing).post("/run_code", #"{"code":"1","language":"python"}"#)
        #expect(failed.status == 500)
        #expect(failed.text == #"{"detail":"Internal Server Error"}"#)
    }
}

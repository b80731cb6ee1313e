import AssayClient
import AssayJSON
import AssayOutcome
import AssayTools
import Testing

@testable import AssayMCP

@Suite("What tools/call answers")
struct ToolCallResultTests {
    private static func call(_ execution: Execution) async throws -> Result<JSONObject, RPCError> {
        try await ProtocolServer.scripted { _ in execution }
            .call("tools/call", ["name": "code_interpreter", "arguments": ["code": "x"]])
    }

    private static func text(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }

    @Test("a result is text, and told as structure")
    func result() async throws {
        var execution = Execution.printing("15\n")
        execution.value = "[6]"
        let result = try await Self.call(execution).get()
        #expect(
            JSONValue.object(result)
                == [
                    "content": [Self.text("15\n[6]")], "isError": false,
                    "structuredContent": ["outcome": "ok", "text": "15\n[6]", "truncated": false],
                ])
    }

    @Test("truncation is told")
    func truncation() async throws {
        for (out, error) in [(true, false), (false, true)] {
            var execution = Execution.printing("many")
            execution.standardOutputTruncated = out
            execution.standardErrorTruncated = error
            let result = try await Self.call(execution).get()
            #expect(result["structuredContent"]?["truncated"] == true)
            #expect(result["isError"] == false)
            #expect(result["content"]?.array?.first?["text"]?.string?.contains("truncated") == out)
        }
    }

    @Test(
        "a program's failure is a result that says so",
        arguments: Outcome.allCases.filter { $0.isScored && $0 != .ok })
    func failure(outcome: Outcome) async throws {
        let result = try await Self.call(.printing("", outcome)).get()
        #expect(result["isError"] == true)
        #expect(result["structuredContent"]?["outcome"] == .string(outcome.rawValue))
        #expect(result["content"]?.array?.first?["text"]?.string?.hasPrefix("Execution failed: ") == true)
    }

    @Test("a fault of ours is an error of the request, never a result", arguments: [Outcome.infraError, .overloaded])
    func fault(outcome: Outcome) async throws {
        var execution = Execution(outcome: outcome)
        execution.failure = "no luck"
        let reply = try await Self.call(execution)
        let error = RPCError(
            .internalError, "Execution failed: no luck", data: ["outcome": .string(outcome.rawValue)])
        #expect(throws: error) { try reply.get() }
    }

    @Test("a server that does not answer is a fault, a program that it refuses is the model's")
    func refusals() async throws {
        for (code, status, isFault) in [
            (ClientError.Code.unreachable, nil, true), (.refused, 401, true), (.refused, 413, false),
        ] as [(ClientError.Code, Int?, Bool)] {
            let outcome = try await ProtocolServer.scripted { _ in
                throw ClientError(code, stage: "execute", message: "no", status: status)
            }.call("tools/call", ["name": "code_interpreter", "arguments": ["code": "x"]])
            let error = outcome.error
            #expect((error?.code == .internalError) == isFault)
            #expect((error == nil) == !isFault)
        }
    }

    @Test("no code is the model's to mend")
    func noCode() async throws {
        for arguments in [[:], ["code": " \n"]] as [JSONValue] {
            let result = try await ProtocolServer.scripted()
                .call("tools/call", ["name": "code_interpreter", "arguments": arguments]).get()
            #expect(result["isError"] == true)
        }
    }

    @Test("pictures are pictures, and what else is shown is text")
    func display() async throws {
        var execution = Execution.printing("")
        execution.display = [
            ["image/png": "iVBORw0=\n", "text/plain": "<Figure>"], ["text/plain": "seen", "text/html": "<b>seen</b>"],
            ["image/png": "no base64!", "text/plain": "instead"], ["image/svg+xml": "<svg/>"],
        ]
        let shown: [JSONValue] = [
            ["type": "image", "data": "iVBORw0=", "mimeType": "image/png"], Self.text("seen"), Self.text("instead"),
        ]
        let silent = try await Self.call(execution).get()
        #expect(silent["content"]?.array?.count == shown.count)
        #expect(silent["content"] == .array(shown))
        #expect(silent["structuredContent"]?["text"] == "")
        execution.standardOutput = "drawn\n"
        let printed = try await Self.call(execution).get()
        #expect(printed["content"] == .array([Self.text("drawn")] + shown))
        execution.display = []
        execution.standardOutput = ""
        let nothing = try await Self.call(execution).get()
        #expect(nothing["content"] == [Self.text(CodeInterpreter.silence)])
    }
}

extension Result where Success == JSONObject, Failure == RPCError {
    fileprivate var error: RPCError? { if case .failure(let error) = self { error } else { nil } }
}

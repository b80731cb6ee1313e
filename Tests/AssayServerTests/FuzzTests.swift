import AssayJSON
import Foundation
import HTTPTypes
import Mutation
import Testing

@testable import AssayServer

/// What clients send, made hostile.
@Suite("Fuzz: JSON and bodies")
struct FuzzTests {
    private static let words = [
        "null", "true", "1e999", "-0", "\\ud800", "\\u0000", "\"code\":", "[", "{", "\"", ",", ":", "\u{feff}", "NaN",
    ]

    @Test("what is read and written again is the same, and nothing is read that Foundation refuses")
    func json() {
        let corpus = [
            #"{"a": [1, -2.5e3, "é\n\u00e9\ud83d\ude00", true, false, null, {}], "b": {"c": []}}"#,
            #"[[[[1]]], "\\\"\/\b\f\n\r\t", 9223372036854775807, 0.1]"#,
        ]
        let fault = Campaign().run(corpus: corpus.map { Array($0.utf8) }, words: Self.words) { bytes, _ in
            guard let value = try? JSONParser.parse(bytes) else { return nil }
            let written = JSONWriter.bytes(value)
            guard let again = try? JSONParser.parse(written), again == value.finite else {
                return "reads otherwise after writing: \(String(decoding: written, as: UTF8.self))"
            }
            let foundation = try? JSONSerialization.jsonObject(with: Data(written), options: .fragmentsAllowed)
            return foundation == nil
                ? "writes what Foundation refuses: \(String(decoding: written, as: UTF8.self))" : nil
        }
        #expect(fault == nil)
    }

    @Test(
        "any body is answered, and never with a fault of ours",
        arguments: [
            ("/v1/execute", #"{"code": "print(1)", "timeout_s": 5, "files": {"a": "aGk="}, "fetch_files": ["b"]}"#),
            ("/v1/execute/batch", #"{"items": [{"code": "1"}, {"code": "2", "language": "bash", "prelude": true}]}"#),
            (
                "/run_code",
                #"{"code": "1", "language": "python", "files": {"a": "aGk="}, "run_timeout": 2, "stdin": ""}"#
            ),
            (
                "/v1/score",
                #"{"solution_str": "1+1=2\n#### 2", "ground_truth": ["2", 3.5], "reward": "step", "explain": true}"#
            ),
            (
                "/v1/score/batch",
                #"{"items": [{"solution_str": "\\boxed{\\frac12}", "ground_truth": "0.5", "mode": "math"}, "#
                    + #"{"turns": [{"role": "assistant", "content": "2", "tool": {"outcome": "ok"}}], "ground_truth": 2}]}"#
            ),
            ("/get_reward", #"{"query": ["q A: 1</s>"], "prompts": ["q"], "labels": ["1"], "x": 0}"#),
            ("/run", #"{"type": "python", "solution": "1", "input": "a", "expected_output": "1", "sub_id": null}"#),
            (
                "/judge/long-batch",
                #"{"type": "batch", "submissions": [{"type": "python", "solution": ""}, {"type": "cpp", "solution": "2"}]}"#
            ),
            (
                "/api/v2/execute",
                #"{"language": "python", "version": "*", "files": [{"content": "6869", "encoding": "hex"}], "args": ["a"]}"#
            ),
            (
                "/mcp",
                #"[{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "code_interpreter", "#
                    + #""arguments": {"code": "1"}}}, {"jsonrpc": "2.0", "id": "a", "method": "ping"}]"#
            ),
            ("/slime/rm?full=true", #"{"prompt": [{"role": "user"}], "response": "A: 1", "label": 1}"#),
        ])
    func bodies(path: String, body: String) async throws {
        let fixture = ServerFixture()
        var faults: [String] = []
        var tried = 0
        // One request a campaign of no time, so that the wait for its answer lies outside.
        let end = ContinuousClock.now + .seconds(Campaign.seconds)
        while tried < 10 || (ContinuousClock.now < end && faults.isEmpty) {
            var mutator = Mutator(
                corpus: [Array(body.utf8)], words: Self.words,
                generator: SeededGenerator(seed: Campaign.seed &+ UInt64(tried)))
            let bytes = mutator.next()
            let reply = try await fixture.send(.post, path, bytes: bytes, headers: [.contentType: "application/json"])
            tried += 1
            // Of nothing but notifications nothing is said.
            if reply.status == 202, reply.bytes.isEmpty { continue }
            let described = reply.status == 200 || reply.status == 400 || reply.status == 413 || reply.status == 422
            if !described { faults.append("\(reply.status) for \(String(decoding: bytes, as: UTF8.self))") }
            if (try? reply.json) == nil { faults.append("no JSON for \(String(decoding: bytes, as: UTF8.self))") }
        }
        #expect(faults == [])
    }
}

extension JSONValue {
    /// As it is written: what is beyond a Double, such as 1e999, is read as Python reads it and has no JSON of its own.
    fileprivate var finite: JSONValue {
        switch self {
        case .number(let value) where !value.isFinite: .null
        case .array(let elements): .array(elements.map(\.finite))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, $0.value.finite) }))
        default: self
        }
    }
}

import AssayJSON
import AssayRewards
import AssaySandbox
import AssayScoring
import HTTPTypes
import Mutation
import Testing

@testable import AssayServer

/// Bodies with the right fields and any values.
@Suite("Fuzz: requests")
struct RequestFuzzTests {
    private static let limits = ExecutionLimits(ExecutorConfiguration())
    private static let numbers: [JSONValue] = [
        0, 1, -1, .number(0.5), .number(1e-300), .number(1e300), .integer(.max), .integer(.min), .number(-0.0),
        .number(.infinity), .number(.nan), .number(9.3e18), 86_400, 1_048_576,
    ]
    private static let files: [JSONValue] = [
        [:], ["a.txt": "YQ=="], ["a": "YQ"], ["é": "YQ==", "e\u{301}": "Yg=="], ["": ""], ["../x": "=="], ["a": .null],
    ]
    private static let shared: [(name: String, right: [JSONValue])] = [
        ("code", ["print(1)", "", "\0"]), ("language", ["python", "pytest", "bash", "cobol"]),
        ("stdin", ["x", .null]), ("files", files), ("fetch_files", [[], ["a"], ["a", "../b"], [.null]]),
    ]
    private static let executeFields =
        shared + [
            ("timeout_s", numbers), ("memory_mb", numbers), ("prelude", [true, false, "x = 1", .null]),
            ("echo_last", [true, false]), ("profile", ["python-strict", "none"]),
            ("idempotency_key", ["k", "", .string(String(repeating: "é", count: 128))]),
        ]
    private static let runCodeFields =
        shared + [
            ("run_timeout", numbers + ["1.5", " inf ", "nan", "1e400", "0x10"]), ("compile_timeout", numbers),
            ("memory_limit_MB", numbers + ["12", "1e3", "nan", "9223372036854775808"]),
        ]

    private static let pistonFields: [(name: String, right: [JSONValue])] =
        [
            ("language", ["python", ""]), ("version", ["*"]), ("stdin", ["x", .null]),
            ("args", [[], ["a", "\0"], [.null]]),
            (
                "files",
                [
                    [["content": "x"]], [["content": "YQ==", "encoding": "base64"], ["name": "a/b", "content": ""]], [],
                    [["name": "../x", "content": ""]], [["content": "0", "encoding": "hex"]], [[:]],
                ]
            ),
        ]
        + ["run_timeout", "run_cpu_time", "run_memory_limit", "compile_memory_limit"].map {
            ($0, numbers + [false, ""])
        }

    private static let runs: [JSONValue] = [
        ["outcome": "ok", "stdout": "2"], ["outcome": "error"], ["outcome": "infra_error"], [], ["outcome": "fine"],
        [["outcome": "ok", "value": "1/2"], ["outcome": "signal", "signal": 9]],
    ]
    private static let turns: [JSONValue] = runs.map { run in
        [
            ["role": "user", "content": "1+1?"], ["role": "assistant", "content": "1+1=2", "tool": run],
            ["role": "tool", "content": "2", "tool": run], ["role": "assistant", "content": "\\boxed{2}"],
        ]
    }
    private static let texts: [JSONValue] = [
        "1+1=2\n#### 2", "", "\0", "\\boxed{\\frac{1}{2}}", "A: -1,000.50", "2 + 2 = 5 = 4\nThe answer is 50%.", "####",
    ]
    private static let scoreFields: [(name: String, right: [JSONValue])] = [
        ("solution_str", texts), ("ground_truth", texts + numbers + [[], ["2", 3], [["2"]], [.null]]),
        ("turns", turns + [[], [[:]]]), ("question", texts), ("extra_info", [[:], ["question": "5 apples"]]),
        ("data_source", ["openai/gsm8k", "aime24", "numina_cn_k12", "nowhere"]),
        ("mode", (RequestedMode.names + ["strict"]).map(JSONValue.string)),
        ("reward", ["answer", "step", "letter", "steps"]), ("explain", [true, false]), ("slice", [true, false]),
        ("gate", numbers), ("normalize_ground_truth", [true, false]), ("second_opinion", [true, false]),
        ("weights", [["logic": 1, "calculation": 0, "conclusion": 0], ["logic": .number(0.5)], [:]]),
    ]

    /// Every task that is taken gets a score whose numbers are numbers and add up, or a reason.
    @Test func score() {
        let fault = Campaign(fewest: 10).run { random in
            let value = random.body(Self.scoreFields)
            do {
                let reply = try ScoringRequest(value).reply()
                let json = try JSONParser.parse(JSONWriter.bytes(reply.json))
                guard case .scored(let score) = reply else { return json["score"] == .null ? nil : json.text }
                let shares = json["turn_rewards"]?.array?.compactMap { $0.double } ?? []
                let range = score.reward >= -1 && score.reward <= 1
                let sum = shares.reduce(0, +)
                return range && sum == json["score"]?.double && shares.count == score.turnRewards.count
                    ? nil : "\(value.text) gets \(json.text)"
            } catch let error as FieldFaults {
                return error.faults.isEmpty ? "\(value.text): no fault" : nil
            } catch let error as GroundTruthError {
                return error.description.isEmpty ? "\(value.text): no reason" : nil
            }
        }
        #expect(fault == nil)
    }

    @Test func execute() {
        let fault = Campaign(fewest: 10).run { random in
            let value = random.body(Self.executeFields)
            do {
                let call = try ExecuteCall(value, limits: Self.limits)
                guard let timeout = call.request.timeout, timeout >= .zero, timeout <= Self.limits.maximumTimeout,
                    let memory = call.request.memoryMegabytes,
                    (1...Self.limits.maximumMemoryMegabytes).contains(memory)
                else { return "\(value.text) gets \(call.request)" }
                return (call.idempotencyKey == nil) == (call.fingerprint == nil) ? nil : "\(value.text): no fingerprint"
            } catch let problem as Problem {
                let isTold = !problem.faults.isEmpty && problem.faults.allSatisfy { !$0.message.isEmpty }
                return problem.status == .badRequest && isTold ? nil : "\(value.text): \(problem)"
            }
        }
        #expect(fault == nil)
    }

    @Test func runCode() {
        let fault = Campaign(fewest: 10).run { random in
            let value = random.body(Self.runCodeFields)
            do {
                let request = try RunCodeRequest(value).execution(limits: Self.limits)
                guard let timeout = request.timeout, timeout >= .zero, timeout <= Self.limits.maximumTimeout,
                    let memory = request.memoryMegabytes, (1...Self.limits.maximumMemoryMegabytes).contains(memory)
                else { return "\(value.text) gets \(request)" }
                return nil
            } catch let error as DetailError {
                let errors = error.detail.array ?? []
                let isTold = !errors.isEmpty && errors.allSatisfy { $0["type"] != nil && $0["loc"]?.array != nil }
                return error.status == .unprocessableContent && isTold ? nil : "\(value.text): \(error)"
            } catch is RunnerFault {
                return nil
            }
        }
        #expect(fault == nil)
    }

    @Test func piston() {
        let fault = Campaign(fewest: 10).run { random in
            let value = random.body(Self.pistonFields)
            do {
                let (request, _) = try PistonRequest(value).execution(in: .python, limits: Self.limits)
                guard let timeout = request.timeout, timeout >= .zero, timeout <= Self.limits.maximumTimeout,
                    let memory = request.memoryMegabytes, (1...Self.limits.maximumMemoryMegabytes).contains(memory),
                    request.files.keys.allSatisfy({ !$0.split(separator: "/").contains("..") })
                else { return "\(value.text) gets \(request)" }
                return nil
            } catch let problem as Problem {
                return problem.status == .badRequest && !problem.detail.isEmpty ? nil : "\(value.text): \(problem)"
            }
        }
        #expect(fault == nil)
    }
}

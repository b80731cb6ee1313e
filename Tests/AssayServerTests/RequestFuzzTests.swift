import AssayJSON
import AssaySandbox
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
}

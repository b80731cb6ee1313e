import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Mutation
import Testing

@testable import AssayServer

/// Bodies of the notebook dialects with the right fields and any values.
@Suite("Fuzz: notebooks' requests")
struct KernelFuzzTests {
    private static let limits = ExecutionLimits(ExecutorConfiguration())
    private static let numbers: [JSONValue] = [
        0, 1, -1, .number(0.5), .number(1e-300), .number(1e300), .integer(.max), .integer(.min), .number(.infinity),
        .number(.nan), "1.5", " inf ", "nan", .null,
    ]
    private static let texts: [JSONValue] = ["print(1)", "", "\0", "é", .null]
    private static let objects: [JSONValue] = [[:], ["a": "YQ=="], ["a": .null], ["A=": "b"], ["é": "\0"], []]

    private static func isAllowed(_ timeout: Duration?) -> Bool {
        timeout.map { $0 >= .zero && $0 <= Self.limits.maximumTimeout } ?? false
    }

    @Test func runJupyter() {
        let fields: [(name: String, right: [JSONValue])] = [
            ("cells", [[], ["a", "b"], [.null], [["a"]]]), ("cell_timeout", Self.numbers),
            ("total_timeout", Self.numbers), ("memory_limit_MB", Self.numbers), ("kernel", ["python3", "ir"]),
            ("files", Self.objects), ("fetch_files", [[], ["a"], [.null]]),
        ]
        let fault = Campaign(fewest: 10).run { random in
            let value = random.body(fields)
            do {
                let call = try RunJupyterRequest(value, mostCells: 9)
                let memory = call.session(of: "", Self.limits).memoryMegabytes ?? 16
                let isWithin =
                    Self.isAllowed(call.cell(Self.limits)) && call.total >= .zero && call.total <= .seconds(3600)
                    && (16...Self.limits.maximumMemoryMegabytes).contains(memory)
                return isWithin ? nil : "\(value.text) gets \(call)"
            } catch let error as DetailError {
                return error.status == .unprocessableContent ? nil : "\(value.text): \(error)"
            }
        }
        #expect(fault == nil)
    }

    @Test func nemoSkills() {
        let fields: [(name: String, right: [JSONValue])] = [
            ("generated_code", Self.texts), ("timeout", Self.numbers),
            ("language", ["ipython", "python", "pypy3", "shell", "lean4", 3]), ("std_input", Self.texts),
            ("max_output_characters", Self.numbers), ("traceback_verbosity", ["Plain", "verbose", "Loud", .null]),
        ]
        let fault = Campaign(fewest: 10).run { random in
            let value = random.body(fields)
            guard let object = value.object else { return nil }
            do {
                let call = try NemoExecuteRequest(object, limits: Self.limits)
                let reply = NemoReply(program: .scripted(.timeout, standardOutput: "aé"), call)
                _ = reply.response(most: call.mostCharacters)
                return Self.isAllowed(call.execution.timeout) ? nil : "\(value.text) gets \(call)"
            } catch let problem as Problem {
                return problem.status == .badRequest && !problem.faults.isEmpty ? nil : "\(value.text): \(problem)"
            }
        }
        #expect(fault == nil)
    }

    @Test func e2b() {
        let fields: [(name: String, right: [JSONValue])] = [
            ("code", Self.texts), ("context_id", Self.texts), ("language", Self.texts), ("env_vars", Self.objects),
        ]
        let fault = Campaign(fewest: 10).run { random in
            let value = random.body(fields)
            guard let object = value.object else { return nil }
            do {
                let call = try E2BExecuteRequest(object)
                return Self.isAllowed(call.execution(Self.limits).timeout) ? nil : "\(value.text) gets \(call)"
            } catch let error as DetailError {
                return error.status == .unprocessableContent ? nil : "\(value.text): \(error)"
            }
        }
        #expect(fault == nil)
    }
}

import AssayClient
import AssaySandbox
import AssayTools

/// Runs tools' programs on this server's own executor.
struct ExecutorRunner: ProgramRunner {
    let executor: any CodeExecutor

    func execute(_ program: Program) async throws -> Execution {
        do {
            return Execution(try await self.executor.execute(ExecutionRequest(program)))
        } catch let refusal as ExecutionRefusal {
            throw ClientError(refusal)
        }
    }
}

extension ClientError {
    /// What a client would have read of the refusal.
    init(_ refusal: ExecutionRefusal) {
        self.init(.refused, stage: "execute", message: refusal.message, status: 400)
    }
}

extension ExecutionRequest {
    /// The executor fills in what is nil, and cuts what is above its limits.
    init(_ program: Program) {
        self.init(
            code: program.code, language: Language(rawValue: program.language.rawValue) ?? .python,
            standardInput: Array((program.standardInput ?? "").utf8), timeout: program.timeout,
            memoryMegabytes: program.memoryMegabytes, files: program.files, fetchFiles: program.fetchFiles,
            prelude: Self.prelude(program.prelude), echoLast: program.echoesLast, profile: program.profile)
    }

    /// The Python that a prelude is.
    static func prelude(_ prelude: Program.Prelude?) -> String? {
        switch prelude {
        case nil: nil
        case .seed: Self.seedPrelude
        case .code(let code): code
        }
    }
}

extension Execution {
    /// What a client would have read of the result.
    init(_ result: ExecutionResult) {
        self.init(outcome: result.outcome)
        self.id = result.id
        self.exitCode = result.exitCode
        self.signal = result.signal
        self.standardOutput = String(decoding: result.standardOutput, as: UTF8.self)
        self.standardError = String(decoding: result.standardError, as: UTF8.self)
        self.standardOutputTruncated = result.standardOutputTruncated
        self.standardErrorTruncated = result.standardErrorTruncated
        self.value = result.value
        self.exception = result.exception.map {
            Exception(type: $0.type, message: $0.message, traceback: $0.traceback)
        }
        self.display = result.display
        self.files = result.files
        self.denied = result.denied
        self.usage = Usage(
            wall: result.usage.wall, cpu: result.usage.cpu, queue: result.usage.queue,
            peakMemoryBytes: result.usage.peakMemoryBytes)
        self.worker = result.worker
        self.failure = result.failure
    }
}

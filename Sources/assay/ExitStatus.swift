import ArgumentParser
import AssayAnswers
import AssayOutcome
import AssayRollouts
import AssaySandbox
import AssayTraining

/// How commands tell what came of them: by exit code, as shells and sysexits.h have it, and in one line.
enum ExitStatus {
    /// A bad command line, setting or request.
    static let usage: Int32 = 64
    /// An input that is not what it should be: EX_DATAERR.
    static let badData: Int32 = 65
    /// An input that is missing or cannot be read: EX_NOINPUT.
    static let unreadable: Int32 = 66
    /// A server that does not answer: EX_UNAVAILABLE.
    static let unavailable: Int32 = 69
    /// An output that cannot be made: EX_CANTCREAT.
    static let unwritable: Int32 = 73
    /// A fault of ours.
    static let software: Int32 = 70

    /// Tells of a fault, and ends a command with a status.
    /// - Parameter command: how it is called.
    static func exit(_ command: String, _ message: String, _ status: Int32) -> ExitCode {
        StandardStream.printError("\(command): \(message)")
        return ExitCode(status)
    }

    static func status(of error: AnswersError) -> Int32 {
        switch error.code {
        case .unreadable: Self.unreadable
        case .unwritable, .notContinuable: Self.unwritable
        }
    }

    static func status(of error: RolloutError) -> Int32 {
        switch error.code {
        case .configuration: Self.usage
        case .policy, .unreachable: Self.unavailable
        case .log: Self.unwritable
        case .reward: Self.software
        }
    }

    static func status(of error: TrainingError) -> Int32 {
        switch error.code {
        case .configuration: Self.usage
        case .directory: 73
        case .sandbox: Self.unavailable
        case .diverged: 1
        }
    }

    static func status(of result: ExecutionResult) -> Int32 {
        switch result.outcome {
        case .ok: 0
        case .error: result.exitCode.flatMap { $0 == 0 ? nil : $0 } ?? 1
        case .signal: 128 + (result.signal ?? 0)
        case .timeout: 124
        case .memoryLimit: 137
        // 128 + SIGXFSZ: a shell's code for a program that wrote too much.
        case .outputLimit: 153
        case .infraError, .sessionLost: Self.software
        case .overloaded: 75
        }
    }

    /// What to tell of an outcome; nil for `ok`.
    static func notice(of result: ExecutionResult) -> String? {
        switch result.outcome {
        case .ok: nil
        case .error: "error: the program exited with code \(result.exitCode ?? 1)"
        case .signal: "signal: the program was ended by signal \(result.signal ?? 0)"
        case .timeout: "timeout: the program ran out of time"
        case .memoryLimit: "memory_limit: the program needed more memory than it was given"
        case .outputLimit: "output_limit: the program wrote more than is allowed"
        case .infraError, .overloaded, .sessionLost:
            "\(result.outcome.rawValue): \(result.failure ?? "the sandbox failed; see the log")"
        }
    }
}

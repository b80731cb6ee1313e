import ArgumentParser
import AssayJSON
import AssaySandbox
import AssayServer
import Configuration
import Foundation
import Logging

/// `assay run`
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs one program in the sandbox, without a server.",
        discussion: """
            The program's output goes to stdout and stderr; an outcome other than ok is told in one line on stderr.

            Exit codes:
              ok            0
              error         the program's own exit code
              signal        128 + the signal's number
              timeout       124
              memory_limit  137
              output_limit  153
              infra_error, session_lost  70
              overloaded    75
              a bad request or setting   64

            Examples:
              assay run solution.py
              echo 'print(1+1)' | assay run -
              assay run solution.py --stdin input.txt --timeout 5 --memory 256
              assay run tests.py --language pytest --json
              assay run plot.py --log-calls
            """)

    @Argument(help: "The program, or - for standard input.", completion: .file())
    var file: String

    @Option(help: "What runs it: python, pytest or bash.", completion: .list(Language.allCases.map(\.rawValue)))
    var language: String = "python"

    @Option(help: "Seconds of wall time (default: execution.default_timeout_s, 30).")
    var timeout: Double?

    @Option(help: "Mebibytes of memory (default: execution.default_memory_mb, 1024).")
    var memory: Int?

    @Option(help: "A file to give the program as standard input.", completion: .file())
    var stdin: String?

    @Option(help: "The name of a sandbox profile.")
    var profile: String?

    @Flag(help: "Print the whole result as /v1/execute answers it.")
    var json = false

    @Flag(help: "Name the calls that the profile refuses, but let them through (trusted programs only).")
    var logCalls = false

    @Flag(help: "Print the value of the last expression, as a REPL does.")
    var echo = false

    @OptionGroup var settings: ConfigurationOptions

    func validate() throws {
        guard Language(rawValue: self.language) != nil else {
            throw ValidationError(
                "--language must be one of \(Language.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if let timeout, !(timeout > 0 && timeout <= 86_400) {
            throw ValidationError("--timeout must be above 0 and up to 86400 seconds")
        }
        if let memory, memory < 1 { throw ValidationError("--memory must be at least 1") }
    }

    mutating func run() async throws {
        let result: ExecutionResult
        do {
            result = try await self.execute()
        } catch let refusal as ExecutionRefusal {
            let field = refusal.field.map { "\($0): " } ?? ""
            StandardStream.printError("assay run: \(field)\(refusal.message)")
            throw ExitCode(ExitStatus.usage)
        } catch let error as ConfigurationError {
            StandardStream.printError("assay run: \(error)")
            throw ExitCode(ExitStatus.usage)
        } catch {
            StandardStream.printError("assay run: \(StartFault.line(for: error))")
            throw ExitCode(ExitStatus.software)
        }
        self.report(result)
        let status = ExitStatus.status(of: result)
        if status != 0 { throw ExitCode(status) }
    }

    private func execute() async throws -> ExecutionResult {
        var configuration = try await self.settings.load(flags: [
            "execution.slots_per_tier": ConfigValue(.int(1), isSecret: false)
        ])
        if self.settings.logLevel == nil { configuration.logLevel = "warning" }
        let request = try self.request()
        if configuration.execution.tiers.contains(request.tier) { configuration.execution.tiers = [request.tier] }
        configuration.execution.logsRefused = self.logCalls
        let logger = Logger.standardError(label: "assay", level: configuration.logLevel)
        let executor = try Executor(configuration: configuration.execution, logger: logger)
        return try await withThrowingTaskGroup(of: ExecutionResult?.self) { group in
            group.addTask {
                try await executor.run()
                return nil
            }
            group.addTask {
                try await executor.waitUntilReady()
                return try await executor.execute(request)
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private func request() throws -> ExecutionRequest {
        var request = ExecutionRequest(code: String(decoding: try Self.contents(of: self.file), as: UTF8.self))
        request.language = Language(rawValue: self.language) ?? .python
        request.timeout = self.timeout.map { .seconds($0) }
        request.memoryMegabytes = self.memory
        request.standardInput = try self.stdin.map(Self.contents(of:)) ?? []
        request.echoLast = self.echo || self.json
        request.profile = self.profile
        return request
    }

    private static func contents(of path: String) throws -> [UInt8] {
        do {
            if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw ConfigurationError("cannot read \(path)")
        }
    }

    private func report(_ result: ExecutionResult) {
        if self.json {
            StandardStream.print(result.json.text)
            return
        }
        StandardStream.write(result.standardOutput, to: .standardOutput)
        if self.echo, let value = result.value { StandardStream.print(value) }
        StandardStream.write(result.standardError, to: .standardError)
        if self.logCalls {
            let calls = result.denied.isEmpty ? "none" : result.denied.joined(separator: ", ")
            StandardStream.printError("assay run: calls beyond the profile: \(calls)")
        }
        if let notice = result.refusalNotice { StandardStream.printError("assay run: \(notice)") }
        if let notice = ExitStatus.notice(of: result) { StandardStream.printError("assay run: \(notice)") }
    }
}

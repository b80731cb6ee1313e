package import AssayClient
package import AssayJSON
import AssayOutcome

/// `code_interpreter`: runs Python in the sandbox, with the seed's imports before it, and answers what it printed and
/// the value of its last expression.
package struct CodeInterpreter: Tool {
    /// How programs run, and what the policy is told of them.
    package struct Settings: Sendable, Equatable {
        package var timeout: Duration = .seconds(30)
        package var memoryMegabytes = 1024
        package var language = Program.Language.python
        package var prelude: Program.Prelude? = .seed

        package init() {}
    }

    package static let name = "code_interpreter"

    /// What the policy is told where no configuration says otherwise.
    package static let schema = ToolSchema(
        name: name,
        description: "Run Python code in a sandbox. Answers what it prints and the value of its last expression. "
            + "The names of math and sympy and numpy as np are imported.",
        texts: [(name: "code", description: "The Python code to run.")])

    /// What is answered of a program that says nothing.
    package static let silence = "(no output: print the result, or end with an expression)"

    package let schema: ToolSchema
    package let settings: Settings
    package let runner: any ProgramRunner

    package init(
        runner: any ProgramRunner, settings: Settings = Settings(), schema: ToolSchema = CodeInterpreter.schema
    ) {
        self.schema = schema
        self.settings = settings
        self.runner = runner
    }

    /// Programs share nothing, so that an instance holds nothing.
    package func create(_ arguments: JSONObject) -> any ToolInstance { Instance(interpreter: self) }

    private struct Instance: ToolInstance {
        let interpreter: CodeInterpreter

        func execute(_ arguments: JSONObject) async throws -> ToolResult {
            try await self.interpreter.run(arguments["code"])
        }
    }

    /// Runs what a call's `code` says.
    func run(_ code: JSONValue?) async throws -> ToolResult {
        let code = CodeFence.content(of: code?.string ?? code.map(\.text) ?? "")
        guard !code.allSatisfy(\.isWhitespace) else {
            return Self.failed("there is no code; pass it as the argument 'code'", outcome: .error, code: code)
        }
        let program = Program(
            code: code, language: self.settings.language, timeout: self.settings.timeout,
            memoryMegabytes: self.settings.memoryMegabytes, prelude: self.settings.prelude)
        do {
            return ProgramReport(try await self.runner.execute(program), settings: self.settings).result(of: code)
        } catch let error as ClientError {
            // A program that the server will not run, for its size or its text, is the policy's own doing.
            let isRefusal = error.code == .refused && [400, 413, 422].contains(error.status)
            return Self.failed(error.message, outcome: isRefusal ? .error : .infraError, code: code)
        }
    }

    static func failed(
        _ reason: String, outcome: Outcome, code: String, execution: Execution? = nil
    ) -> ToolResult {
        ToolResult(
            "Execution failed: \(reason)", outcome: outcome, reward: 0, metrics: JSONObject([("exec_status", "error")]),
            execution: execution, code: code)
    }
}

/// A program to run once, isolated: what `POST /v1/execute` takes. What is nil is left to the server's default.
package struct Program: Sendable, Equatable {
    /// What runs a program.
    package enum Language: String, Sendable, CaseIterable {
        case python
        case pytest
        case bash
    }

    /// What runs before the program, in its namespace.
    package enum Prelude: Sendable, Equatable {
        /// The seed's imports: `math`'s names, NumPy as `np`, SymPy's names beneath.
        case seed
        /// This code.
        case code(String)
    }

    package var code: String
    package var language: Language
    /// What it reads from standard input; nothing if nil.
    package var standardInput: String?
    /// Wall time; above 0. More than the server's maximum is cut to it.
    package var timeout: Duration?
    /// Mebibytes beyond the interpreter's own; from 1. More than the server's maximum is cut to it.
    package var memoryMegabytes: Int?
    /// Contents by path, written before the run.
    package var files: [String: [UInt8]]
    /// Paths to bring back after it.
    package var fetchFiles: [String]
    package var prelude: Prelude?
    /// Whether ``Execution/value`` tells the last expression's value, as a REPL shows it.
    package var echoesLast: Bool
    /// The name of a sandbox profile.
    package var profile: String?
    /// The same key and program within 10 minutes are answered with the first run's result; 1 to 255 bytes. Nil makes a
    /// random one for each call, so that a call that is repeated after a lost reply runs once.
    package var idempotencyKey: String?

    package init(
        code: String, language: Language = .python, standardInput: String? = nil, timeout: Duration? = nil,
        memoryMegabytes: Int? = nil, files: [String: [UInt8]] = [:], fetchFiles: [String] = [],
        prelude: Prelude? = nil, echoesLast: Bool = true, profile: String? = nil, idempotencyKey: String? = nil
    ) {
        self.code = code
        self.language = language
        self.standardInput = standardInput
        self.timeout = timeout
        self.memoryMegabytes = memoryMegabytes
        self.files = files
        self.fetchFiles = fetchFiles
        self.prelude = prelude
        self.echoesLast = echoesLast
        self.profile = profile
        self.idempotencyKey = idempotencyKey
    }
}

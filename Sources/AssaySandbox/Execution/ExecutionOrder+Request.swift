import WorkerProtocol

extension ExecutionOrder {
    /// A request with every limit filled in and cut to what the server allows.
    /// - Throws: ``ExecutionRefusal`` for a path that no file can have.
    init(_ request: ExecutionRequest, configuration: ExecutorConfiguration) throws {
        let timeout = min(request.timeout ?? configuration.defaultTimeout, configuration.maximumTimeout)
        let asked = request.memoryMegabytes ?? 0
        let memory = min(asked > 0 ? asked : configuration.defaultMemoryMegabytes, configuration.maximumMemoryMegabytes)
        self.init(
            language: request.language.wire, code: Array(request.code.utf8),
            prelude: Prelude(text: request.prelude ?? ""), echoLast: request.echoLast,
            standardInput: request.standardInput,
            files: try request.files.sorted { $0.key < $1.key }.map { path, contents in
                FileContents(path: try Self.checked(path, field: "files"), contents: contents)
            },
            fetchPaths: try request.fetchFiles.map { try Self.checked($0, field: "fetch_files") },
            fetchLimit: UInt64(configuration.fetchLimitBytes),
            wallMilliseconds: UInt32(clamping: max(0, timeout.wholeMilliseconds)), memoryBytes: UInt64(memory) << 20,
            outputKeep: UInt32(clamping: configuration.outputKeepBytes),
            outputLimit: UInt64(configuration.outputLimitBytes), listsFiles: request.listsFiles,
            style: request.style.wire, environment: try Self.checked(request.environment))
    }

    private static func checked(_ environment: [String: String]) throws -> [[UInt8]] {
        try environment.sorted { $0.key < $1.key }.map { name, value in
            let variable = Array("\(name)=\(value)".utf8)
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")), !variable.contains(0) else {
                throw ExecutionRefusal(
                    code: "bad_variable", message: "\(name) cannot be an environment variable", field: "environment")
            }
            return variable
        }
    }

    private static func checked(_ path: String, field: String) throws -> [UInt8] {
        let bytes = Array(path.utf8)
        guard !bytes.contains(0) else {
            throw ExecutionRefusal(code: "bad_path", message: "a path holds a NUL", field: field)
        }
        let parts = bytes.split(separator: UInt8(ascii: "/"))
        guard parts.contains(where: { $0 != [UInt8(ascii: ".")] && $0 != [UInt8(ascii: "."), UInt8(ascii: ".")] })
        else {
            throw ExecutionRefusal(code: "bad_path", message: "\(path) names no file", field: field)
        }
        guard bytes.count < 4096, parts.allSatisfy({ $0.count < 256 }) else {
            throw ExecutionRefusal(code: "bad_path", message: "a path is too long", field: field)
        }
        return bytes
    }
}

extension Language {
    var wire: ExecutionOrder.Language {
        switch self {
        case .python: .python
        case .pytest: .pytest
        case .bash: .bash
        }
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (seconds < 0 ? .min : .max) : product + attoseconds / 1_000_000_000_000_000
    }
}

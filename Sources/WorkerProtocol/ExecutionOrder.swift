/// A path with its contents, as bytes: names of files that programs make need not be UTF-8.
package struct FileContents: WireCodable {
    package var path: [UInt8]
    package var contents: [UInt8]

    package init(path: [UInt8], contents: [UInt8]) {
        self.path = path
        self.contents = contents
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.path = try reader.readBytes()
        self.contents = try reader.readBytes()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.path)
        writer.write(self.contents)
    }
}

/// One program to run once, with everything that belongs to it.
package struct ExecutionOrder: WireCodable {
    package enum Language: UInt8, Sendable {
        case python = 0
        case pytest = 1
        case bash = 2
    }

    package var language: Language
    package var code: [UInt8]
    package var prelude: Prelude
    /// Whether the last expression's value is reported, as a REPL shows it.
    package var echoLast: Bool
    package var standardInput: [UInt8]
    /// Paths relative to the working directory, or absolute; all inside the private root.
    package var files: [FileContents]
    /// Files to bring back afterwards, same rules.
    package var fetchPaths: [[UInt8]]
    /// Most bytes that all fetched files may have together.
    package var fetchLimit: UInt64
    /// Wall-clock limit, milliseconds.
    package var wallMilliseconds: UInt32
    /// Memory beyond the interpreter's own, bytes.
    package var memoryBytes: UInt64
    /// Bytes kept of the head, and again of the tail, of each output stream.
    package var outputKeep: UInt32
    /// Bytes of either stream after which the execution is ended with `output_limit`.
    package var outputLimit: UInt64
    /// Whether output is sent on as it comes, beside the report.
    package var streamsOutput: Bool
    /// Whether the report lists the files of the working directory.
    package var listsFiles: Bool
    /// How a session's cell shows its value and exception; programs have no choice.
    package var style: CellStyle
    /// `NAME=value` for each variable that a session's cell has beside those of every program, and no later cell.
    package var environment: [[UInt8]]

    package init(
        language: Language, code: [UInt8], prelude: Prelude, echoLast: Bool, standardInput: [UInt8],
        files: [FileContents], fetchPaths: [[UInt8]], fetchLimit: UInt64, wallMilliseconds: UInt32,
        memoryBytes: UInt64, outputKeep: UInt32, outputLimit: UInt64,
        streamsOutput: Bool = false, listsFiles: Bool = false, style: CellStyle = .program,
        environment: [[UInt8]] = []
    ) {
        self.language = language
        self.code = code
        self.prelude = prelude
        self.echoLast = echoLast
        self.standardInput = standardInput
        self.files = files
        self.fetchPaths = fetchPaths
        self.fetchLimit = fetchLimit
        self.wallMilliseconds = wallMilliseconds
        self.memoryBytes = memoryBytes
        self.outputKeep = outputKeep
        self.outputLimit = outputLimit
        self.streamsOutput = streamsOutput
        self.listsFiles = listsFiles
        self.style = style
        self.environment = environment
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        guard let language = Language(rawValue: try reader.read()) else { throw .unknownValue }
        self.language = language
        self.code = try reader.readBytes()
        self.prelude = try Prelude(from: &reader)
        self.echoLast = try reader.readBool()
        self.standardInput = try reader.readBytes()
        self.files = try reader.readList()
        self.fetchPaths = try reader.readList { (reader) throws(WireError) in try reader.readBytes() }
        self.fetchLimit = try reader.read()
        self.wallMilliseconds = try reader.read()
        self.memoryBytes = try reader.read()
        self.outputKeep = try reader.read()
        self.outputLimit = try reader.read()
        self.streamsOutput = try reader.readBool()
        self.listsFiles = try reader.readBool()
        guard let style = CellStyle(rawValue: try reader.read()) else { throw .unknownValue }
        self.style = style
        self.environment = try reader.readList { (reader) throws(WireError) in try reader.readBytes() }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.language.rawValue)
        writer.write(self.code)
        self.prelude.encode(into: &writer)
        writer.write(self.echoLast)
        writer.write(self.standardInput)
        writer.write(self.files)
        writer.write(self.fetchPaths) { $0.write($1) }
        writer.write(self.fetchLimit)
        writer.write(self.wallMilliseconds)
        writer.write(self.memoryBytes)
        writer.write(self.outputKeep)
        writer.write(self.outputLimit)
        writer.write(self.streamsOutput)
        writer.write(self.listsFiles)
        writer.write(self.style.rawValue)
        writer.write(self.environment) { $0.write($1) }
    }
}

/// A path with its contents, as bytes: names of files that programs make need not be UTF-8.
public struct FileContents: WireCodable {
    public var path: [UInt8]
    public var contents: [UInt8]

    public init(path: [UInt8], contents: [UInt8]) {
        self.path = path
        self.contents = contents
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        self.path = try reader.readBytes()
        self.contents = try reader.readBytes()
    }

    public func encode(into writer: inout ByteWriter) {
        writer.write(self.path)
        writer.write(self.contents)
    }
}

/// One program to run once, with everything that belongs to it.
public struct ExecutionOrder: WireCodable {
    public enum Language: UInt8, Sendable {
        case python = 0
        case pytest = 1
        case bash = 2
    }

    public var language: Language
    public var code: [UInt8]
    /// Python run before the code in the same namespace; empty for none.
    public var prelude: [UInt8]
    /// Whether the last expression's value is reported, as a REPL shows it.
    public var echoLast: Bool
    public var standardInput: [UInt8]
    /// Paths relative to the working directory, or absolute; all inside the private root.
    public var files: [FileContents]
    /// Files to bring back afterwards, same rules.
    public var fetchPaths: [[UInt8]]
    /// Most bytes that all fetched files may have together.
    public var fetchLimit: UInt64
    /// Wall-clock limit, milliseconds.
    public var wallMilliseconds: UInt32
    /// Memory beyond the interpreter's own, bytes.
    public var memoryBytes: UInt64
    /// Bytes kept of the head, and again of the tail, of each output stream.
    public var outputKeep: UInt32
    /// Bytes of either stream after which the execution is ended with `output_limit`.
    public var outputLimit: UInt64

    public init(
        language: Language, code: [UInt8], prelude: [UInt8], echoLast: Bool, standardInput: [UInt8],
        files: [FileContents], fetchPaths: [[UInt8]], fetchLimit: UInt64, wallMilliseconds: UInt32,
        memoryBytes: UInt64, outputKeep: UInt32, outputLimit: UInt64
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
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        guard let language = Language(rawValue: try reader.read()) else { throw .unknownValue }
        self.language = language
        self.code = try reader.readBytes()
        self.prelude = try reader.readBytes()
        self.echoLast = try reader.readBool()
        self.standardInput = try reader.readBytes()
        self.files = try reader.readList()
        self.fetchPaths = try reader.readList { (reader) throws(WireError) in try reader.readBytes() }
        self.fetchLimit = try reader.read()
        self.wallMilliseconds = try reader.read()
        self.memoryBytes = try reader.read()
        self.outputKeep = try reader.read()
        self.outputLimit = try reader.read()
    }

    public func encode(into writer: inout ByteWriter) {
        writer.write(self.language.rawValue)
        writer.write(self.code)
        writer.write(self.prelude)
        writer.write(self.echoLast)
        writer.write(self.standardInput)
        writer.write(self.files)
        writer.write(self.fetchPaths) { $0.write($1) }
        writer.write(self.fetchLimit)
        writer.write(self.wallMilliseconds)
        writer.write(self.memoryBytes)
        writer.write(self.outputKeep)
        writer.write(self.outputLimit)
    }
}

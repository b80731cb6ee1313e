/// One output stream as the supervisor read it: whole when it fits, else its head and its tail.
public struct CapturedStream: WireCodable {
    public var head: [UInt8]
    public var tail: [UInt8]
    /// Bytes the program wrote, kept or not.
    public var totalBytes: UInt64

    public init(head: [UInt8] = [], tail: [UInt8] = [], totalBytes: UInt64 = 0) {
        self.head = head
        self.tail = tail
        self.totalBytes = totalBytes
    }

    /// Whether bytes between head and tail were let go.
    public var isTruncated: Bool { self.totalBytes > UInt64(self.head.count + self.tail.count) }

    public init(from reader: inout ByteReader) throws(WireError) {
        self.head = try reader.readBytes()
        self.tail = try reader.readBytes()
        self.totalBytes = try reader.read()
    }

    public func encode(into writer: inout ByteWriter) {
        writer.write(self.head)
        writer.write(self.tail)
        writer.write(self.totalBytes)
    }
}

/// What the supervisor observed of one execution. Only ``claims`` comes from the program itself.
public struct ExecutionReport: WireCodable {
    /// How the execution ended, by facts the program cannot forge.
    public enum End: Sendable, Equatable {
        /// It ended by itself with this exit status.
        case exited(Int32)
        /// A signal ended it that the supervisor did not send.
        case signaled(Int32)
        /// The supervisor's clock ran out.
        case timedOut
        /// The kernel's out-of-memory killer ended it (its cgroup counted so).
        case outOfMemory
        /// A stream passed its limit.
        case outputLimit
        /// The server asked for its end.
        case cancelled
        /// Confinement or delivery failed before the first byte of the program ran: never scored.
        case notStarted(WorkerFailure)
    }

    public var end: End
    public var standardOutput: CapturedStream
    public var standardError: CapturedStream
    /// The runner's result frame (JSON), unverified, at most 1 MiB; empty if it sent none.
    public var claims: [UInt8]
    public var files: [FileContents]
    /// System calls that were refused, each name once, in order of first appearance.
    public var denied: [String]
    public var wallNanoseconds: UInt64
    public var cpuNanoseconds: UInt64
    public var peakMemoryBytes: UInt64

    public init(
        end: End, standardOutput: CapturedStream = .init(), standardError: CapturedStream = .init(),
        claims: [UInt8] = [], files: [FileContents] = [], denied: [String] = [], wallNanoseconds: UInt64 = 0,
        cpuNanoseconds: UInt64 = 0, peakMemoryBytes: UInt64 = 0
    ) {
        self.end = end
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.claims = claims
        self.files = files
        self.denied = denied
        self.wallNanoseconds = wallNanoseconds
        self.cpuNanoseconds = cpuNanoseconds
        self.peakMemoryBytes = peakMemoryBytes
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        self.end = try End(from: &reader)
        self.standardOutput = try CapturedStream(from: &reader)
        self.standardError = try CapturedStream(from: &reader)
        self.claims = try reader.readBytes()
        self.files = try reader.readList()
        self.denied = try reader.readList { (reader) throws(WireError) in try reader.readString() }
        self.wallNanoseconds = try reader.read()
        self.cpuNanoseconds = try reader.read()
        self.peakMemoryBytes = try reader.read()
    }

    public func encode(into writer: inout ByteWriter) {
        writer.write(self.end)
        writer.write(self.standardOutput)
        writer.write(self.standardError)
        writer.write(self.claims)
        writer.write(self.files)
        writer.write(self.denied) { $0.write($1) }
        writer.write(self.wallNanoseconds)
        writer.write(self.cpuNanoseconds)
        writer.write(self.peakMemoryBytes)
    }
}

extension ExecutionReport.End: WireCodable {
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.read(UInt8.self) {
        case 0: self = .exited(try reader.read())
        case 1: self = .signaled(try reader.read())
        case 2: self = .timedOut
        case 3: self = .outOfMemory
        case 4: self = .outputLimit
        case 5: self = .cancelled
        case 6: self = .notStarted(try WorkerFailure(from: &reader))
        default: throw .unknownValue
        }
    }

    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .exited(let status):
            writer.write(UInt8(0))
            writer.write(status)
        case .signaled(let signal):
            writer.write(UInt8(1))
            writer.write(signal)
        case .timedOut: writer.write(UInt8(2))
        case .outOfMemory: writer.write(UInt8(3))
        case .outputLimit: writer.write(UInt8(4))
        case .cancelled: writer.write(UInt8(5))
        case .notStarted(let failure):
            writer.write(UInt8(6))
            writer.write(failure)
        }
    }
}

/// One output stream as the supervisor read it: whole when it fits, else its head and its tail.
package struct CapturedStream: WireCodable {
    package var head: [UInt8]
    package var tail: [UInt8]
    /// Bytes the program wrote, kept or not.
    package var totalBytes: UInt64

    package init(head: [UInt8] = [], tail: [UInt8] = [], totalBytes: UInt64 = 0) {
        self.head = head
        self.tail = tail
        self.totalBytes = totalBytes
    }

    /// Whether bytes between head and tail were let go.
    package var isTruncated: Bool { self.totalBytes > UInt64(self.head.count + self.tail.count) }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.head = try reader.readBytes()
        self.tail = try reader.readBytes()
        self.totalBytes = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.head)
        writer.write(self.tail)
        writer.write(self.totalBytes)
    }
}

/// What the supervisor observed of one execution. Only ``claims`` comes from the program itself.
package struct ExecutionReport: WireCodable {
    /// How the execution ended, by facts the program cannot forge.
    package enum End: Sendable, Equatable {
        /// It ended by itself with this exit status.
        case exited(Int32)
        /// A session's cell came to its end with this status, 0 or 1, and its interpreter goes on. The interpreter's own
        /// word: nobody else can know.
        case returned(Int32)
        /// A signal ended it that the supervisor did not send.
        case signaled(Int32)
        /// SIGKILL ended it, which neither the supervisor nor, as far as the supervisor saw, the program itself sent: the
        /// host's out-of-memory killer, or somebody with a shell.
        case killedFromOutside
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

    package var end: End
    /// Whether a session's interpreter is still there, whatever ended the cell.
    package var isAlive: Bool
    package var standardOutput: CapturedStream
    package var standardError: CapturedStream
    /// The runner's result frame (JSON), unverified, at most 4 MiB; empty if it sent none.
    package var claims: [UInt8]
    package var files: [FileContents]
    /// What the working directory holds, where the order asks for it.
    package var listing: [FileEntry]
    /// System calls that were refused, each name once, in order of first appearance.
    package var denied: [String]
    /// Whether it asked for more memory than its limit leaves, as the supervisor saw it.
    package var metMemoryLimit: Bool
    package var wallNanoseconds: UInt64
    package var cpuNanoseconds: UInt64
    package var layerCosts: LayerCosts
    package var peakMemoryBytes: UInt64

    package init(
        end: End, isAlive: Bool = false, standardOutput: CapturedStream = .init(),
        standardError: CapturedStream = .init(),
        claims: [UInt8] = [], files: [FileContents] = [], listing: [FileEntry] = [], denied: [String] = [],
        metMemoryLimit: Bool = false,
        wallNanoseconds: UInt64 = 0,
        cpuNanoseconds: UInt64 = 0,
        layerCosts: LayerCosts = LayerCosts(), peakMemoryBytes: UInt64 = 0
    ) {
        self.end = end
        self.isAlive = isAlive
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.claims = claims
        self.files = files
        self.listing = listing
        self.denied = denied
        self.metMemoryLimit = metMemoryLimit
        self.wallNanoseconds = wallNanoseconds
        self.cpuNanoseconds = cpuNanoseconds
        self.layerCosts = layerCosts
        self.peakMemoryBytes = peakMemoryBytes
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.end = try End(from: &reader)
        self.isAlive = try reader.readBool()
        self.standardOutput = try CapturedStream(from: &reader)
        self.standardError = try CapturedStream(from: &reader)
        self.claims = try reader.readBytes()
        self.files = try reader.readList()
        self.listing = try reader.readList()
        self.denied = try reader.readList { (reader) throws(WireError) in try reader.readString() }
        self.metMemoryLimit = try reader.readBool()
        self.wallNanoseconds = try reader.read()
        self.cpuNanoseconds = try reader.read()
        self.layerCosts = try LayerCosts(from: &reader)
        self.peakMemoryBytes = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.end)
        writer.write(self.isAlive)
        writer.write(self.standardOutput)
        writer.write(self.standardError)
        writer.write(self.claims)
        writer.write(self.files)
        writer.write(self.listing)
        writer.write(self.denied) { $0.write($1) }
        writer.write(self.metMemoryLimit)
        writer.write(self.wallNanoseconds)
        writer.write(self.cpuNanoseconds)
        writer.write(self.layerCosts)
        writer.write(self.peakMemoryBytes)
    }
}

extension ExecutionReport.End: WireCodable {
    package init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.read(UInt8.self) {
        case 0: self = .exited(try reader.read())
        case 1: self = .signaled(try reader.read())
        case 2: self = .timedOut
        case 3: self = .outOfMemory
        case 4: self = .outputLimit
        case 5: self = .cancelled
        case 7: self = .killedFromOutside
        case 8: self = .returned(try reader.read())
        case 6: self = .notStarted(try WorkerFailure(from: &reader))
        default: throw .unknownValue
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .exited(let status):
            writer.write(UInt8(0))
            writer.write(status)
        case .returned(let status):
            writer.write(UInt8(8))
            writer.write(status)
        case .signaled(let signal):
            writer.write(UInt8(1))
            writer.write(signal)
        case .timedOut: writer.write(UInt8(2))
        case .outOfMemory: writer.write(UInt8(3))
        case .outputLimit: writer.write(UInt8(4))
        case .cancelled: writer.write(UInt8(5))
        case .killedFromOutside: writer.write(UInt8(7))
        case .notStarted(let failure):
            writer.write(UInt8(6))
            writer.write(failure)
        }
    }
}

/// One rule of a seccomp profile, already resolved from its OCI form.
public struct SystemCallRule: WireCodable {
    public enum Action: UInt8, Sendable {
        case allow = 0
        /// Fails with ``SystemCallRule/errno``, silently: for calls that ordinary programs try and do without.
        case errno = 1
        /// Ends the program with SIGSYS.
        case kill = 2
        /// Fails with ``SystemCallRule/errno`` and is named in the result's `denied`.
        case refuse = 3
    }

    /// A condition on one argument, in libseccomp's terms.
    public struct Condition: WireCodable {
        /// `scmp_compare`: 1 ≠, 2 <, 3 ≤, 4 =, 5 ≥, 6 >, 7 masked =.
        public var comparison: UInt8
        /// Which argument, 0–5.
        public var index: UInt8
        /// The value, or the mask where masked.
        public var value: UInt64
        /// The value compared with after masking.
        public var valueTwo: UInt64

        public init(comparison: UInt8, index: UInt8, value: UInt64, valueTwo: UInt64 = 0) {
            self.comparison = comparison
            self.index = index
            self.value = value
            self.valueTwo = valueTwo
        }

        public init(from reader: inout ByteReader) throws(WireError) {
            self.comparison = try reader.read()
            self.index = try reader.read()
            self.value = try reader.read()
            self.valueTwo = try reader.read()
            guard (1...7).contains(self.comparison), self.index < 6 else { throw .unknownValue }
        }

        public func encode(into writer: inout ByteWriter) {
            writer.write(self.comparison)
            writer.write(self.index)
            writer.write(self.value)
            writer.write(self.valueTwo)
        }
    }

    public var name: String
    public var action: Action
    public var errno: Int32
    public var conditions: [Condition]

    public init(name: String, action: Action, errno: Int32 = 1, conditions: [Condition] = []) {
        self.name = name
        self.action = action
        self.errno = errno
        self.conditions = conditions
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        self.name = try reader.readString()
        guard let action = Action(rawValue: try reader.read()) else { throw .unknownValue }
        self.action = action
        self.errno = try reader.read()
        self.conditions = try reader.readList()
    }

    public func encode(into writer: inout ByteWriter) {
        writer.write(self.name)
        writer.write(self.action.rawValue)
        writer.write(self.errno)
        writer.write(self.conditions)
    }
}

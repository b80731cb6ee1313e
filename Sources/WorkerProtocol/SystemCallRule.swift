/// One rule of a seccomp profile, already resolved from its OCI form.
package struct SystemCallRule: WireCodable {
    package enum Action: UInt8, Sendable {
        case allow = 0
        /// Fails with ``SystemCallRule/errno``, silently: for calls that ordinary programs try and do without.
        case errno = 1
        /// Ends the program with SIGSYS.
        case kill = 2
        /// Fails with ``SystemCallRule/errno`` and is named in the result's `denied`.
        case refuse = 3
    }

    /// A condition on one argument, in libseccomp's terms.
    package struct Condition: WireCodable {
        /// `scmp_compare`: 1 ≠, 2 <, 3 ≤, 4 =, 5 ≥, 6 >, 7 masked =.
        package var comparison: UInt8
        /// Which argument, 0–5.
        package var index: UInt8
        /// The value, or the mask where masked.
        package var value: UInt64
        /// The value compared with after masking.
        package var valueTwo: UInt64

        package init(comparison: UInt8, index: UInt8, value: UInt64, valueTwo: UInt64 = 0) {
            self.comparison = comparison
            self.index = index
            self.value = value
            self.valueTwo = valueTwo
        }

        /// Whether a call with these arguments meets it.
        package func holds(for arguments: [UInt64]) -> Bool {
            guard Int(self.index) < arguments.count else { return false }
            let argument = arguments[Int(self.index)]
            return switch self.comparison {
            case 1: argument != self.value
            case 2: argument < self.value
            case 3: argument <= self.value
            case 4: argument == self.value
            case 5: argument >= self.value
            case 6: argument > self.value
            case 7: argument & self.value == self.valueTwo
            default: false
            }
        }

        package init(from reader: inout ByteReader) throws(WireError) {
            self.comparison = try reader.read()
            self.index = try reader.read()
            self.value = try reader.read()
            self.valueTwo = try reader.read()
            guard (1...7).contains(self.comparison), self.index < 6 else { throw .unknownValue }
        }

        package func encode(into writer: inout ByteWriter) {
            writer.write(self.comparison)
            writer.write(self.index)
            writer.write(self.value)
            writer.write(self.valueTwo)
        }
    }

    package var name: String
    package var action: Action
    package var errno: Int32
    package var conditions: [Condition]

    package init(name: String, action: Action, errno: Int32 = 1, conditions: [Condition] = []) {
        self.name = name
        self.action = action
        self.errno = errno
        self.conditions = conditions
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.name = try reader.readString()
        guard let action = Action(rawValue: try reader.read()) else { throw .unknownValue }
        self.action = action
        self.errno = try reader.read()
        self.conditions = try reader.readList()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.name)
        writer.write(self.action.rawValue)
        writer.write(self.errno)
        writer.write(self.conditions)
    }
}

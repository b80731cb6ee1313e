/// What an execution's isolation is made of, in the order in which it is put up; the fork is there to compare with.
package enum Layer: UInt8, CaseIterable, Sendable {
    /// The private root's tmpfs and the folders in it.
    case scratch
    case pipes
    /// The process that the pid namespace belongs to, entering and leaving it.
    case pidNamespace
    case fork
    /// The mount namespace, the binds and the pivot.
    case mounts
    case landlock
    /// Closing descriptors and lowering limits.
    case limits
    /// User, capabilities and no_new_privs.
    case privileges
    case seccomp
    case cgroup
    /// Killing what is left, reaping, and undoing the namespaces.
    case end

    /// As a metric's label has it.
    package var name: String {
        switch self {
        case .pidNamespace: "pid_namespace"
        default: "\(self)"
        }
    }
}

/// Wall time that each layer took for one execution, nanoseconds.
package struct LayerCosts: WireCodable {
    private var nanoseconds = [UInt64](repeating: 0, count: Layer.allCases.count)

    package init() {}

    package subscript(layer: Layer) -> UInt64 {
        get { self.nanoseconds[Int(layer.rawValue)] }
        set { self.nanoseconds[Int(layer.rawValue)] = newValue }
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        for layer in Layer.allCases { self[layer] = try reader.read() }
    }

    package func encode(into writer: inout ByteWriter) {
        for layer in Layer.allCases { writer.write(self[layer]) }
    }
}

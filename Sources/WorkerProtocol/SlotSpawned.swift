/// A template's answer to a ``SlotOrder``: the supervisor exists; it reports on its own socket from here on.
public struct SlotSpawned: WireCodable {
    public var slotID: UInt32
    /// The supervisor's pid as the server sees it.
    public var hostPID: Int32

    public init(slotID: UInt32, hostPID: Int32) {
        self.slotID = slotID
        self.hostPID = hostPID
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        self.slotID = try reader.read()
        self.hostPID = try reader.read()
    }

    public func encode(into writer: inout ByteWriter) {
        writer.write(self.slotID)
        writer.write(self.hostPID)
    }
}

/// A slot's first message: the layers in force on this host, such as `user_namespace` or `landlock`.
public struct SlotReady: WireCodable {
    public var layers: [String]
    /// Layers asked for that this host does not offer, each with the reason after a colon.
    public var missing: [String]

    public init(layers: [String], missing: [String]) {
        self.layers = layers
        self.missing = missing
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        self.layers = try reader.readList { (reader) throws(WireError) in try reader.readString() }
        self.missing = try reader.readList { (reader) throws(WireError) in try reader.readString() }
    }

    public func encode(into writer: inout ByteWriter) {
        writer.write(self.layers) { $0.write($1) }
        writer.write(self.missing) { $0.write($1) }
    }
}

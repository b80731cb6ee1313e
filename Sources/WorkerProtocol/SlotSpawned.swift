/// A template's answer to a ``SlotOrder``: the supervisor exists; it reports on its own socket from here on.
package struct SlotSpawned: WireCodable {
    package var slotID: UInt32
    /// The supervisor's pid as the server sees it.
    package var hostPID: Int32

    package init(slotID: UInt32, hostPID: Int32) {
        self.slotID = slotID
        self.hostPID = hostPID
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.slotID = try reader.read()
        self.hostPID = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.slotID)
        writer.write(self.hostPID)
    }
}

/// A slot's first message: the layers in force on this host, such as `user_namespace` or `landlock`.
package struct SlotReady: WireCodable {
    package var layers: [String]
    /// Layers asked for that this host does not offer, each with the reason after a colon.
    package var missing: [String]

    package init(layers: [String], missing: [String]) {
        self.layers = layers
        self.missing = missing
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.layers = try reader.readList { (reader) throws(WireError) in try reader.readString() }
        self.missing = try reader.readList { (reader) throws(WireError) in try reader.readString() }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.layers) { $0.write($1) }
        writer.write(self.missing) { $0.write($1) }
    }
}

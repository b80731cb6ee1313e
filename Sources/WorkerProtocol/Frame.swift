/// One message on a worker's socket: a 32-bit length, one kind byte, the payload.
package struct Frame: Sendable, Equatable {
    /// What the payload is. The arrows say who sends it.
    package enum Kind: UInt8, Sendable {
        /// template → server: ``TemplateReady``, once, when the interpreter is warm.
        case templateReady = 1
        /// template or slot → server: ``WorkerFailure``.
        case failed = 2
        /// server → template: ``SlotOrder``, with the slot's descriptors beside it.
        case spawnSlot = 3
        /// template → server: ``SlotSpawned``.
        case slotSpawned = 4
        /// slot → server: ``SlotReady``, once, when the first spare is confined and waiting.
        case slotReady = 5
        /// server → slot: ``ExecutionOrder``.
        case execute = 6
        /// server → slot: empty; end the execution that is running.
        case cancel = 7
        /// slot → server: ``ExecutionReport``.
        case executed = 8
        /// server → slot: ``ExecutionOrder``; its first turns the slot's spare into a session, whose interpreter stays.
        case cell = 9
        /// slot → server: ``OutputChunk``, for an order that asks for its output as it comes.
        case output = 10
        /// server → session: ``ForkOrder``, with a socket beside it; to the session's interpreter, empty.
        case fork = 11
        /// server → session: ``FileOrder``, between cells.
        case files = 12
        /// session → server: ``FileReport``.
        case filesDone = 13
    }

    /// Bytes before the payload.
    package static let headerSize = 5
    /// The largest payload either side accepts: code, files and output all fit with room.
    package static let maximumPayload = 512 << 20

    package var kind: Kind
    package var payload: [UInt8]

    package init(kind: Kind, payload: [UInt8] = []) {
        self.kind = kind
        self.payload = payload
    }

    package init<Message: WireCodable>(_ kind: Kind, _ message: Message) {
        self.init(kind: kind, payload: message.wireBytes)
    }

    /// Header and payload in one buffer.
    package var wireBytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(UInt32(self.payload.count))
        writer.write(self.kind.rawValue)
        return writer.bytes + self.payload
    }

    /// Reads the five header bytes.
    package static func header(_ bytes: [UInt8]) throws(WireError) -> (kind: Kind, payloadSize: Int) {
        var reader = ByteReader(bytes)
        let size = Int(try reader.read(UInt32.self))
        let raw = try reader.read(UInt8.self)
        guard size <= Self.maximumPayload else { throw .tooLong }
        guard let kind = Kind(rawValue: raw) else { throw .unknownValue }
        return (kind, size)
    }
}

import CZlib

/// Unpacks gzip (RFC 1952), one member after another.
final class GzipInflater {
    /// How much is unpacked at once: a few packed kilobytes may hold megabytes of zeros.
    private static let room = 1 << 20

    private let path: String
    /// In a place of its own: zlib keeps its address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var packed: [UInt8] = []
    private var consumed = 0
    private var isFull = false
    /// Whether the last member is whole and no other has begun.
    private var isBetweenMembers = true
    private var isPadding = false

    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    init(path: String) throws(AnswersError) {
        self.path = path
        self.stream = .allocate(capacity: 1)
        self.stream.initialize(to: z_stream())
        // 16 + 15: gzip alone, with the largest window.
        let status = inflateInit2_(self.stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw AnswersError(.unreadable, "cannot unpack \(path): zlib answers \(status)") }
    }

    deinit {
        inflateEnd(self.stream)
        self.stream.deallocate()
    }

    /// Whether all that was supplied is unpacked.
    var needsInput: Bool { self.consumed == self.packed.count && !self.isFull }

    func supply(_ packed: [UInt8]) {
        self.packed = packed
        self.consumed = 0
    }

    /// The next bytes; none where more must be supplied first.
    func unpack() throws(AnswersError) -> [UInt8] {
        if self.isBetweenMembers { self.beginMember() }
        guard !self.isPadding, !self.isBetweenMembers else { return [] }
        var status = Z_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.room) { room, count in
            self.packed.withUnsafeMutableBufferPointer { packed in
                self.stream.pointee.next_in = packed.baseAddress?.advanced(by: self.consumed)
                self.stream.pointee.avail_in = UInt32(packed.count - self.consumed)
                self.stream.pointee.next_out = room.baseAddress
                self.stream.pointee.avail_out = UInt32(Self.room)
                status = inflate(self.stream, Z_NO_FLUSH)
            }
            count = Self.room - Int(self.stream.pointee.avail_out)
        }
        self.consumed = self.packed.count - Int(self.stream.pointee.avail_in)
        self.isFull = status == Z_OK && bytes.count == Self.room
        self.isBetweenMembers = status == Z_STREAM_END
        // Z_BUF_ERROR: nothing was left to unpack, which is no fault.
        guard [Z_OK, Z_BUF_ERROR, Z_STREAM_END].contains(status) else {
            throw AnswersError(.unreadable, "cannot unpack \(self.path): its gzip data is damaged")
        }
        return bytes
    }

    /// Begins the member that follows, if one does. What is no member is padding, which `gzip` ignores, too.
    private func beginMember() {
        guard self.consumed < self.packed.count else { return }
        guard self.packed[self.consumed] == 0x1F else {
            self.isPadding = true
            self.consumed = self.packed.count
            return
        }
        inflateReset(self.stream)
        self.isBetweenMembers = false
    }

    /// - Throws: where the data ends within a member.
    func finish() throws(AnswersError) {
        guard self.isBetweenMembers else {
            throw AnswersError(.unreadable, "\(self.path) is cut off: its gzip data ends too early")
        }
    }
}

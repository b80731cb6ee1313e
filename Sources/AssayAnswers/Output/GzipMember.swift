import CZlib

/// Packs one member of a gzip file (RFC 1952). The same bytes, given in the same parts, give the same member.
final class GzipMember {
    /// In a place of its own: zlib keeps its address.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(AnswersError) {
        self.stream = .allocate(capacity: 1)
        self.stream.initialize(to: z_stream())
        // 16 + 15: gzip, with the largest window. It writes neither a time nor a name.
        let status = deflateInit2_(
            self.stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw AnswersError(.unwritable, "cannot pack: zlib answers \(status)") }
    }

    deinit {
        deflateEnd(self.stream)
        self.stream.deallocate()
    }

    /// - Returns: packed bytes that are ready.
    func pack(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var bytes = bytes
        var packed: [UInt8] = []
        bytes.withUnsafeMutableBufferPointer { bytes in
            self.stream.pointee.next_in = bytes.baseAddress
            self.stream.pointee.avail_in = UInt32(bytes.count)
            repeat {
                packed += [UInt8](unsafeUninitializedCapacity: 64 << 10) { room, count in
                    self.stream.pointee.next_out = room.baseAddress
                    self.stream.pointee.avail_out = UInt32(room.count)
                    deflate(self.stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    count = room.count - Int(self.stream.pointee.avail_out)
                }
            } while self.stream.pointee.avail_out == 0
        }
        return packed
    }
}

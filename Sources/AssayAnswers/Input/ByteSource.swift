import Glibc

/// The bytes of a file or of standard input, unpacked where they are gzip.
package final class ByteSource {
    /// How much is asked of the file at once.
    static let chunk = 256 << 10

    /// As given on the command line, for messages.
    let path: String
    /// The file's size; nil for what is no regular file.
    package let size: Int?
    /// How many bytes were read from the file, packed as they are.
    package private(set) var position = 0

    private let descriptor: Int32
    private var inflater: GzipInflater?
    private var isAtEnd = false
    private var hasStarted = false

    /// - Parameter path: a file, or `-` for standard input.
    package init(path: String) throws(AnswersError) {
        self.path = path
        self.descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard self.descriptor >= 0 else {
            throw AnswersError(.unreadable, "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        var status = stat()
        let isRegular = fstat(self.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        self.size = isRegular ? Int(status.st_size) : nil
    }

    deinit { close(self.descriptor) }

    /// The next bytes, some at least; nil at the end.
    func next() throws(AnswersError) -> [UInt8]? {
        guard self.hasStarted else { return try self.first() }
        guard let inflater else {
            let bytes = try self.readChunk()
            return bytes.isEmpty ? nil : bytes
        }
        while true {
            if inflater.needsInput {
                let packed = try self.readChunk()
                if packed.isEmpty {
                    try inflater.finish()
                    return nil
                }
                inflater.supply(packed)
            }
            let bytes = try inflater.unpack()
            if !bytes.isEmpty { return bytes }
        }
    }

    private func first() throws(AnswersError) -> [UInt8]? {
        let bytes = try self.readChunk()
        self.hasStarted = true
        guard GzipInflater.isGzip(bytes) else { return bytes.isEmpty ? nil : bytes }
        let inflater = try GzipInflater(path: self.path)
        inflater.supply(bytes)
        self.inflater = inflater
        return try self.next()
    }

    /// The next bytes of the file: two at least where it has them, so that gzip can be told; empty at its end.
    private func readChunk() throws(AnswersError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
            while !self.isAtEnd, count < (self.hasStarted ? 1 : 2) {
                let taken = Glibc.read(self.descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if taken < 0, errno == EINTR { continue }
                if taken < 0 { failure = errno }
                if taken <= 0 { self.isAtEnd = true }
                count += max(0, taken)
            }
        }
        guard failure == 0 else {
            throw AnswersError(.unreadable, "cannot read \(self.path): \(String(cString: strerror(failure)))")
        }
        self.position += bytes.count
        return bytes
    }
}

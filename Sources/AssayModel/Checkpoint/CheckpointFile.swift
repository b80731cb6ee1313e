import Glibc

/// A file that is read at places.
///
/// Not a mapping: one that another program cuts off would end this one.
final class CheckpointFile: Sendable {
    let path: String
    /// Bytes, as it was opened.
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(CheckpointError) {
        self.path = path
        self.descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard self.descriptor >= 0 else { throw CheckpointError(stage: path, Self.reason()) }
        var status = stat()
        let isRegular = fstat(self.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        self.size = Int(status.st_size)
        guard isRegular else { throw CheckpointError(stage: path, "it is no file") }
    }

    deinit { close(self.descriptor) }

    /// Fills a buffer from a place on.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(CheckpointError) {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(self.descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CheckpointError(stage: self.path, Self.reason()) }
            guard count > 0 else { throw CheckpointError(stage: self.path, "the file is cut off") }
            filled += count
        }
    }

    /// Some bytes, which must be there.
    func bytes(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= self.size else {
            throw CheckpointError(stage: self.path, "the file is cut off")
        }
        var bytes = [UInt8](repeating: 0, count: range.count)
        var failure: CheckpointError?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(CheckpointError) { try self.read(at: range.lowerBound, into: buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// All bytes of a file that is not large.
    static func contents(of path: String, atMost: Int) throws(CheckpointError) -> [UInt8] {
        let file = try CheckpointFile(path: path)
        guard file.size <= atMost else {
            throw CheckpointError(stage: path, "\(file.size) bytes, more than the \(atMost) it may have")
        }
        return try file.bytes(0..<file.size)
    }

    /// What the last call into the system says.
    static func reason() -> String { String(cString: strerror(errno)) }
}

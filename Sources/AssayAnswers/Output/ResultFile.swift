import Glibc

/// A file that batches of lines are appended to, packed where its name ends in `.gz`.
///
/// A packed file is a row of gzip members, so that it can be continued behind any of them.
package final class ResultFile {
    /// How many batches go into one gzip member.
    private static let batchesPerMember = 16

    private let path: String
    private let descriptor: Int32
    private let isPacked: Bool
    private var member: GzipMember?
    private var batches: Int
    /// How many bytes were written.
    private(set) var length: Int

    /// Opens a file, or standard output for `-`.
    /// - Parameters:
    ///   - length: how much of it is kept; the rest is cut off.
    ///   - batches: how many batches that is.
    ///   - inputs: files that must not be lost by writing to them.
    package init(path: String, keeping length: Int, batches: Int, inputs: [String]) throws(AnswersError) {
        guard !inputs.contains(where: { Self.isSame($0, path) }) else {
            throw AnswersError(.notContinuable, "\(path) is an input, too")
        }
        self.path = path
        self.isPacked = path.hasSuffix(".gz")
        self.length = length
        self.batches = batches
        self.descriptor = path == "-" ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard self.descriptor >= 0 else { throw self.failure("cannot write") }
        guard path != "-", self.isRegular else { return }
        guard flock(self.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw AnswersError(.notContinuable, "\(path) is being written by another process")
        }
        guard ftruncate(self.descriptor, off_t(length)) == 0, lseek(self.descriptor, off_t(length), SEEK_SET) >= 0
        else { throw self.failure("cannot write") }
    }

    deinit { close(self.descriptor) }

    /// The length of a file that is there; nil for none, and for what is no regular file.
    static func length(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_mode & S_IFMT == S_IFREG
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Whether it is a file, which can be cut and continued; devices and pipes are only written to.
    var isRegular: Bool {
        var status = stat()
        return fstat(self.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private func failure(_ what: String) -> AnswersError {
        AnswersError(.unwritable, "\(what) \(self.path): \(String(cString: strerror(errno)))")
    }

    /// Whether the file can be continued from here: no gzip member is open.
    var isContinuable: Bool { self.member == nil }

    /// Adds whole lines.
    package func append(_ batch: [UInt8]) throws(AnswersError) {
        self.batches += 1
        guard self.isPacked else { return try self.write(batch) }
        let member = if let member { member } else { try GzipMember() }
        let isLast = self.batches % Self.batchesPerMember == 0
        self.member = isLast ? nil : member
        try self.write(member.pack(batch, isLast: isLast))
    }

    /// Ends what is open and brings everything to the disk.
    package func finish() throws(AnswersError) {
        if let member {
            self.member = nil
            try self.write(member.pack([], isLast: true))
        } else if self.isPacked, self.length == 0 {
            // Nothing at all is no gzip file.
            try self.write(try GzipMember().pack([], isLast: true))
        }
        try self.synchronize()
    }

    /// Brings what was written to the disk, where there is one.
    func synchronize() throws(AnswersError) {
        guard fdatasync(self.descriptor) == 0 || errno == EINVAL || errno == EROFS else {
            throw self.failure("cannot write")
        }
    }

    private func write(_ bytes: [UInt8]) throws(AnswersError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.write(self.descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw self.failure("cannot write") }
            written += count
        }
        self.length += written
    }
}

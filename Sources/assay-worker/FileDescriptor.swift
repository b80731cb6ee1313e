import CSyscalls
import Glibc
import WorkerProtocol

/// A descriptor with the few blocking operations that the worker needs.
struct FileDescriptor: Equatable {
    static let standardError = FileDescriptor(raw: 2)

    let raw: Int32

    func close() {
        _ = Glibc.close(self.raw)
    }

    /// Writes everything; false once the other side is gone.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes { Glibc.write(self.raw, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            offset += written
        }
        return true
    }

    @discardableResult
    func write(_ text: String) -> Bool {
        self.write(Array(text.utf8))
    }

    /// Reads exactly `count` bytes; nil at the end of file or on an error.
    func read(exactly count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var offset = 0
        while offset < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
                return Glibc.read(self.raw, rest.baseAddress, rest.count)
            }
            if got < 0, errno == EINTR { continue }
            if got <= 0 { return nil }
            offset += got
        }
        return bytes
    }

    /// Reads once; nil at the end of file, empty when there is nothing now.
    func readAvailable(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let got = Glibc.read(self.raw, buffer.baseAddress, buffer.count)
            if got > 0 { return got }
            if got == 0 { return nil }
            if errno == EINTR { continue }
            return errno == EAGAIN ? 0 : nil
        }
    }

    /// Whether there is something to read now, or the end.
    var isReadable: Bool {
        var polled = pollfd(fd: self.raw, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    func waitUntilReadable() {
        var polled = pollfd(fd: self.raw, events: Int16(POLLIN), revents: 0)
        while poll(&polled, 1, -1) < 0, errno == EINTR {}
    }

    func setNonBlocking() {
        _ = fcntl(self.raw, F_SETFL, fcntl(self.raw, F_GETFL) | O_NONBLOCK)
    }

    /// Two ends of a socket that descriptors can be sent over, both close-on-exec.
    static func socketPair(
        _ kind: __socket_type = SOCK_STREAM, stage: String
    ) throws(WorkerFailure) -> (read: FileDescriptor, write: FileDescriptor) {
        var ends: [Int32] = [0, 0]
        let type = Int32(kind.rawValue | SOCK_CLOEXEC.rawValue)
        try attempt(stage) { socketpair(AF_UNIX, type, 0, &ends) }
        return (FileDescriptor(raw: ends[0]), FileDescriptor(raw: ends[1]))
    }

    /// A pipe, both ends close-on-exec.
    static func pipe(stage: String) throws(WorkerFailure) -> (read: FileDescriptor, write: FileDescriptor) {
        var ends: [Int32] = [0, 0]
        guard assay_pipe(&ends) == 0 else { throw WorkerFailure(stage: stage, errno: errno) }
        return (FileDescriptor(raw: ends[0]), FileDescriptor(raw: ends[1]))
    }
}

/// Runs a system call and names the stage when it fails.
@discardableResult
func attempt<Result: SignedInteger>(_ stage: String, _ call: () -> Result) throws(WorkerFailure) -> Result {
    let result = call()
    guard result >= 0 else { throw WorkerFailure(stage: stage, errno: errno) }
    return result
}

import Glibc

/// Two ends of a stream that descriptors can be sent over, both close-on-exec: one is ours, the other a worker's.
struct SocketPair {
    let own: Int32
    let theirs: Int32

    /// - Throws: an error with this code where the host has no more descriptors.
    init(_ code: SandboxError.Code, stage: String) throws(SandboxError) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SandboxError(code: code, stage: stage, message: "socketpair: errno \(errno)")
        }
        (self.own, self.theirs) = (ends[0], ends[1])
    }
}

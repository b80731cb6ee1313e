import Glibc

/// The datagram socket on which a service manager, systemd or one alike, is told of a service's states.
///
/// One datagram holds one state or more, a line each, such as `READY=1`. Nothing is ever answered.
struct ServiceManagerSocket: Sendable {
    /// What the manager calls the socket: a path, or `@` and a name without a file.
    let address: String

    /// The socket that `NOTIFY_SOCKET` names; nil where nobody listens, or at an address of another family.
    init?(environment: [String: String]) {
        guard let address = environment["NOTIFY_SOCKET"], address.hasPrefix("/") || address.hasPrefix("@"),
            address.utf8.count > 1, address.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path)
        else { return nil }
        self.address = address
    }

    /// Sends one datagram.
    /// - Returns: 0, or the error number of the call that failed.
    func send(_ state: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        var path = Array(self.address.utf8)
        // A name without a file begins with a zero byte and has none at its end.
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bytes = Array(state.utf8)
        let sent = withUnsafePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sent == bytes.count ? 0 : errno
    }
}

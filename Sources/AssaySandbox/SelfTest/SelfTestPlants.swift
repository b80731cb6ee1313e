import CSyscalls
import Glibc

/// What the self-test puts on the host's side of the walls, to see whether a program reaches it.
final class SelfTestPlants: Sendable {
    private let name = "assay-self-test-\(UInt64.random(in: .min ... .max))"
    private let descriptors: [Int32]
    private let port: UInt16

    /// Best effort: a host without a loopback has nothing there to reach.
    init() {
        let (tcp, port) = Self.listenOnLoopback()
        let abstract = Self.listenOnAbstractSocket(self.name)
        self.port = port
        self.descriptors = [tcp, abstract].filter { $0 >= 0 }
        let file = open(self.file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if file >= 0 {
            _ = write(file, "secret", 6)
            close(file)
        }
    }

    deinit {
        for descriptor in self.descriptors { close(descriptor) }
        unlink(self.file)
    }

    private var file: String { "/tmp/\(self.name)" }

    /// The plants as the Python that precedes a probe.
    var code: String {
        "PLANTS = {'port': \(self.port), 'abstract': '\(self.name)', 'file': '\(self.file)'}\n"
    }

    private static func listenOnLoopback() -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return (-1, 9) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, size) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, raw, &size) == 0
            }
        }
        return (descriptor, bound ? UInt16(bigEndian: address.sin_port) : 9)
    }

    private static func listenOnAbstractSocket(_ name: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return -1 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0[1...].copyBytes(from: name.utf8) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                if bind(descriptor, raw, size) == 0 { listen(descriptor, 8) }
            }
        }
        return descriptor
    }
}

import Foundation
import Glibc
import Synchronization

/// A server on a free port of loopback whose answers a test writes, byte for byte if need be.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method = ""
        var path = ""
        /// By name in lower case.
        var headers: [String: String] = [:]
        var body = ""
        /// Which connection it came by, from 0.
        var connection = 0
    }

    enum Answer: Sendable {
        /// A whole reply; its length is told.
        case reply(Int, headers: [String] = [], String)
        /// These bytes, and the end of the connection.
        case cut(String)
        /// The end of the connection by a reset.
        case reset
        /// No answer; the end of the client's side is told to ``hangUps``.
        case silence
    }

    /// An answer by request and by how many came before it.
    typealias Script = @Sendable (Request, Int) -> Answer

    private struct Log {
        var requests: [Request] = []
        var connections = 0
        var open = 0
        var mostOpen = 0
    }

    let port: UInt16
    /// One element for each connection that the client ended.
    let hangUps: AsyncStream<Void>
    private let hungUp: AsyncStream<Void>.Continuation
    private let listener: Int32
    private let log = Mutex(Log())

    /// Serves for as long as `body` runs.
    static func with<Value>(
        _ script: @escaping Script, _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let server = try ScriptedServer()
        Thread { server.accept(script) }.start()
        // An accept that waits ends thereby.
        defer { shutdown(server.listener, Int32(SHUT_RDWR)) }
        return try await body(server)
    }

    /// Serves with its own body each request but those that are left without an answer; `asked` has an element for each
    /// request.
    static func silent<Value>(
        to isUnanswered: @escaping @Sendable (Request) -> Bool = { _ in true },
        _ body: (ScriptedServer, _ asked: AsyncStream<Void>) async throws -> Value
    ) async throws -> Value {
        let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
        let script: Script = { request, _ in
            continuation.yield()
            return isUnanswered(request) ? .silence : .reply(200, request.body)
        }
        return try await self.with(script) { try await body($0, asked) }
    }

    private init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 512) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isBound else { throw POSIXError(.EADDRINUSE) }
        self.listener = listener
        self.port = UInt16(bigEndian: address.sin_port)
        (self.hangUps, self.hungUp) = AsyncStream.makeStream()
    }

    deinit { close(self.listener) }

    var url: String { "http://127.0.0.1:\(self.port)" }
    /// What was asked for so far.
    var requests: [Request] { self.log.withLock { $0.requests } }
    /// How many connections there were.
    var connections: Int { self.log.withLock { $0.connections } }
    /// How many there were at the same time.
    var mostConnections: Int { self.log.withLock { $0.mostOpen } }

    private func accept(_ script: @escaping Script) {
        while true {
            let connection = Glibc.accept(self.listener, nil, nil)
            guard connection >= 0 else { return }
            let index = self.log.withLock { log in
                log.connections += 1
                log.open += 1
                log.mostOpen = max(log.mostOpen, log.open)
                return log.connections - 1
            }
            Thread {
                self.serve(ScriptedConnection(socket: connection, index: index), script)
                self.log.withLock { $0.open -= 1 }
                close(connection)
            }
            .start()
        }
    }

    private func serve(_ connection: ScriptedConnection, _ script: Script) {
        var connection = connection
        while let request = connection.read() {
            let count = self.log.withLock { log in
                log.requests.append(request)
                return log.requests.count - 1
            }
            switch script(request, count) {
            case .reply(let status, let headers, let body):
                let lines = ["HTTP/1.1 \(status) X"] + headers + ["Content-Length: \(body.utf8.count)", "", body]
                connection.write(lines.joined(separator: "\r\n"))
            case .cut(let text):
                connection.write(text)
                return
            case .reset:
                connection.reset()
                return
            case .silence:
                break
            }
        }
        self.hungUp.yield()
    }
}

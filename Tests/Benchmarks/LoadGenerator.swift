import Foundation
import Glibc
import Synchronization

/// A closed loop: each connection sends its next request when it has the answer to the last.
struct LoadGenerator {
    let port: UInt16
    let body: String
    let connections: Int

    private var request: [UInt8] {
        let head =
            "POST /v1/execute HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(self.body.utf8.count)\r\n\r\n"
        return Array((head + self.body).utf8)
    }

    /// Loads for a time, after a tenth of it as warm-up.
    func run(seconds: Double) -> LoadResult {
        let warm = ContinuousClock.now + .seconds(seconds / 10)
        let end = warm + .seconds(seconds)
        return self.run(from: warm) { ContinuousClock.now < end }
    }

    /// Sends a number of requests in all.
    func run(requests: Int) -> LoadResult {
        let left = Atomic(requests)
        return self.run(from: .now) { left.subtract(1, ordering: .relaxed).oldValue > 0 }
    }

    private func run(from start: ContinuousClock.Instant, while more: @escaping @Sendable () -> Bool) -> LoadResult {
        let results = Mutex<[LoadResult]>([])
        let request = self.request
        let port = self.port
        let done = DispatchGroup()
        for _ in 0..<self.connections {
            done.enter()
            Thread {
                var result = LoadResult()
                let connection = HTTPConnection(port: port)
                defer { connection?.close() }
                while more() {
                    let sent = ContinuousClock.now
                    guard let answer = connection?.exchange(request) else {
                        result.outcomes["unanswered", default: 0] += 1
                        break
                    }
                    if sent >= start { result.note(answer, milliseconds: (ContinuousClock.now - sent).milliseconds) }
                }
                results.withLock { $0.append(result) }
                done.leave()
            }.start()
        }
        done.wait()
        var total = results.withLock { $0.reduce(into: LoadResult()) { $0.add($1) } }
        total.seconds = (ContinuousClock.now - start).milliseconds / 1000
        return total
    }
}

/// One blocking keep-alive connection.
struct HTTPConnection {
    private let socket: Int32

    init?(port: UInt16) {
        self.socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard self.socket >= 0, connected == 0 else {
            self.close()
            return nil
        }
        // An answer that never comes must end the measurement, not hold it.
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(self.socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    func close() { _ = Glibc.close(self.socket) }

    /// Sends a request and returns the answer's body.
    func exchange(_ request: [UInt8]) -> String? {
        self.bytes(of: request).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The same as bytes.
    func bytes(of request: [UInt8]) -> ArraySlice<UInt8>? {
        guard self.send(request) else { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        var body: Range<Int>?
        while body.map({ bytes.count < $0.upperBound }) ?? true {
            let count = recv(self.socket, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
            if body == nil, let end = Self.headEnd(bytes) {
                let head = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
                let length = head.firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.output.1) }
                // 204 has no body, and tells no length.
                guard let length = length ?? (head.hasPrefix("http/1.1 204") ? 0 : nil) else { return nil }
                body = end..<end + length
            }
        }
        return body.map { bytes[$0] }
    }

    private func send(_ request: [UInt8]) -> Bool {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(
                    self.socket, $0.baseAddress?.advanced(by: sent), request.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Where the body begins, once the whole head is there.
    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        return bytes.indices.first { bytes[$0...].starts(with: mark) }.map { $0 + mark.count }
    }
}

/// Latencies, outcomes and the server's own stages of many answers.
struct LoadResult {
    private var latencies: [Double] = []
    private var walls: [Double] = []
    private var queues: [Double] = []
    /// What of each latency is neither run nor queue.
    private var rests: [Double] = []
    var outcomes: [String: Int] = [:]
    var seconds = 0.0

    var answers: Int { self.latencies.count }
    var perSecond: Double { Double(self.answers) / self.seconds }

    mutating func note(_ body: String, milliseconds: Double) {
        self.latencies.append(milliseconds)
        self.outcomes[Self.text(body, "outcome") ?? "malformed", default: 0] += 1
        guard let wall = Self.number(body, "wall_s"), let queue = Self.number(body, "queue_s") else { return }
        self.walls.append(wall * 1000)
        self.queues.append(queue * 1000)
        self.rests.append(milliseconds - (wall + queue) * 1000)
    }

    mutating func add(_ other: LoadResult) {
        self.latencies += other.latencies
        self.walls += other.walls
        self.queues += other.queues
        self.rests += other.rests
        self.outcomes.merge(other.outcomes) { $0 + $1 }
    }

    func percentile(_ share: Double) -> Double { Self.percentile(share, of: self.latencies) }

    func row(_ name: String, _ connections: Int) -> String {
        [
            Machine.pad(name, 14), String(format: "%5d", connections), Machine.number(self.percentile(0.5), 8),
            Machine.number(self.percentile(0.95), 8), Machine.number(self.percentile(0.99), 8),
            Machine.number(self.perSecond, 9), Machine.number(Self.percentile(0.5, of: self.walls), 21),
            Machine.number(Self.percentile(0.5, of: self.queues), 10),
            Machine.number(Self.percentile(0.5, of: self.rests), 9),
        ].joined()
    }

    private static func percentile(_ share: Double, of values: [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        return values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]
    }

    private static func text(_ body: String, _ key: String) -> String? {
        guard let start = body.range(of: "\"\(key)\":\"")?.upperBound else { return nil }
        return String(body[start...].prefix { $0 != "\"" })
    }

    private static func number(_ body: String, _ key: String) -> Double? {
        guard let start = body.range(of: "\"\(key)\":")?.upperBound else { return nil }
        return Double(body[start...].prefix { "0123456789.e-+".contains($0) })
    }
}

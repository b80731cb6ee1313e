import Glibc

/// The server's side of one connection.
struct ScriptedConnection {
    let socket: Int32
    let index: Int
    private var bytes: [UInt8] = []

    init(socket: Int32, index: Int) {
        self.socket = socket
        self.index = index
    }

    /// The next request; nil where the client has ended the connection.
    mutating func read() -> ScriptedServer.Request? {
        while true {
            if let request = self.takeRequest() { return request }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(self.socket, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            self.bytes += chunk[..<count]
        }
    }

    func write(_ text: String) {
        var left = Array(text.utf8)[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes {
                send(self.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            left = left.dropFirst(count)
        }
    }

    /// Makes the close that follows a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    /// Takes a request that is there as a whole.
    private mutating func takeRequest() -> ScriptedServer.Request? {
        guard let head = self.bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: self.bytes[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        var request = ScriptedServer.Request(
            method: String(words[0]), path: String(words[1]), connection: self.index)
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        let end = head.upperBound + (request.headers["content-length"].flatMap { Int($0) } ?? 0)
        guard self.bytes.count >= end else { return nil }
        request.body = String(decoding: self.bytes[head.upperBound..<end], as: UTF8.self)
        self.bytes.removeSubrange(..<end)
        return request
    }
}

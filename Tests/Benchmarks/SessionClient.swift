import Foundation

/// The sessions' routes, on one connection.
struct SessionClient {
    private let connection: HTTPConnection

    init(port: UInt16) throws {
        guard let connection = HTTPConnection(port: port) else { throw SessionFault("the server cannot be reached") }
        self.connection = connection
    }

    func close() { self.connection.close() }

    /// Makes a session; returns its path.
    func create(tier: String) throws -> String {
        try self.path(in: self.answer(to: Self.request("POST", "/v1/sessions", #"{"tier":"\#(tier)"}"#)))
    }

    /// Forks a session; returns the branch's path.
    func fork(_ session: String) throws -> String {
        try self.path(in: self.answer(to: Self.request("POST", session + "/fork")))
    }

    func delete(_ session: String) throws {
        _ = try self.answer(to: Self.request("DELETE", session))
    }

    /// Runs a trivial cell, which must end with ok.
    func run(_ session: String) throws {
        let answer = try self.answer(to: Self.cell(session))
        guard answer.contains(#""outcome":"ok""#) else { throw SessionFault(answer) }
    }

    /// How many sessions the server counts.
    func live() throws -> Int {
        let metrics = try self.answer(to: Self.request("GET", "/metrics"))
        guard let match = metrics.firstMatch(of: /\nassay_sessions ([0-9]+)/), let count = Int(match.output.1) else {
            throw SessionFault("the server counts no sessions")
        }
        return count
    }

    private static func cell(_ session: String) -> [UInt8] {
        self.request("POST", session + "/execute", #"{"code":"1 + 1"}"#)
    }

    private static func request(_ method: String, _ path: String, _ body: String = "") -> [UInt8] {
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        return Array((head + body).utf8)
    }

    private func answer(to request: [UInt8]) throws -> String {
        guard let answer = self.connection.exchange(request) else { throw SessionFault("no answer came") }
        return answer
    }

    private func path(in answer: String) throws -> String {
        guard let match = answer.firstMatch(of: /"id":"([a-z0-9_]+)"/) else { throw SessionFault(answer) }
        return "/v1/sessions/\(match.output.1)"
    }
}

/// What kept sessions from being measured.
struct SessionFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

package import AssayJSON

/// A server's routes: where they are, the key they want, and what to do when they are busy.
package struct Endpoint: Sendable {
    /// One call's reply, and what its errors tell.
    package struct Exchange: Sendable {
        package var stage: String
        package var reply: HTTPReply
        package var requestID: String
        package var attempts: Int
    }

    private static let longestRequestID = 128

    package let address: ServerAddress
    package let http: HTTPClient
    private let authorization: String?
    private let retries: RetryPolicy
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double

    /// - Parameters:
    ///   - key: sent as `Authorization: Bearer KEY`.
    ///   - clock: pauses between attempts.
    ///   - jitter: a number from 0 to 1, another one each time.
    /// - Throws: ``ClientError`` where the address or the key cannot be used.
    package init(
        url: String, key: String? = nil, http: HTTPClient, retries: RetryPolicy = RetryPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) throws(ClientError) {
        self.address = try ServerAddress(url)
        if let key, !key.isPrintable {
            throw ClientError(
                .invalidArgument, stage: "key", message: "It must be printable ASCII without spaces, and not empty.")
        }
        self.authorization = key.map { "Bearer \($0)" }
        self.http = http
        self.retries = retries
        self.clock = clock
        self.jitter = jitter
    }

    /// Asks a route.
    /// - Throws: ``ClientError`` where there is no reply, `CancellationError` where the task is cancelled.
    package func get(_ path: String, deadline: Duration, requestID: String? = nil) async throws -> Exchange {
        try await self.send(.get, path, body: [], deadline: deadline, requestID: requestID)
    }

    /// Sends JSON to a route where a repeated call does no harm.
    /// - Parameters:
    ///   - deadline: for each attempt.
    ///   - requestID: passed as `X-Request-ID`; nil makes a random one.
    /// - Throws: ``ClientError`` where there is no reply, `CancellationError` where the task is cancelled.
    package func post(
        _ path: String, _ body: JSONValue, deadline: Duration, requestID: String? = nil
    ) async throws -> Exchange {
        try await self.send(.post, path, body: JSONWriter.bytes(body), deadline: deadline, requestID: requestID)
    }

    private func send(
        _ method: HTTPCall.Method, _ path: String, body: [UInt8], deadline: Duration, requestID: String?
    ) async throws -> Exchange {
        let requestID = requestID ?? RandomIdentifier.make()
        guard requestID.isPrintable, requestID.utf8.count <= Self.longestRequestID else {
            throw ClientError(
                .invalidArgument, stage: "request id",
                message: "It must be 1 to \(Self.longestRequestID) characters of printable ASCII without spaces.")
        }
        let call = HTTPCall(
            method, self.address.url(path), headers: self.headers(requestID, hasBody: method == .post), body: body,
            deadline: deadline)
        let stage = "\(method.rawValue) \(path)"
        var attempts = 0
        while true {
            let result = try await self.attempt(call)
            attempts += 1
            if let pause = self.retries.pause(after: result, attempts: attempts, jitter: self.jitter()) {
                try await self.clock.sleep(for: pause)
                continue
            }
            switch result {
            case .success(let reply):
                return Exchange(stage: stage, reply: reply, requestID: requestID, attempts: attempts)
            case .failure(var error):
                error.stage = stage
                error.requestID = requestID
                error.attempts = attempts
                throw error
            }
        }
    }

    private func attempt(_ call: HTTPCall) async throws -> Result<HTTPReply, ClientError> {
        do {
            return .success(try await self.http.send(call))
        } catch let error as ClientError {
            return .failure(error)
        }
    }

    private func headers(_ requestID: String, hasBody: Bool) -> [(name: String, value: String)] {
        var headers = [(name: "Accept", value: "application/json"), (name: "X-Request-ID", value: requestID)]
        if hasBody { headers.append((name: "Content-Type", value: "application/json")) }
        if let authorization = self.authorization { headers.append((name: "Authorization", value: authorization)) }
        return headers
    }
}

extension Endpoint.Exchange {
    /// The reply's JSON where its status is among `statuses`.
    /// - Throws: ``ClientError`` with the server's words where it is not, or where the reply is not JSON.
    package func json(_ statuses: Set<Int> = [200]) throws(ClientError) -> JSONValue {
        guard statuses.contains(self.reply.status) else { throw self.refusal }
        do {
            return try JSONParser.parse(self.reply.body)
        } catch {
            throw self.malformed("It is not JSON: \(error.message)")
        }
    }

    /// What the reply's JSON says, as `convert` reads it.
    /// - Throws: ``ClientError`` as ``json(_:)`` does, and where it cannot be read.
    package func read<Value>(
        _ statuses: Set<Int> = [200], _ convert: (JSONValue) throws(FieldFaults) -> Value
    ) throws(ClientError) -> Value {
        let json = try self.json(statuses)
        do {
            return try convert(json)
        } catch {
            throw self.malformed(error.description)
        }
    }

    /// What the server says of a call that it did not serve: RFC 9457's `detail`, or the beginning of whatever it sent.
    package var detail: String {
        let json = try? JSONParser.parse(self.reply.body)
        return json?["detail"]?.string ?? String(decoding: self.reply.body.prefix(200), as: UTF8.self)
    }

    private var refusal: ClientError {
        self.error(
            self.reply.status >= 500 ? .unavailable : .refused,
            self.detail.isEmpty ? "The server gives no reason." : self.detail)
    }

    private func malformed(_ message: String) -> ClientError { self.error(.malformedReply, message) }

    private func error(_ code: ClientError.Code, _ message: String) -> ClientError {
        ClientError(
            code, stage: self.stage, message: message, status: self.reply.status,
            requestID: self.reply.requestID ?? self.requestID, attempts: self.attempts)
    }
}

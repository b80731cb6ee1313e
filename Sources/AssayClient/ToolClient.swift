package import AssayJSON
import AssayOutcome

/// The tool and reward API of a server.
///
/// A program's end, an overload included, is a value: ``Execution/isScored`` tells whether a reward may be made of it.
/// What is thrown is a ``ClientError``, of which none ever is, or a `CancellationError`: a cancelled call is aborted, and
/// the server ends its program.
package struct ToolClient: Sendable {
    /// How long replies are waited for.
    package struct Patience: Sendable, Equatable {
        /// Beyond a program's own time: the server's queue, its retry, the way there and back.
        package var margin: Duration = .seconds(60)
        /// What the server gives a program that names no timeout.
        package var defaultTimeout: Duration = .seconds(30)
        /// For a batch, however many programs it has.
        package var longest: Duration = .seconds(3600)

        package init() {}

        /// For programs that may run one after the other. The server repeats a run that it failed once itself.
        func deadline(for programs: [Program]) -> Duration {
            let running = programs.reduce(Duration.zero) { $0 + ($1.timeout ?? self.defaultTimeout) }
            return min(self.margin + running * 2, self.longest)
        }
    }

    private let endpoint: Endpoint
    private let patience: Patience

    package init(_ endpoint: Endpoint, patience: Patience = Patience()) {
        self.endpoint = endpoint
        self.patience = patience
    }

    /// A client with an ``HTTPClient`` of its own.
    /// - Throws: ``ClientError`` where the address or the key cannot be used.
    package init(url: String, key: String? = nil, patience: Patience = Patience()) throws(ClientError) {
        self.init(try Endpoint(url: url, key: key, http: try HTTPClient()), patience: patience)
    }

    /// Runs a program once.
    /// - Parameter requestID: the `X-Request-ID` of the server's log; nil makes a random one.
    /// - Throws: ``ClientError``, `CancellationError`.
    package func execute(_ program: Program, requestID: String? = nil) async throws -> Execution {
        let exchange = try await self.endpoint.post(
            "/v1/execute", program.json, deadline: self.patience.deadline(for: [program]), requestID: requestID)
        guard !exchange.reply.isOverload else { return .overloaded(exchange.detail) }
        return try exchange.read { value throws(FieldFaults) in try Execution(value) }
    }

    /// Runs programs in one request, each once; results are in their order.
    /// - Throws: ``ClientError``, `CancellationError`.
    package func execute(_ programs: [Program], requestID: String? = nil) async throws -> [Execution] {
        let exchange = try await self.endpoint.post(
            "/v1/execute/batch", ["items": .array(programs.map(\.json))],
            deadline: self.patience.deadline(for: programs), requestID: requestID)
        return try exchange.results(programs.count) { value, path throws(FieldFaults) in
            try Execution(value, path: path)
        }
    }

    /// Scores an answer.
    /// - Throws: ``ClientError``, `CancellationError`.
    package func score(_ submission: Submission, requestID: String? = nil) async throws -> Reward {
        let exchange = try await self.endpoint.post(
            "/v1/score", submission.json, deadline: self.patience.margin, requestID: requestID)
        return try exchange.read { value throws(FieldFaults) in try Reward(value) }
    }

    /// Scores answers in one request; rewards are in their order.
    /// - Throws: ``ClientError``, `CancellationError`.
    package func score(_ submissions: [Submission], requestID: String? = nil) async throws -> [Reward] {
        let exchange = try await self.endpoint.post(
            "/v1/score/batch", ["items": .array(submissions.map(\.json))], deadline: self.patience.margin,
            requestID: requestID)
        return try exchange.results(submissions.count) { value, path throws(FieldFaults) in
            try Reward(value, path: path)
        }
    }

    /// Whether the server is ready, and why not.
    /// - Throws: ``ClientError`` where it does not answer, `CancellationError`.
    package func health() async throws -> Health {
        let exchange = try await self.endpoint.get("/readyz", deadline: self.patience.margin)
        return try exchange.read([200, 503]) { value throws(FieldFaults) in try Health(value) }
    }

    /// The layers of isolation in force on the server's host, as `/v1/isolation` tells them.
    /// - Throws: ``ClientError``, `CancellationError`.
    package func isolation() async throws -> JSONValue {
        try await self.endpoint.get("/v1/isolation", deadline: self.patience.margin).json()
    }

    /// Waits for the calls in flight and closes every connection of the client's ``HTTPClient``.
    package func close() async { await self.endpoint.http.close() }
}

extension Execution {
    /// A program that the server could not take, told as a batch tells it.
    fileprivate static func overloaded(_ failure: String) -> Execution {
        var execution = Execution(outcome: .overloaded)
        execution.failure = failure
        return execution
    }
}

extension Endpoint.Exchange {
    /// The elements of a batch's `results`.
    fileprivate func results<Value>(
        _ count: Int, _ convert: (JSONValue, String) throws(FieldFaults) -> Value
    ) throws(ClientError) -> [Value] {
        try self.read { value throws(FieldFaults) in
            let results = value["results"]?.array
            guard let results, results.count == count else {
                let message = "must be a list of \(count), not of \(results?.count ?? 0)"
                throw FieldFaults([FieldFault(field: "results", message: message)])
            }
            var values: [Value] = []
            values.reserveCapacity(count)
            for (index, result) in results.enumerated() { values.append(try convert(result, "results[\(index)].")) }
            return values
        }
    }
}

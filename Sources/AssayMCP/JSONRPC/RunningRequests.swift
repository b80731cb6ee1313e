import Synchronization

/// The requests under way that their clients may cancel by name.
package final class RunningRequests: Sendable {
    /// Names a request: identifiers are unique within a conversation only.
    package struct Key: Sendable, Hashable {
        /// Whose request it is, so that nobody cancels another's.
        package var conversation: String
        package var id: RPCIdentifier

        package init(conversation: String = "", id: RPCIdentifier) {
            self.conversation = conversation
            self.id = id
        }
    }

    /// A request that can be cancelled from now on.
    package struct Entry: Sendable {
        fileprivate let key: Key
        fileprivate let number: Int
        fileprivate let cancelled: AsyncStream<Never>
    }

    private struct State {
        var made = 0
        var signals: [Key: (number: Int, signal: AsyncStream<Never>.Continuation)] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Makes a request known. Where a client uses a name twice, it stands for the later request.
    package func enter(_ key: Key) -> Entry {
        let (stream, signal) = AsyncStream.makeStream(of: Never.self)
        let number = self.state.withLock { state in
            state.made += 1
            state.signals[key] = (state.made, signal)
            return state.made
        }
        return Entry(key: key, number: number, cancelled: stream)
    }

    /// Runs what answers a request, until it is done or cancelled.
    /// - Throws: `CancellationError` where the request or the task is cancelled, and what `body` throws.
    package func run<Value: Sendable>(
        _ entry: Entry, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        defer { self.leave(entry) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in entry.cancelled {}
                return nil
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else { throw CancellationError() }
            return value
        }
    }

    /// Cancels a request, if it is under way.
    package func cancel(_ key: Key) { self.state.withLock { $0.signals[key]?.signal }?.finish() }

    private func leave(_ entry: Entry) {
        self.state.withLock { state in
            guard state.signals[entry.key]?.number == entry.number else { return }
            state.signals[entry.key] = nil
        }
    }
}

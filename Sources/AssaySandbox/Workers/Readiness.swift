import NIOConcurrencyHelpers

/// A gate that opens once, or fails once, for everyone who waits.
final class Readiness: Sendable {
    private struct State {
        var result: Result<Void, any Error>?
        var waiters: [CheckedContinuation<Void, any Error>] = []
    }

    private let state = NIOLockedValueBox(State())

    var isOpen: Bool {
        self.state.withLockedValue { if case .success = $0.result { true } else { false } }
    }

    /// The first call decides; later ones change nothing.
    func complete(_ result: Result<Void, any Error>) {
        let waiters = self.state.withLockedValue { state in
            guard state.result == nil else { return [CheckedContinuation<Void, any Error>]() }
            state.result = result
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }

    func wait() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Void, any Error>? = self.state.withLockedValue { state in
                if state.result == nil { state.waiters.append(continuation) }
                return state.result
            }
            if let result { continuation.resume(with: result) }
        }
    }
}

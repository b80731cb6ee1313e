import NIOConcurrencyHelpers
import Synchronization

/// Replies by idempotency key, so that a client may retry a request whose reply it lost without running it twice.
///
/// A key whose execution is under way makes later callers wait for it. Only the program's own outcomes are kept: a
/// failure of ours is forgotten, and the next caller runs the program.
final class IdempotencyCache: Sendable {
    /// What a caller has to do.
    enum Claim: Sendable, Equatable {
        /// Run the request, then call ``store(_:for:)`` or ``abandon(_:)``.
        case run
        /// Answer with these bytes.
        case replay([UInt8])
        /// The key was used with another body.
        case conflict
    }

    private let lifetime: Duration
    private let ledger: NIOLockedValueBox<IdempotencyLedger>
    private let lastWaiter = Atomic<UInt64>(0)

    init(lifetime: Duration = .seconds(600), maximumEntries: Int = 10_000, maximumBytes: Int = 64 << 20) {
        self.lifetime = lifetime
        self.ledger = NIOLockedValueBox(
            IdempotencyLedger(maximumEntries: maximumEntries, maximumBytes: maximumBytes))
    }

    /// Takes `key` for a request, waiting while another caller runs it.
    /// - Throws: `CancellationError` when the caller's task is cancelled while it waits.
    func claim(_ key: String, _ fingerprint: RequestFingerprint) async throws -> Claim {
        while true {
            switch self.ledger.withLockedValue({ $0.claim(key, fingerprint, now: .now) }) {
            case .new: return .run
            case .stored(let bytes): return .replay(bytes)
            case .conflict: return .conflict
            case .running: await self.wait(for: key)
            }
            try Task.checkCancellation()
        }
    }

    /// Keeps the reply of a claimed key.
    func store(_ bytes: [UInt8], for key: String) { self.finish(key, with: bytes) }

    /// Gives a claimed key up; the next caller runs the request.
    func abandon(_ key: String) { self.finish(key, with: nil) }

    private func finish(_ key: String, with bytes: [UInt8]?) {
        let expires = ContinuousClock.now + self.lifetime
        for waiter in self.ledger.withLockedValue({ $0.finish(key, with: bytes, expires: expires) }) {
            waiter.resume()
        }
    }

    private func wait(for key: String) async {
        let id = self.lastWaiter.add(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = self.ledger.withLockedValue { $0.add(continuation, id: id, for: key) }
                if !isWaiting {
                    continuation.resume()
                } else if Task.isCancelled {
                    // The handler may have run before the waiter was there to be found.
                    self.wake(id, for: key)
                }
            }
        } onCancel: {
            self.wake(id, for: key)
        }
    }

    private func wake(_ id: UInt64, for key: String) {
        self.ledger.withLockedValue { $0.removeWaiter(id: id, for: key) }?.resume()
    }
}

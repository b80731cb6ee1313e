import Synchronization
import UnixSignals

/// SIGINT or SIGTERM as a wish: what is under way comes to a good end first.
final class StopRequest: Sendable {
    private let made = Atomic(false)

    var isMade: Bool { self.made.load(ordering: .relaxed) }

    /// Listens for as long as `body` runs.
    func whileListening<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let listening = Task {
            for await _ in signals { self.made.store(true, ordering: .relaxed) }
        }
        defer { listening.cancel() }
        return try await body()
    }
}

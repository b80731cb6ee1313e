import Synchronization

/// A clock on which every pause is over at once, and written down.
final class PauseRecorder: Clock, Sendable {
    typealias Instant = ContinuousClock.Instant

    let now = ContinuousClock.now
    let minimumResolution = Duration.nanoseconds(1)
    private let taken = Mutex<[Duration]>([])

    /// The pauses so far.
    var pauses: [Duration] { self.taken.withLock { $0 } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        self.taken.withLock { $0.append(self.now.duration(to: deadline)) }
    }
}

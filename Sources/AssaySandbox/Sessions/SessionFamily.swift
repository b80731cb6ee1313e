import NIOConcurrencyHelpers

/// A slot's sessions: one, and the branches that were forked from it or from each other. They share the slot's
/// namespaces and its tmpfs's quota.
final class SessionFamily: Sendable {
    private let maximumBranches: Int
    private let places = NIOLockedValueBox((taken: Set<Int>(), last: -1))

    init(maximumBranches: Int) {
        self.maximumBranches = maximumBranches
    }

    /// A place for another branch.
    /// - Throws: ``SessionError`` where there is none.
    func enter() throws(SessionError) -> Int {
        // Round and round: where a branch has just ended, its files are still being taken away.
        let place: Int? = self.places.withLockedValue { places in
            guard places.taken.count < self.maximumBranches else { return nil }
            repeat { places.last = (places.last + 1) % self.maximumBranches } while places.taken.contains(places.last)
            places.taken.insert(places.last)
            return places.last
        }
        guard let place else {
            throw .tooMany(
                self.maximumBranches == 0
                    ? "the session's profile allows no forks"
                    : "the session has \(self.maximumBranches) forks, as many as it may")
        }
        return place
    }

    func leave(_ number: Int) {
        self.places.withLockedValue { _ = $0.taken.remove(number) }
    }
}

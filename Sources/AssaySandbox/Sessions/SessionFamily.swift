import NIOConcurrencyHelpers

/// A slot's sessions: one, and the branches that were forked from it or from each other. They share the slot's
/// namespaces, its tmpfs's quota and its memory cgroup, whose limit grows with them.
final class SessionFamily: Sendable {
    private let maximumBranches: Int
    private let numbers = NIOLockedValueBox<Set<Int>>([])

    init(maximumBranches: Int) {
        self.maximumBranches = maximumBranches
    }

    /// A place for another branch, and how many sessions there are with it.
    /// - Throws: ``SessionError`` where there is none.
    func enter() throws(SessionError) -> (number: Int, members: Int) {
        let place: (number: Int, members: Int)? = self.numbers.withLockedValue { numbers in
            guard let free = (0..<self.maximumBranches).first(where: { !numbers.contains($0) }) else { return nil }
            numbers.insert(free)
            return (free, numbers.count + 1)
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
        self.numbers.withLockedValue { _ = $0.remove(number) }
    }
}

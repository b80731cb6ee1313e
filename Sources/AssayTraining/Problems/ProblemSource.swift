import AssayRandom

/// Templated problems in the manner of GSM8K without end: each is a pure function of seed, split and index.
package struct ProblemSource: Sendable, Hashable {
    package let seed: UInt64
    package let split: ProblemSplit
    /// Whether all problems are short stories.
    private let isEasy: Bool

    /// How many training problems are composed stories; the others tell one of the fixed ones.
    private static let storyShare = 0.6
    private static let trained = StoryFrame.byKind(isHeldOut: false)
    private static let heldOut = StoryFrame.byKind(isHeldOut: true)

    package init(seed: UInt64, split: ProblemSplit) { self.init(seed: seed, split: split, isEasy: false) }

    /// Training problems to begin with: stories of one or two events.
    package static func easy(seed: UInt64) -> ProblemSource { Self(seed: seed, split: .train, isEasy: true) }

    private init(seed: UInt64, split: ProblemSplit, isEasy: Bool) {
        self.seed = seed
        self.split = split
        self.isEasy = isEasy
    }

    /// - Parameter index: any number of 0 and up.
    package func problem(at index: Int) -> Problem {
        var stream = self.stream(at: index)
        // Chosen once: what is easier to draw must not become more frequent.
        let frames = self.frames(&stream)
        while true {
            let problem = frames.isEmpty ? self.story(&stream) : stream.element(of: frames).draw(&stream)
            if let problem, self.isOwn(problem) { return problem }
        }
    }

    /// What a problem, or what is made of it for a purpose, is drawn from.
    func stream(at index: Int, for purpose: String = "problem") -> RandomStream {
        let names = [self.split.rawValue, self.isEasy ? "easy" : "full", purpose]
        return RandomStream(seed: self.seed, key: names.flatMap { $0.utf8.map(Int.init) + [0] } + [index])
    }

    /// The frames of one kind; none for a composed story.
    private func frames(_ stream: inout RandomStream) -> [StoryFrame] {
        switch self.split {
        case .compositions: []
        case .templates: stream.element(of: Self.heldOut)
        case .train, .numbers:
            self.isEasy || stream.happens(Self.storyShare) ? [] : stream.element(of: Self.trained)
        }
    }

    private func story(_ stream: inout RandomStream) -> Problem? {
        let events = self.isEasy ? stream.element(of: [1, 1, 2]) : nil
        return ComposedStory.draw(events: events, isHeldOut: self.split == .compositions, &stream)
    }

    private func isOwn(_ problem: Problem) -> Bool {
        switch self.split {
        case .train: !problem.hasHeldOutNumbers
        case .numbers: problem.hasHeldOutNumbers
        case .compositions, .templates: true
        }
    }
}

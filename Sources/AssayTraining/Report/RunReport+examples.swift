import AssayJSON
import AssayOutcome
import AssayRewards
import AssayRollouts

/// Problems as they were answered before and after.
extension RunReport {
    /// A problem of a test that was made twice.
    private struct Pair {
        var title: String
        var before: Trajectory
        var after: Trajectory

        /// What became of it.
        var course: Course {
            switch (self.before.reward?.isCorrect ?? false, self.after.reward?.isCorrect ?? false) {
            case (false, true): .learned
            case (true, false): .lost
            case (false, false): .unsolved
            case (true, true): .kept
            }
        }

        enum Course: String, CaseIterable { case learned, lost, unsolved, kept }
    }

    /// How many of each kind there are.
    private static let counts: [(Pair.Course, Int)] = [(.learned, 4), (.lost, 2), (.unsolved, 2)]

    var examples: [JSONValue] {
        let sets = self.greedyTests.map(Self.pairs)
        return Self.counts.flatMap { course, count in
            Self.interleaved(sets.map { Self.various($0.filter { $0.course == course }) }).prefix(count).map(Self.card)
        }
    }

    private static func pairs(_ series: TestSeries) -> [Pair] {
        guard series.tests.count > 1, let first = series.tests.first, let last = series.tests.last else { return [] }
        let after = Dictionary(
            last.trajectories.map { ($0.identity.prompt, $0) }, uniquingKeysWith: { first, _ in first })
        return first.trajectories.compactMap { before in
            after[before.identity.prompt].map { Pair(title: series.split, before: before, after: $0) }
        }
    }

    /// The pairs in an order in which those with other errors come soon.
    private static func various(_ pairs: [Pair]) -> [Pair] {
        let groups = Dictionary(grouping: pairs) { $0.before.reward?.classes.map(\.rawValue) ?? [] }
        return Self.interleaved(
            groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value))
    }

    /// The first of each list, then the second of each.
    private static func interleaved(_ lists: [[Pair]]) -> [Pair] {
        (0..<(lists.map(\.count).max() ?? 0)).flatMap { index in
            lists.compactMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }

    private static func card(_ pair: Pair) -> JSONValue {
        [
            "title": .string(pair.title), "course": .string(pair.course.rawValue),
            "question": .string(pair.before.prompt.question ?? pair.before.prompt.messages.last?.content ?? ""),
            "truth": .string(pair.before.prompt.groundTruth.joined(separator: " and ")),
            "sides": [self.side("before", pair.before), self.side("after", pair.after)],
        ]
    }

    private static func side(_ name: String, _ trajectory: Trajectory) -> JSONValue {
        let reward = trajectory.reward
        let classes = (reward?.classes ?? []).map(\.rawValue).joined(separator: ", ")
        return [
            "name": .string(name), "verdict": .string(reward?.isCorrect == true ? "right" : "wrong"),
            "extracted": .string(reward?.extracted ?? "none found"),
            "classes": classes.isEmpty ? .null : .string(classes),
            "turns": .array(
                trajectory.turns.map { turn in
                    [
                        "text": turn.content.allSatisfy(\.isWhitespace) ? .null : .string(turn.content),
                        "calls": .array(turn.calls.map(self.call)),
                    ]
                }),
        ]
    }

    private static func call(_ call: CallRecord) -> JSONValue {
        [
            "passed": .string(call.passedText), "observation": .string(call.observation),
            "isFailed": .bool(call.outcome != .ok),
        ]
    }
}

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
        let pairs = self.greedyTests.flatMap { test -> [Pair] in
            guard test.tests.count > 1, let first = test.tests.first, let last = test.tests.last else { return [] }
            let after = Dictionary(
                last.trajectories.map { ($0.identity.prompt, $0) }, uniquingKeysWith: { first, _ in first })
            return first.trajectories.compactMap { before in
                after[before.identity.prompt].map { Pair(title: test.split, before: before, after: $0) }
            }
        }
        return Self.counts.flatMap { course, count in
            Self.various(pairs.filter { $0.course == course }, count).map(Self.card)
        }
    }

    /// Some of them, from as many sets of problems and with as many kinds of errors as there are.
    private static func various(_ pairs: [Pair], _ count: Int) -> [Pair] {
        var groups = Dictionary(grouping: pairs) { pair in
            [pair.title] + (pair.before.reward?.classes.map(\.rawValue) ?? [])
        }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        var chosen: [Pair] = []
        while chosen.count < count, !groups.isEmpty {
            for index in groups.indices where chosen.count < count { chosen.append(groups[index].removeFirst()) }
            groups.removeAll(where: \.isEmpty)
        }
        return chosen
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
        return [
            "name": .string(name), "verdict": .string(reward?.isCorrect == true ? "right" : "wrong"),
            "extracted": .string(reward?.extracted ?? "none found"),
            "classes": .string((reward?.classes ?? []).map(\.rawValue).joined(separator: ", ")),
            "turns": .array(
                trajectory.turns.map { turn in
                    [
                        "text": .string(turn.content.isEmpty && !turn.calls.isEmpty ? "" : turn.content),
                        "hasText": .bool(!turn.content.allSatisfy(\.isWhitespace)),
                        "calls": .array(
                            turn.calls.map { call in
                                [
                                    "name": .string(call.call.name), "passed": .string(call.passedText),
                                    "state": .string(call.outcome == .ok ? "ok" : "failed"),
                                    "observation": .string(call.observation),
                                ]
                            }),
                    ]
                }),
        ]
    }
}

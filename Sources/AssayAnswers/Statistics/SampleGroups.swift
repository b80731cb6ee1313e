/// Several answers to each of many prompts.
package struct SampleGroups: Sendable, Equatable {
    /// One answer.
    package struct Sample: Sendable, Equatable {
        package var score: Double
        package var isCorrect: Bool
        /// The final answer that was found, by which answers vote; nil is a vote for none.
        package var prediction: String?

        package init(score: Double, isCorrect: Bool, prediction: String?) {
            self.score = score
            self.isCorrect = isCorrect
            self.prediction = prediction
        }
    }

    /// A prompt's answers in the order of their samples; none is empty.
    package let groups: [[Sample]]

    package init(_ groups: [[Sample]]) { self.groups = groups.filter { !$0.isEmpty } }

    /// How many answers a prompt has at most.
    package var width: Int { self.groups.map(\.count).max() ?? 0 }

    /// Those that have all their answers. A prompt of which some are masked has less of a chance to be right once.
    package var whole: [[Sample]] { self.groups.filter { $0.count == self.width } }

    /// In which the accuracy lies. The answers to one prompt are alike: they are not as many trials as they are answers.
    package var accuracyInterval: WilsonInterval? {
        WilsonInterval(clusters: self.groups.map { group in (group.count(where: \.isCorrect), group.count) })
    }

    /// Prompts of ``whole`` with a right answer.
    package var oneRight: Int { self.whole.count { $0.contains(where: \.isCorrect) } }

    /// Prompts of ``whole`` of which the answer that most agree on is right.
    package var majorityRight: Int { self.whole.count { Self.majority($0, \.prediction)?.isCorrect ?? false } }

    /// The first of those that vote for what most vote for; of several such, for what is voted for first.
    static func majority<Element>(_ elements: [Element], _ vote: (Element) -> String?) -> Element? {
        var counts: [String?: Int] = [:]
        for element in elements { counts[vote(element), default: 0] += 1 }
        let most = counts.values.max()
        return elements.first { counts[vote($0)] == most }
    }
}

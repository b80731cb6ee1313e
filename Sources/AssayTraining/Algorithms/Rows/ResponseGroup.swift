/// The responses to one prompt whose rewards are compared; masked samples are not among them.
package struct ResponseGroup: Sendable, Equatable {
    /// Indices of the responses in their batch, ascending.
    package private(set) var members: [Int] = []
    /// Their rewards.
    package private(set) var scores: [Double] = []

    /// The groups of a batch in the order of their first response.
    package static func groups(of rows: [ResponseRow]) -> [ResponseGroup] {
        var positions: [Int: Int] = [:]
        var groups: [ResponseGroup] = []
        for (index, row) in rows.enumerated() where !row.isMasked {
            let position = positions[row.group] ?? groups.count
            if position == groups.count {
                positions[row.group] = position
                groups.append(ResponseGroup())
            }
            groups[position].members.append(index)
            groups[position].scores.append(row.score)
        }
        return groups
    }

    package var mean: Double { self.scores.reduce(0, +) / Double(self.scores.count) }

    /// Unbiased: the sum of squares is divided by one less than there are members.
    package var standardDeviation: Double {
        let mean = self.mean
        let squares = self.scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(self.scores.count - 1)).squareRoot()
    }

    /// Whether all responses are worth the same, so that comparing them teaches nothing.
    package var isUniform: Bool { self.scores.allSatisfy { $0 == self.scores[0] } }
}

extension [ResponseGroup] {
    /// The share of those that teach nothing; 0 of none.
    var uniformShare: Double { Double(self.count(where: \.isUniform)) / Double(Swift.max(1, self.count)) }
}

/// Finds the name that someone meant.
package enum EditDistance {
    /// The candidate closest to `name`, or nil where none is close enough to be meant.
    package static func nearest(to name: String, in candidates: [String]) -> String? {
        // The names come from requests: the work must stay small.
        guard name.utf8.count <= 64 else { return nil }
        let distances = candidates.map { (candidate: $0, distance: Self.distance(name.lowercased(), $0.lowercased())) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        let isPart = best.candidate.contains(name) || name.contains(best.candidate)
        return isPart || best.distance <= max(2, best.candidate.count / 2) ? best.candidate : nil
    }

    /// Levenshtein's distance: insertions, deletions and replacements, each at cost 1.
    package static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}

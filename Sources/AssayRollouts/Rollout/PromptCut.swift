/// What is cut off a prompt that is too long, as verl's `data.truncation` has it.
package enum PromptCut: String, CaseIterable, Sendable {
    /// Its beginning.
    case left
    /// Its end.
    case right
    /// What is between its halves.
    case middle

    /// The ids that stay: so many, where there are as many.
    package func cut(_ ids: [Int32], to length: Int) -> [Int32] {
        guard ids.count > length else { return ids }
        switch self {
        case .left: return Array(ids.suffix(length))
        case .right: return Array(ids.prefix(length))
        case .middle: return Array(ids.prefix(length / 2) + ids.suffix(length - length / 2))
        }
    }
}

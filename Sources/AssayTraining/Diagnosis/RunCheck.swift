/// Something that is looked at to tell whether a run goes well.
package enum RunCheck: String, CaseIterable, Sendable {
    case reward
    case tools
    case sandbox
    /// How far the policy is from its reference.
    case divergence = "KL"
    /// Whether the answers to a prompt differ in what they are worth.
    case groups
    case entropy
    /// Rollouts that faults of ours ended.
    case masked
    /// Responses that were cut.
    case length
    case time
    case progress
}

/// What a check came to.
package struct RunFinding: Sendable, Equatable {
    package enum Status: String, CaseIterable, Sendable {
        case ok
        /// Worth knowing.
        case note
        /// The run would do better with what the remedy says.
        case warning
        /// The run does not learn.
        case fault
    }

    package var check: RunCheck
    package var status: Status
    /// What is seen, with the numbers.
    package var detail: String
    /// What helps.
    package var remedy: String?

    package init(_ check: RunCheck, _ status: Status, _ detail: String, remedy: String? = nil) {
        self.check = check
        self.status = status
        self.detail = detail
        self.remedy = remedy
    }
}

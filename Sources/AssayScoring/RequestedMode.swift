package import AssayRewards

/// What a task's `mode` asks for.
package enum RequestedMode: Sendable, Equatable {
    /// One mode.
    case fixed(ScoringMode)
    /// The mode that verl's `default_compute_score` chooses by the task's `data_source`.
    case verl

    /// Every name that `mode` takes.
    package static let names = ScoringMode.allCases.map(\.rawValue) + ["verl"]

    package var name: String {
        switch self {
        case .fixed(let mode): mode.rawValue
        case .verl: "verl"
        }
    }

    /// The mode of that name.
    package init?(name: String) {
        if name == "verl" {
            self = .verl
        } else if let mode = ScoringMode(rawValue: name) {
            self = .fixed(mode)
        } else {
            return nil
        }
    }
}

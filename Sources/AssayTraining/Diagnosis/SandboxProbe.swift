/// What came of asking the sandbox for a tiny program, now.
package enum SandboxProbe: Sendable, Equatable {
    /// It ran, in so many seconds.
    case healthy(where: String, seconds: Double)
    /// It did not, and why.
    case faulty(where: String, reason: String)

    var finding: RunFinding {
        switch self {
        case .healthy(let place, let seconds):
            RunFinding(
                .sandbox, .ok, "\(place) runs programs: one took \(Int((seconds * 1000).rounded())) ms")
        case .faulty(let place, let reason):
            RunFinding(
                .sandbox, .fault, "\(place) does not run programs: \(reason)",
                remedy: "assay doctor tells what the host lacks; assay serve starts a tool server")
        }
    }
}

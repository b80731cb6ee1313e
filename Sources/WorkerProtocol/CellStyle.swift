extension ExecutionOrder {
    /// How a session's cell shows its value and the exception that ended it.
    package enum CellStyle: UInt8, Sendable, CaseIterable {
        /// As a program: the value is claimed, the traceback written to standard error as CPython writes it.
        case program = 0
        /// As a Jupyter kernel tells its client: both are claimed, in Jupyter's forms, and neither is written.
        case kernel = 1
        /// As IPython writes them to a terminal's standard output, with tracebacks in its four modes.
        case plainShell = 2
        case minimalShell = 3
        case contextShell = 4
        case verboseShell = 5

        /// What the runner calls it.
        package var name: String {
            switch self {
            case .program: "program"
            case .kernel: "kernel"
            case .plainShell: "plain"
            case .minimalShell: "minimal"
            case .contextShell: "context"
            case .verboseShell: "verbose"
            }
        }
    }
}

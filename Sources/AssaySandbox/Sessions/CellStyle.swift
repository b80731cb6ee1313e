import WorkerProtocol

/// How a session's cell shows its value and the exception that ended it.
package enum CellStyle: Sendable, Equatable {
    /// As a program: the value's repr is in the result, the traceback on standard error.
    case program
    /// As a Jupyter kernel tells its client: the value is among what is displayed, the traceback in the exception, and
    /// neither is written.
    case kernel
    /// As IPython writes them to a terminal: both are on standard output.
    case shell(Tracebacks)

    /// IPython's modes.
    package enum Tracebacks: String, Sendable, CaseIterable {
        case plain, minimal, context, verbose
    }

    var wire: ExecutionOrder.CellStyle {
        switch self {
        case .program: .program
        case .kernel: .kernel
        case .shell(.plain): .plainShell
        case .shell(.minimal): .minimalShell
        case .shell(.context): .contextShell
        case .shell(.verbose): .verboseShell
        }
    }
}

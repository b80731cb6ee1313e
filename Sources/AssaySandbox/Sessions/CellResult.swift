/// What came of one cell.
package struct CellResult: Sendable {
    /// As of a program: a cell that raises is an `error`, without an exit status as long as the interpreter goes on.
    package var result: ExecutionResult
    /// Whether the session is still there. If not, its next cell fails with ``SessionError/lost(_:)``.
    package var isAlive: Bool
}

import AssaySandbox

extension ExecutionResult {
    /// ``AssaySandbox/ExecutionResult/refusalNotice`` as a line at the end of standard error, or nothing: for dialects that
    /// have no field for it, since a bare "Operation not permitted" explains nothing.
    var refusalLine: String { self.refusalNotice.map { "\($0)\n" } ?? "" }
}

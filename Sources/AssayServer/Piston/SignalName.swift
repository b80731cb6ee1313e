/// The names of Linux's signals.
enum SignalName {
    /// From 1 on.
    private static let names = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
        "IO",
        "PWR", "SYS",
    ]

    /// Such as `SIGKILL`; a real-time signal's number stands for its name.
    static func of(_ signal: Int32) -> String {
        let index = Int(signal) - 1
        return "SIG" + (Self.names.indices.contains(index) ? Self.names[index] : String(signal))
    }
}

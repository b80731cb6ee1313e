import AssayOutcome

/// One attack of the self-test: a function of `probes.py` and the end that is right for it.
struct SelfTestProbe: Sendable {
    let name: String
    /// `ok` means that it ran to its end and printed HELD.
    let outcome: Outcome
    let timeout: Duration
    let memoryMegabytes: Int
    /// Whether it only holds where a profile allows no programs.
    let needsNoPrograms: Bool

    private init(
        _ name: String, _ outcome: Outcome = .ok, timeout: Duration = .seconds(20), memoryMegabytes: Int = 1024,
        noPrograms: Bool = false
    ) {
        self.name = name
        self.outcome = outcome
        self.timeout = timeout
        self.memoryMegabytes = memoryMegabytes
        self.needsNoPrograms = noPrograms
    }

    /// In the order in which they run: `find_nothing` looks for what `leave_behind` left.
    static let all = [
        SelfTestProbe("host_files"), SelfTestProbe("host_writes"), SelfTestProbe("devices"),
        SelfTestProbe("environment"), SelfTestProbe("descriptors"), SelfTestProbe("identity"),
        SelfTestProbe("other_processes"), SelfTestProbe("other_memory"), SelfTestProbe("new_namespaces"),
        SelfTestProbe("mounts"), SelfTestProbe("kernel_surface"), SelfTestProbe("kernel_objects"),
        SelfTestProbe("programs", noPrograms: true), SelfTestProbe("written_programs"), SelfTestProbe("network"),
        SelfTestProbe("tasks", memoryMegabytes: 4096), SelfTestProbe("disk"), SelfTestProbe("leave_behind"),
        SelfTestProbe("find_nothing"),
        SelfTestProbe("memory", .memoryLimit, memoryMegabytes: 128),
        SelfTestProbe("time", .timeout, timeout: .milliseconds(50)),
        SelfTestProbe("output", .outputLimit), SelfTestProbe("closed_streams", .timeout, timeout: .milliseconds(50)),
        SelfTestProbe("imitated_kill", .signal), SelfTestProbe("unseen_kill", noPrograms: true),
        SelfTestProbe("forged_claims", .error),
    ]

    /// Why the result shows that a wall is missing; nil if it stood.
    func fault(in result: ExecutionResult) -> String? {
        let printed = String(decoding: result.standardOutput.prefix(200), as: UTF8.self)
        if printed.contains("ESCAPED") { return printed.trimmingSuffix(while: \.isNewline) }
        guard result.outcome == self.outcome else {
            let errors = String(decoding: result.standardError.suffix(300), as: UTF8.self)
            return "ended with \(result.outcome.rawValue), not \(self.outcome.rawValue) \(errors)"
        }
        if self.outcome == .ok, printed != "HELD\n" { return "printed no verdict" }
        return nil
    }
}

extension String {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, condition(last) { text.removeLast() }
        return String(text)
    }
}

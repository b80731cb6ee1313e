import Glibc

/// Where the time of a step goes, by the clock and by the processor.
package struct StepClock: Sendable {
    /// A moment.
    package struct Mark: Sendable {
        fileprivate let wall = ContinuousClock.now
        fileprivate let cpu = StepClock.processorSeconds

        package init() {}
    }

    /// Seconds by the clock, by part.
    package private(set) var wall: [String: Double] = [:]
    /// Seconds of this process's threads, by part; what other processes do for it, a sandbox's workers say, is not in it.
    package private(set) var cpu: [String: Double] = [:]
    private let start = Mark()

    package init() {}

    /// Adds the time since a mark to a part.
    package mutating func add(_ part: String, since mark: Mark) {
        self.wall[part, default: 0] += (ContinuousClock.now - mark.wall) / .seconds(1)
        self.cpu[part, default: 0] += Self.processorSeconds - mark.cpu
    }

    /// Runs a part and adds its time.
    package mutating func measure<Result>(_ part: String, _ body: () throws -> Result) rethrows -> Result {
        let mark = Mark()
        defer { self.add(part, since: mark) }
        return try body()
    }

    /// Takes seconds by the clock from one part and gives them to another.
    package mutating func move(_ seconds: Double, from part: String, to other: String) {
        self.wall[part, default: 0] -= seconds
        self.wall[other, default: 0] += seconds
    }

    /// verl's `timing_s/…`, with `step` for all of it, and the processor's seconds as `timing_cpu_s/…`.
    package var metrics: [String: Double] {
        var whole = self
        whole.add("step", since: self.start)
        var metrics: [String: Double] = [:]
        for (part, seconds) in whole.wall { metrics["timing_s/\(part)"] = seconds }
        for (part, seconds) in whole.cpu { metrics["timing_cpu_s/\(part)"] = seconds }
        return metrics
    }

    /// Seconds that all threads of this process have run.
    package static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}

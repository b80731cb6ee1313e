import Foundation

/// What a piece of work took, in seconds.
struct ProcessorTime {
    var wall: Double
    /// Of all threads.
    var processor: Double

    static func of(_ work: () -> Void) -> ProcessorTime {
        let (wall, processor) = (self.now(CLOCK_MONOTONIC), self.now(CLOCK_PROCESS_CPUTIME_ID))
        work()
        return ProcessorTime(
            wall: self.now(CLOCK_MONOTONIC) - wall, processor: self.now(CLOCK_PROCESS_CPUTIME_ID) - processor)
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

extension [Double] {
    var median: Double { self.sorted()[self.count / 2] }
}

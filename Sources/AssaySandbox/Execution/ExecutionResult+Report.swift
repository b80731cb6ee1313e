import AssayOutcome
import Glibc
import WorkerProtocol

extension ExecutionResult {
    /// A supervisor's report in the API's terms.
    init(report: ExecutionReport, id: String, queue: Duration, worker: String, request: ExecutionRequest) {
        let claims = Claims.parse(report.claims)
        let usage = Usage(
            wall: .nanoseconds(Int64(clamping: report.wallNanoseconds)),
            cpu: .nanoseconds(Int64(clamping: report.cpuNanoseconds)), queue: queue,
            peakMemoryBytes: Int(clamping: report.peakMemoryBytes),
            layers: Dictionary(
                uniqueKeysWithValues: Layer.allCases.map {
                    ($0.name, .nanoseconds(Int64(clamping: report.layerCosts[$0])))
                }))
        self.init(
            id: id, outcome: .infraError, standardOutput: report.standardOutput.joined,
            standardError: report.standardError.joined, standardOutputTruncated: report.standardOutput.isTruncated,
            standardErrorTruncated: report.standardError.isTruncated, value: claims.value,
            exception: claims.exception, display: claims.display, denied: report.denied, usage: usage, worker: worker)
        self.setEnd(report.end, metMemoryLimit: report.metMemoryLimit)
        self.resultIndex = claims.result.flatMap { claims.display.indices.contains($0) ? $0 : nil }
        self.listing = report.listing.map { SessionFile($0) }
        for file in report.files {
            // Asked for as text, so the bytes are the text they came from.
            self.files[String(decoding: file.path, as: UTF8.self)] = file.contents
        }
    }

    private mutating func setEnd(_ end: ExecutionReport.End, metMemoryLimit: Bool) {
        switch end {
        case .exited(let status):
            self.exitCode = status
            // The supervisor saw the allocation that failed; a MemoryError that a program raises itself is an error.
            self.outcome = status == 0 ? .ok : metMemoryLimit ? .memoryLimit : .error
        case .returned(let status): self.outcome = status == 0 ? .ok : metMemoryLimit ? .memoryLimit : .error
        case .signaled(let number):
            self.signal = number
            self.outcome = .signal
        case .killedFromOutside:
            self.signal = SIGKILL
            self.outcome = .signal
        case .timedOut: self.outcome = .timeout
        case .outOfMemory: self.outcome = .memoryLimit
        case .outputLimit: self.outcome = .outputLimit
        case .cancelled: self.failure = "cancelled"
        case .notStarted(let failure): self.failure = "not started: \(failure)"
        }
    }
}

extension CapturedStream {
    /// Head and tail as one text, with a line between them that says what is left out.
    var joined: [UInt8] {
        guard self.isTruncated else { return self.head + self.tail }
        let missing = self.totalBytes - UInt64(self.head.count + self.tail.count)
        return self.head + Array("\n[… \(missing) bytes truncated …]\n".utf8) + self.tail
    }
}

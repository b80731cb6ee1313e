import AssaySandbox
import Logging
import Metrics

/// Runs submissions and compares what they wrote with what was expected of them. The comparison is made here: no program
/// ever holds what is expected of it.
struct SubmissionJudge: Sendable {
    let executor: any CodeExecutor
    let limits: ExecutionLimits
    let configuration: CodeJudgeConfiguration
    let metrics: any MetricsFactory

    /// The result of a submission, whatever befalls it: a fault of ours is told in its place, and leaves the rest of its
    /// batch alone.
    /// - Parameters:
    ///   - arrival: when the request came. What waits its turn in a batch waits, too.
    ///   - patience: how long after that it may start.
    /// - Throws: `CancellationError`.
    func result(
        of submission: JudgeSubmission, arrival: ContinuousClock.Instant, patience: Duration, logger: Logger
    ) async throws -> SubmissionResult {
        let result = try await self.verdict(on: submission, arrival, patience, logger)
        let reason = result.reason == .unspecified ? "none" : result.reason.rawValue
        Counter(
            label: "assay_submissions", dimensions: [("success", "\(result.isSuccess)"), ("reason", reason)],
            factory: self.metrics
        ).increment()
        return result
    }

    private func verdict(
        on submission: JudgeSubmission, _ arrival: ContinuousClock.Instant, _ patience: Duration, _ logger: Logger
    ) async throws -> SubmissionResult {
        let request = submission.execution(
            timeout: min(self.configuration.timeout, self.limits.maximumTimeout),
            memoryMegabytes: self.limits.defaultMemoryMegabytes)
        guard var request else {
            return SubmissionResult(
                submission, .internalError, standardError: "this server has no runner for \(submission.type)\n")
        }
        let waited = ContinuousClock.now - arrival
        guard waited < patience else { return SubmissionResult(submission, .queueTimeout, cost: waited) }
        request.queueDeadline = patience - waited
        do {
            let result = try await self.executor.execute(request)
            return SubmissionResult(submission, result, characters: self.configuration.outputCharacters)
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.error("Submission failed", metadata: ["sub_id": "\(submission.id)", "error": "\(error)"])
            return SubmissionResult(submission, .internalError)
        }
    }
}

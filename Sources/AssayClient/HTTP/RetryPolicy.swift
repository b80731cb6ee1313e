/// How often a call is repeated, and after what pause.
///
/// Only what certainly did no work is repeated: a 503 that says when to come back, and a connection that ended before a
/// reply began. A repeated execution carries its idempotency key, so that the server runs it once even if it had begun.
package struct RetryPolicy: Sendable, Equatable {
    /// How often a call is sent at most; 1 repeats nothing.
    package var maximumAttempts = 5
    /// The pause after the first attempt; each later one is twice as long.
    package var firstPause: Duration = .milliseconds(200)
    package var longestPause: Duration = .seconds(10)
    /// A server that asks for more is not asked again.
    package var longestRetryAfter: Duration = .seconds(60)

    package init() {}

    /// Repeats nothing.
    package static var none: RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        return policy
    }

    /// The pause before a call is sent again, or nil where it is not.
    /// - Parameters:
    ///   - attempts: how often it was sent.
    ///   - jitter: from 0 to 1; it spreads calls that failed together over half the pause.
    package func pause(
        after result: Result<HTTPReply, ClientError>, attempts: Int, jitter: Double
    ) -> Duration? {
        guard attempts < self.maximumAttempts else { return nil }
        let doublings = min(attempts - 1, 30)
        let backoff = min(self.firstPause * (1 << doublings), self.longestPause)
        switch result {
        case .success(let reply):
            guard reply.isOverload, let asked = reply.retryAfter, asked <= self.longestRetryAfter else { return nil }
            return max(asked, backoff) + backoff * (jitter / 2)
        case .failure(let error):
            return error.isBeforeReply ? backoff * (0.5 + jitter / 2) : nil
        }
    }
}

extension HTTPReply {
    /// Whether the server has no worker for the call now: a 503 that says when to come back.
    var isOverload: Bool { self.status == 503 && self.retryAfter != nil }
}

extension ClientError {
    /// Whether there was no connection, or it ended before a reply began.
    fileprivate var isBeforeReply: Bool {
        self.code == .unreachable || (self.code == .interrupted && self.status == nil)
    }
}

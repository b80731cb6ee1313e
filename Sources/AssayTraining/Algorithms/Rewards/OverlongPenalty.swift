/// What a response loses for coming near the longest that is allowed: min(−(l − (max − buffer))/buffer · factor, 0).
/// (Soft overlong punishment of DAPO, arXiv:2503.14476; verl's `overlong_buffer`.)
package struct OverlongPenalty: Sendable, Equatable {
    /// `max_resp_len`, in tokens.
    package var maximumLength: Int
    /// `overlong_buffer.len`: over how many tokens the penalty grows.
    package var buffer: Int
    /// `overlong_buffer.penalty_factor`: the penalty at the longest.
    package var factor: Double

    package init(maximumLength: Int, buffer: Int, factor: Double = 1) {
        self.maximumLength = maximumLength
        self.buffer = buffer
        self.factor = factor
    }

    /// - Parameter length: tokens of the response, those that the policy read included.
    /// - Returns: what is added to the reward: 0 or less.
    package func reward(length: Int) -> Double {
        let excess = length - (self.maximumLength - self.buffer)
        return min(-Double(excess) / Double(self.buffer) * self.factor, 0)
    }
}

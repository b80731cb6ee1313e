/// One response of a batch as the algorithms see it: a row of tokens.
///
/// verl pads the responses of a batch to a matrix; here each row has its own length. All arrays of a row have one
/// element a token, or none where the batch does without them. The tokens are those that the model is evaluated at: all
/// of the response, or only those that the policy wrote.
package struct ResponseRow: Sendable, Equatable {
    /// Responses to the same prompt are of the same group: they are compared with each other. verl's `uid`.
    package var group: Int
    /// Whether the policy wrote the token; false for what it read. verl's `response_mask`.
    package var mask: [Bool]
    /// Whether the sample is left out of its group's statistics and of every mean, because its end says nothing of the
    /// policy (an infrastructure fault).
    package var isMasked: Bool
    /// Reward of each token; that of the whole response sits on the last token that the policy wrote.
    package var rewards: [Double]
    /// Reward of the greedy response to the same prompt (ReMax).
    package var greedyReward: Double
    /// log π of each token under the policy that the batch was sampled with, in nats.
    package var oldLogProbabilities: [Float]
    /// log π of each token under the reference policy, in nats.
    package var referenceLogProbabilities: [Float]
    /// What each token's loss is multiplied by, because another program sampled than the one that trains.
    package var rolloutWeights: [Double]
    /// The critic's word on each token before the update.
    package var values: [Float]
    /// How much better each token was than expected: what an ``AdvantageEstimator`` finds.
    package var advantages: [Double]
    /// What the critic is to predict: what an ``AdvantageEstimator`` finds.
    package var returns: [Double]

    package init(
        group: Int, mask: [Bool], isMasked: Bool = false, rewards: [Double] = [], greedyReward: Double = 0,
        oldLogProbabilities: [Float] = [], referenceLogProbabilities: [Float] = [], rolloutWeights: [Double] = [],
        values: [Float] = [], advantages: [Double] = [], returns: [Double] = []
    ) {
        self.group = group
        self.mask = mask
        self.isMasked = isMasked
        self.rewards = rewards
        self.greedyReward = greedyReward
        self.oldLogProbabilities = oldLogProbabilities
        self.referenceLogProbabilities = referenceLogProbabilities
        self.rolloutWeights = rolloutWeights
        self.values = values
        self.advantages = advantages
        self.returns = returns
    }

    /// Puts the reward of the whole response on the last token that the policy wrote, and 0 on all others. A reward on
    /// a token that it read would be lost: estimators that go from token to token skip those.
    package mutating func place(reward: Double) {
        self.rewards = [Double](repeating: 0, count: self.mask.count)
        if let last = self.mask.lastIndex(of: true) { self.rewards[last] = reward }
    }

    /// Leaves the response out of the loss, but not out of its group's statistics (DAPO's overlong filtering).
    package mutating func leaveOutOfLoss() { self.mask = [Bool](repeating: false, count: self.mask.count) }

    /// The indices of the tokens that count: none of a masked sample.
    package var counted: [Int] { self.isMasked ? [] : self.mask.indices.filter { self.mask[$0] } }

    /// How many tokens count.
    package var countedTokens: Int { self.isMasked ? 0 : self.mask.count { $0 } }

    /// Whether a token counts.
    package func counts(_ token: Int) -> Bool { !self.isMasked && self.mask[token] }

    /// The reward of the whole response.
    package var score: Double { self.rewards.reduce(0, +) }
}

/// The coefficient of the divergence in the reward: verl's `algorithm.kl_ctrl`.
package struct KLController: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable { case fixed, adaptive }

    package let kind: Kind
    /// The divergence to hold, in nats a token.
    package let target: Double
    /// Over how many samples the coefficient may change by a fifth.
    package let horizon: Double
    /// The coefficient now.
    package private(set) var coefficient: Double

    package init(_ kind: Kind = .fixed, coefficient: Double = 0.001, target: Double = 0.1, horizon: Double = 10000) {
        self.kind = kind
        self.coefficient = coefficient
        self.target = target
        self.horizon = horizon
    }

    /// Adaptive: β ← β·(1 + clip(KL/target − 1, ±0.2)·n/horizon). (Ziegler et al., arXiv:1909.08593.)
    /// - Parameters:
    ///   - divergence: of the batch, in nats a token.
    ///   - samples: how many responses it had.
    package mutating func update(divergence: Double, samples: Int) {
        guard self.kind == .adaptive else { return }
        let error = min(max(divergence / self.target - 1, -0.2), 0.2)
        self.coefficient *= 1 + error * Double(samples) / self.horizon
    }
}

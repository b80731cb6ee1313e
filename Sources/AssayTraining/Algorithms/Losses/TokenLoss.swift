import Foundation

/// A policy loss at one token, before it is aggregated.
struct TokenLoss {
    /// log π − log π_old.
    var logRatio: Double
    var loss: Double
    /// ∂loss/∂log π.
    var slope: Double
    /// Whether the ratio left its range on the side where the loss stops it.
    var isClipped = false
    /// Whether the loss is bounded where the advantage is negative.
    var isClippedBelow = false
}

/// π/π_old at one token.
struct PolicyRatio {
    /// Beyond it, the ratio is that of the bound, and its slope 0 (verl's bound).
    private static let bound = 20.0

    /// log π − log π_old, within ±20.
    let logarithm: Double
    let value: Double
    /// ∂value/∂log π.
    let slope: Double

    init(_ new: Double, over old: Double) {
        self.logarithm = min(max(new - old, -Self.bound), Self.bound)
        self.value = exp(self.logarithm)
        self.slope = abs(new - old) <= Self.bound ? self.value : 0
    }
}

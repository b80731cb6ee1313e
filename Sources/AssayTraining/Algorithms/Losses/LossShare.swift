/// What one response adds to the loss of its batch. The shares of all responses add up to the batch's loss and metrics.
package struct LossShare: Sendable, Equatable {
    package var value: Double
    /// ∂(the batch's loss)/∂(what the loss is of), one a token; 0 where a token does not count.
    package var gradient: [Double]
    /// By verl's names.
    package var metrics: [String: Double]

    package init(value: Double = 0, gradient: [Double] = [], metrics: [String: Double] = [:]) {
        self.value = value
        self.gradient = gradient
        self.metrics = metrics
    }
}

extension [String: Double] {
    /// Adds another row's share of the metrics.
    package mutating func add(_ share: [String: Double]) {
        self.merge(share) { $0 + $1 }
    }
}

import CTensorKernels
import Glibc

/// Positions as rotations of queries and keys (Su et al., 2021), the angles in a table.
final class RotaryPositions: Sendable {
    /// Floats of a head.
    let dimension: Int
    /// Positions in the table.
    let count: Int
    private let cosines: [Float]
    private let sines: [Float]

    init(_ configuration: ModelConfiguration) {
        let frequencies = Self.frequencies(configuration)
        self.dimension = configuration.headDimension
        self.count = configuration.maximumPositions
        let angles = (0..<self.count).lazy.flatMap { position in frequencies.map { $0 * Double(position) } }
        self.cosines = angles.map { Float(cos($0)) }
        self.sines = angles.map { Float(sin($0)) }
    }

    /// Radians a position of each pair: θ^(−2i∕d), the slow ones stretched as Llama 3.1 does it where the configuration
    /// asks for it: those with fewer than `lowFrequencyFactor` turns in the original context by `factor`, those with more
    /// than `highFrequencyFactor` not at all, between them in proportion to the turns.
    static func frequencies(_ configuration: ModelConfiguration) -> [Double] {
        let dimension = configuration.headDimension
        return (0..<dimension / 2).map { pair in
            let frequency = pow(configuration.ropeTheta, -2 * Double(pair) / Double(dimension))
            guard let scaling = configuration.ropeScaling else { return frequency }
            let turns = Double(scaling.originalMaximumPositions) * frequency / (2 * .pi)
            let kept =
                (turns - scaling.lowFrequencyFactor) / (scaling.highFrequencyFactor - scaling.lowFrequencyFactor)
            let share = min(max(kept, 0), 1)
            return frequency * (share + (1 - share) / scaling.factor)
        }
    }

    /// Turns the first `heads` heads of each row, in place; rows are `stride` floats apart.
    func forward(
        _ x: UnsafeMutablePointer<Float>, positions: UnsafePointer<Int32>, rows: Int, stride: Int, heads: Int
    ) {
        tensor_rotate_forward(x, positions, self.cosines, self.sines, rows, stride, heads, self.dimension)
    }

    /// Turns gradients back, in place.
    func backward(
        _ dx: UnsafeMutablePointer<Float>, positions: UnsafePointer<Int32>, rows: Int, stride: Int, heads: Int
    ) {
        tensor_rotate_backward(dx, positions, self.cosines, self.sines, rows, stride, heads, self.dimension)
    }
}

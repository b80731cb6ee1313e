/// One tensor of a checkpoint file.
package struct TensorEntry: Sendable, Equatable {
    package let name: String
    package let type: TensorType
    /// Row-major; empty for a single number.
    package let shape: [Int]
    /// Where its bytes are in the file.
    package let bytes: Range<Int>

    /// Elements.
    package var count: Int { self.bytes.count / self.type.size }
}

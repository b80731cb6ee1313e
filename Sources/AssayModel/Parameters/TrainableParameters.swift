/// The last part of a model's parameters, which is trained; what comes before it is frozen.
package struct TrainableParameters: Sendable {
    /// The names and shapes, offsets from the part's beginning.
    package let layout: ParameterLayout
    /// The part, as indices into the model's parameters.
    package let range: Range<Int>
    private let storage: ParameterStorage

    init(of storage: ParameterStorage) {
        let hasAdapters = storage.layout.entries.contains { $0.isAdapter }
        self.layout =
            hasAdapters ? storage.layout.filter { $0.isAdapter || $0.name.hasPrefix("score.") } : storage.layout
        self.range = storage.count - self.layout.count..<storage.count
        self.storage = storage
    }

    package var count: Int { self.range.count }

    /// The parameters themselves, to be read and written.
    package var elements: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: self.storage.elements[self.range])
    }

    /// Zeros of the same layout.
    package func gradients() -> ParameterStorage { ParameterStorage(layout: self.layout) }

    func target(_ gradients: ParameterStorage) -> GradientTarget {
        precondition(gradients.layout == self.layout, "gradients of another layout")
        return GradientTarget(base: gradients.base, trainable: self.range)
    }
}

extension ParameterLayout.Entry {
    /// Whether it is a low-rank adapter's.
    var isAdapter: Bool { self.name.contains(".lora_") }
}

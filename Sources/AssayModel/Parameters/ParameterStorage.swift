/// One flat buffer of Float32 with named tensors in it: a model's parameters, their gradients, or Adam's moments.
///
/// It is shared between threads without a lock (`@unchecked Sendable`): those who compute only read parameters, each of
/// the threads that make gradients writes to a storage of its own, and who writes parameters does so between
/// computations. A lock could not help: it would have to be held for a whole step.
package final class ParameterStorage: @unchecked Sendable {
    package let layout: ParameterLayout
    /// The first element; 64-byte aligned, ``count`` elements, alive as long as the storage.
    package let base: UnsafeMutablePointer<Float>

    /// Zeros.
    package init(layout: ParameterLayout) {
        self.layout = layout
        self.base =
            UnsafeMutableRawPointer
            .allocate(byteCount: max(layout.count, 1) * MemoryLayout<Float>.stride, alignment: 64)
            .bindMemory(to: Float.self, capacity: max(layout.count, 1))
        self.base.initialize(repeating: 0, count: layout.count)
    }

    deinit { self.base.deallocate() }

    package var count: Int { self.layout.count }

    /// All elements, in the layout's order. They go when the storage goes: hold it in a variable, never in passing.
    package var elements: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: self.base, count: self.count)
    }

    /// A copy of all elements, which outlives the storage.
    package var values: [Float] { withExtendedLifetime(self) { Array(self.elements) } }

    /// A tensor's elements, row-major; nil if there is none of the name.
    package subscript(name: String) -> UnsafeMutableBufferPointer<Float>? {
        self.layout[name].map { UnsafeMutableBufferPointer(rebasing: self.elements[$0.range]) }
    }

    package func clear() { self.base.update(repeating: 0, count: self.count) }

    /// Takes over the elements of a storage of the same layout.
    package func assign(_ other: ParameterStorage) {
        precondition(other.layout == self.layout, "storages of different layouts")
        self.base.update(from: other.base, count: self.count)
    }

    /// Takes over the tensors whose names and shapes are in both; the others stay.
    package func assignShared(_ other: ParameterStorage) {
        for entry in self.layout.entries {
            guard let theirs = other.layout[entry.name], theirs.shape == entry.shape else { continue }
            (self.base + entry.offset).update(from: other.base + theirs.offset, count: entry.count)
        }
    }

    package func copy() -> ParameterStorage {
        let copy = ParameterStorage(layout: self.layout)
        copy.assign(self)
        return copy
    }
}

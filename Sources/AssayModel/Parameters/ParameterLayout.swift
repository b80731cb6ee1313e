/// Where the parameters of a model lie in one flat buffer, without gaps.
package struct ParameterLayout: Sendable, Equatable {
    /// One tensor.
    package struct Entry: Sendable, Equatable {
        /// Hugging Face's name, for example "model.layers.0.self_attn.q_proj.weight".
        package let name: String
        /// [out, in] of a matrix, [size] of a vector.
        package let shape: [Int]
        /// Index of its first element in the buffer.
        package let offset: Int

        package var count: Int { self.shape.reduce(1, *) }
        package var range: Range<Int> { self.offset..<self.offset + self.count }
    }

    package private(set) var entries: [Entry] = []
    /// Elements of the whole buffer.
    package private(set) var count = 0
    private var indices: [String: Int] = [:]

    package init() {}

    /// Puts a tensor at the end.
    package mutating func append(_ name: String, shape: [Int]) {
        precondition(self.indices[name] == nil, "\(name) is there already")
        self.indices[name] = self.entries.count
        self.entries.append(Entry(name: name, shape: shape, offset: self.count))
        self.count += shape.reduce(1, *)
    }

    package subscript(name: String) -> Entry? { self.indices[name].map { self.entries[$0] } }

    /// Index of a tensor's first element; it must be there.
    func offset(of name: String) -> Int {
        guard let entry = self[name] else { preconditionFailure("the model has no parameter \(name)") }
        return entry.offset
    }

    /// The tensors that pass a test, moved together.
    package func filter(_ isIncluded: (Entry) -> Bool) -> ParameterLayout {
        self.entries.filter(isIncluded).reduce(into: ParameterLayout()) { layout, entry in
            layout.append(entry.name, shape: entry.shape)
        }
    }
}

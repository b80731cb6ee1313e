extension Array where Element: Sendable {
    /// What `transform` makes of each element and its index, in their order.
    /// - Parameter width: how many run at once: one batch must not fill the queue that others wait in.
    /// - Throws: what the first that fails throws; the others are then cancelled.
    func concurrentMap<Output: Sendable>(
        width: Int, _ transform: @escaping @Sendable (Int, Element) async throws -> Output
    ) async throws -> [Output] {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var outputs = [Output?](repeating: nil, count: self.count)
            for (index, element) in self.enumerated() {
                if index >= width, let (done, output) = try await group.next() { outputs[done] = output }
                group.addTask { (index, try await transform(index, element)) }
            }
            for try await (done, output) in group { outputs[done] = output }
            return outputs.compactMap(\.self)
        }
    }
}

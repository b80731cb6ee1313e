/// The variables of the expressions that are compared, each with the number by which expressions refer to it.
struct MathNames {
    private(set) var names: [[UInt8]] = []

    mutating func index(of name: some Collection<UInt8>) -> Int32 {
        if let index = self.names.firstIndex(where: { $0.elementsEqual(name) }) { return Int32(index) }
        self.names.append(Array(name))
        return Int32(self.names.count - 1)
    }

    /// Numbers without a pattern between them, so that different expressions hardly ever agree at them.
    private static let values = [
        0.7390851332, 1.6180339887, 2.2360679775, 0.5671432904, 1.2020569032, 2.6854520011, 0.9159655942,
    ]

    /// One of the fixed points at which expressions are compared: a value for each name, by the names' order.
    func point(_ number: Int) -> [Complex] {
        var point = [Complex](repeating: Complex(0), count: self.names.count)
        let order = self.names.indices.sorted { self.names[$0].lexicographicallyPrecedes(self.names[$1]) }
        for (rank, index) in order.enumerated() {
            let value = Self.values[(number * 3 + rank * 2) % Self.values.count]
            let spread = 1 + 0.13 * Double(rank) + 0.071 * Double(number)
            point[index] = Complex(value * spread + 0.01 * Double(number))
        }
        return point
    }
}

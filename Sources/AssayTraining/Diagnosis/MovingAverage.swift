/// An exponential moving average. It begins with the first value.
struct MovingAverage {
    /// Behind each value.
    private(set) var values: [Double] = []

    /// - Parameter smoothing: how much a value counts against all before it: 0…1.
    init(_ values: [Double], smoothing: Double) {
        for value in values {
            self.values.append(self.values.last.map { $0 + smoothing * (value - $0) } ?? value)
        }
    }

    var last: Double? { self.values.last }

    /// How many values, from the last one back, are below a limit.
    func trailing(below limit: Double) -> Int { self.values.reversed().prefix { $0 < limit }.count }
}

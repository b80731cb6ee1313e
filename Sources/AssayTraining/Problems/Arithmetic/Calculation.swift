/// How a problem is solved: values that get names one after another, and the expression that is the answer.
package struct Calculation: Sendable, Hashable {
    package struct Assignment: Sendable, Hashable {
        package let name: String
        package let value: Arithmetic

        /// Whether the name's earlier value is part of the new one.
        var isUpdate: Bool { self.value.mentions(self.name) }
    }

    package let assignments: [Assignment]
    package let result: Arithmetic
    /// What the program prints.
    package let value: Quantity
    /// Every operation in the order in which one does them.
    package let steps: [Arithmetic.Step]

    /// - Returns: nil where a result on the way is not a whole number of 0…999,999, or a name has no value.
    init?(_ assignments: [Assignment], result: Arithmetic) {
        var names: [String: Quantity] = [:]
        var steps: [Arithmetic.Step] = []
        for assignment in assignments {
            guard let value = assignment.value.value(names, &steps) else { return nil }
            names[assignment.name] = value
        }
        guard let value = result.value(names, &steps) else { return nil }
        (self.assignments, self.result, self.value, self.steps) = (assignments, result, value, steps)
    }

    /// A calculation that names its values.
    init?(_ assignments: KeyValuePairs<String, Arithmetic> = [:], result: Arithmetic) {
        self.init(assignments.map { Assignment(name: $0.key, value: $0.value) }, result: result)
    }

    /// A calculation that begins with a number and changes it again and again.
    init?(from start: Int, updates: [Arithmetic]) {
        let values = [.number(start)] + updates
        self.init(values.map { Assignment(name: Self.running, value: $0) }, result: .name(Self.running))
    }

    /// The number that updates change.
    static let running = "x"

    /// The answer, as a problem's truth has it.
    package var answer: Int { self.value.amount }

    /// One line of Python that prints the answer.
    package var code: String {
        (self.assignments.map { "\($0.name)=\($0.value)" } + ["print(\(self.result))"]).joined(separator: ";")
    }

    /// Every calculation that forgets one update; empty where there are fewer than two.
    var jumps: [Calculation] {
        let updates = self.assignments.indices.filter { self.assignments[$0].isUpdate }
        guard updates.count > 1 else { return [] }
        return updates.compactMap { index in
            var assignments = self.assignments
            assignments.remove(at: index)
            return Calculation(assignments, result: self.result)
        }
    }
}

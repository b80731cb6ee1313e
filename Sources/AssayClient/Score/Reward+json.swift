import AssayJSON

extension Reward {
    /// Reads a reply of the server. What it does not know, newer servers' fields, is skipped.
    /// - Parameter path: what goes before a field's name in a fault, such as `results[3].`
    /// - Throws: everything that is wrong with it.
    init(_ value: JSONValue, path: String = "") throws(FieldFaults) {
        var reader = try FieldReader(reply: value, path: path, required: [])
        // A null is the server's word for "not scored"; a reply that does not mention it is none of a scorer's.
        if value["score"] == nil { reader.fault("score", "is missing") }
        self.init(
            score: reader.read("score", "a number") { $0.double }, isCorrect: reader.bool("correct"),
            extracted: reader.string("extracted"),
            parts: reader.read("parts", "an object of logic, calculation and conclusion", Parts.init),
            turnRewards: reader.read("turn_rewards", "a list of numbers", Self.numbers) ?? [],
            errorClasses: reader.strings("classes") ?? [], explanation: reader.value("explain"),
            warnings: reader.strings("warnings") ?? [])
        try reader.finish()
    }

    private static func numbers(_ value: JSONValue) -> [Double]? {
        guard let elements = value.array else { return nil }
        let numbers = elements.compactMap(\.double)
        return numbers.count == elements.count ? numbers : nil
    }
}

extension Reward.Parts {
    fileprivate init?(_ value: JSONValue) {
        guard let logic = value["logic"]?.double, let calculation = value["calculation"]?.double,
            let conclusion = value["conclusion"]?.double
        else { return nil }
        self.init(logic: logic, calculation: calculation, conclusion: conclusion)
    }
}

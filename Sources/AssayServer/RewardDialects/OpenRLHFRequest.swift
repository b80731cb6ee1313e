import AssayJSON
import AssayScoring

/// The body of OpenRLHF's `remote_rm_url`: whole texts, their prompts and labels, index by index.
struct OpenRLHFRequest: Sendable {
    private let queries: [String]
    private let prompts: [String]?
    private let labels: [JSONValue]

    var count: Int { self.queries.count }

    /// - Throws: everything that is wrong with the lists.
    init(_ value: JSONValue) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be an object")])
        }
        let name = object["queries"] == nil ? "query" : "queries"
        // Other members are the client's own, as with any server of this kind.
        var reader = FieldReader(object, known: nil)
        self.queries = reader.strings(name) ?? []
        self.prompts = reader.strings("prompts")
        self.labels = reader.read("labels", "a list") { $0.array } ?? []
        for required in [name, "labels"] where reader.value(required) == nil { reader.fault(required, "is required") }
        if reader.faults.isEmpty, self.labels.count != self.queries.count {
            reader.fault("labels", "has \(self.labels.count) elements beside \(self.queries.count) queries")
        }
        if reader.faults.isEmpty, let prompts, prompts.count != self.queries.count {
            reader.fault("prompts", "has \(prompts.count) elements beside \(self.queries.count) queries")
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }

    /// The scoring task at an index.
    func task(_ index: Int, defaults: ScoringDefaults) throws(FieldFaults) -> ScoringRequest {
        let prompt = self.prompts?[index]
        let task: JSONValue = [
            "solution_str": .string(ResponseText.response(in: self.queries[index], after: prompt)),
            "ground_truth": self.labels[index], "question": .optional(prompt),
        ]
        do {
            return try ScoringRequest(task, defaults: defaults)
        } catch {
            throw FieldFaults(error.faults.map { FieldFault(field: "labels[\(index)]", message: $0.message) })
        }
    }
}

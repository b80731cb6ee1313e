import AssayJSON
import AssayYAML

/// One change to a configuration, as Hydra's command line writes it: `trainer.save_freq=10`, `+data.seed=1`, `~critic`.
struct ConfigurationOverride {
    private let path: [String]
    /// nil takes the key away.
    private let value: JSONValue?

    /// - Throws: ``FieldFaults`` where the text is no override.
    init(_ text: String) throws(FieldFaults) {
        let removes = text.hasPrefix("~")
        // Hydra asks for one + where the key is new and two where it may be; here it may always be.
        let body = text.drop { $0 == "+" || $0 == "~" }
        let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        self.path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard removes || parts.count == 2, self.path.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else {
            throw FieldFaults([FieldFault(field: text, message: "must be key=value, such as trainer.save_freq=10")])
        }
        do {
            self.value = removes ? nil : parts[1].isEmpty ? "" : try JSONValue(yaml: String(parts[1]))
        } catch {
            throw FieldFaults([FieldFault(field: text, message: "has a value that is not YAML")])
        }
    }

    func apply(to document: inout JSONObject) throws(FieldFaults) {
        for length in 1..<self.path.count {
            let value = document.value(at: Array(self.path.prefix(length))) ?? .null
            guard value == .null || value.object != nil else {
                let name = self.path[length - 1]
                throw FieldFaults([
                    FieldFault(field: self.path.joined(separator: "."), message: "\(name) is not a mapping")
                ])
            }
        }
        document.set(self.value, at: self.path)
    }
}

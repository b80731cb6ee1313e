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
        document = try self.changed(document, self.path[...])
    }

    private func changed(_ object: JSONObject, _ path: ArraySlice<String>) throws(FieldFaults) -> JSONObject {
        guard let name = path.first else { return object }
        var value = path.count == 1 ? self.value : nil
        if path.count > 1 {
            let inner = object[name] ?? .null
            guard inner == .null || inner.object != nil else {
                throw FieldFaults([
                    FieldFault(field: self.path.joined(separator: "."), message: "\(name) is not a mapping")
                ])
            }
            value = .object(try self.changed(inner.object ?? JSONObject(), path.dropFirst()))
        }
        return object.replacing(name, with: value)
    }
}

extension JSONObject {
    /// The same object with another value of a name, at its place or at the end; nil takes the member away.
    fileprivate func replacing(_ name: String, with value: JSONValue?) -> JSONObject {
        guard let value else { return JSONObject(self.members.filter { $0.name != name }.map { ($0.name, $0.value) }) }
        guard self[name] != nil else {
            return JSONObject(self.members.map { ($0.name, $0.value) } + [(name, value)])
        }
        return JSONObject(self.members.map { ($0.name, $0.name == name ? value : $0.value) })
    }
}

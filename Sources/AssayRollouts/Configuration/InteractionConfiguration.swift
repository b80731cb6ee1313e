import AssayJSON
import AssayYAML
import Foundation

/// An interaction configuration file with verl's keys: `interaction: [{name, class_name, config}]`.
package enum InteractionConfiguration {
    private static let suffix = "Interaction"
    private static let classes = ["verl.interactions.gsm8k_interaction.Gsm8kInteraction", "assay.GSM8KInteraction"]

    /// - Throws: ``RolloutError`` with everything that is wrong with the file.
    package static func load(file: String) throws(RolloutError) -> [any Interaction] {
        do {
            return try self.parse(String(contentsOfFile: file, encoding: .utf8), file: file)
        } catch let error as RolloutError {
            throw error
        } catch {
            throw RolloutError(.configuration, stage: file, error.localizedDescription)
        }
    }

    /// - Parameter file: what errors name the text by.
    /// - Throws: ``RolloutError`` with everything that is wrong with the text.
    package static func parse(_ yaml: String, file: String) throws(RolloutError) -> [any Interaction] {
        do {
            return try self.interactions(JSONValue(yaml: yaml))
        } catch let error as FieldFaults {
            throw RolloutError(.configuration, stage: file, error.description)
        } catch {
            throw RolloutError(.configuration, stage: file, "\(error)")
        }
    }

    private static func interactions(_ document: JSONValue) throws(FieldFaults) -> [any Interaction] {
        guard let object = document.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be a mapping with the key interaction")])
        }
        var reader = FieldReader(object, known: ["interaction"])
        let elements = reader.read("interaction", "a list") { $0.array }
        if reader.value("interaction") == nil { reader.fault("interaction", "is required") }
        var interactions: [any Interaction] = []
        for (index, element) in (elements ?? []).enumerated() {
            do {
                let interaction = try self.interaction(element)
                if interactions.contains(where: { $0.name == interaction.name }) {
                    reader.fault("interaction[\(index)].name", "\(interaction.name) is there twice")
                }
                interactions.append(interaction)
            } catch {
                for fault in error.inside("interaction[\(index)]").faults { reader.fault(fault) }
            }
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
        return interactions
    }

    private static func interaction(_ value: JSONValue) throws(FieldFaults) -> any Interaction {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be a mapping")])
        }
        var reader = FieldReader(object, known: ["name", "class_name", "config"])
        let className = reader.string("class_name") ?? ""
        if reader.value("class_name") == nil {
            reader.fault("class_name", "is required")
        } else if !self.classes.contains(className) {
            let nearest = EditDistance.nearest(to: className, in: self.classes) ?? self.classes[0]
            reader.fault("class_name", "is not a known class; did you mean \(nearest)?")
        }
        if let config = reader.value("config") {
            if let members = config.object?.members {
                for member in members { reader.fault("config.\(member.name)", "is not a known field") }
            } else {
                reader.fault("config", "must be a mapping")
            }
        }
        let name = reader.string("name") ?? self.defaultName(className)
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
        return GSM8KInteraction(name: name)
    }

    /// The class without its module and the word for what it is: `Gsm8kInteraction` is `gsm8k`.
    private static func defaultName(_ className: String) -> String {
        let name = className.split(separator: ".").last.map(String.init) ?? className
        return (name.hasSuffix(self.suffix) ? String(name.dropLast(self.suffix.count)) : name).lowercased()
    }
}

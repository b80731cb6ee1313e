import AssayJSON
import AssayYAML
import Foundation

/// A tool configuration file with verl's keys: `tools: [{class_name, config, tool_schema}]`.
///
/// verl's classes stand for ours: `SandboxFusionTool` is ``CodeInterpreter``, `Gsm8kTool` is ``GSM8KRewardTool``. The
/// seed's file, whose one entry has a flat `tool_schema` and no `config`, loads as it is printed: its `Gsm8kTool` is the
/// one whose `execute` runs code, so that ``CodeInterpreter`` comes with it. Unknown keys are refused.
package struct ToolConfiguration: Sendable, Equatable {
    /// One of `tools`.
    package struct Entry: Sendable, Equatable {
        package var kind: ToolKind
        package var options: ToolOptions
        /// What a policy is told; nil takes the tool's own.
        package var schema: ToolSchema?
        /// Whether it is written as the seed writes it.
        package var isSeeds = false
    }

    package var entries: [Entry]

    /// Whether an entry runs programs and names no server of its own.
    package var needsRunner: Bool {
        self.entries.contains { $0.isSeeds || $0.kind == .codeInterpreter && $0.options.url == nil }
    }

    /// - Throws: ``ToolError`` with everything that is wrong with the file.
    package init(file: String) throws(ToolError) {
        do {
            try self.init(yaml: String(contentsOfFile: file, encoding: .utf8), file: file)
        } catch let error as ToolError {
            throw error
        } catch {
            throw ToolError(.configuration, stage: file, error.localizedDescription)
        }
    }

    /// - Parameter file: what errors name the text by.
    /// - Throws: ``ToolError`` with everything that is wrong with the text.
    package init(yaml: String, file: String) throws(ToolError) {
        do {
            try self.init(JSONValue(yaml: yaml))
        } catch let error as FieldFaults {
            throw ToolError(.configuration, stage: file, error.description)
        } catch let error as ToolError {
            throw error
        } catch {
            throw ToolError(.configuration, stage: file, "\(error)")
        }
    }

    private init(_ document: JSONValue) throws(FieldFaults) {
        guard let object = document.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be a mapping with the key tools")])
        }
        var reader = FieldReader(object, known: ["tools"])
        let elements = reader.read("tools", "a list") { $0.array }
        if reader.value("tools") == nil { reader.fault("tools", "is required") }
        self.entries = []
        for (index, element) in (elements ?? []).enumerated() {
            do {
                self.entries.append(try Entry(element))
            } catch {
                for fault in error.inside("tools[\(index)]").faults { reader.fault(fault) }
            }
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }
}

extension ToolConfiguration.Entry {
    fileprivate init(_ value: JSONValue) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be a mapping")])
        }
        var reader = FieldReader(object, known: ["class_name", "config", "tool_schema"])
        let name = reader.string("class_name")
        if reader.value("class_name") == nil { reader.fault("class_name", "is required") }
        let kind = name.flatMap(ToolKind.init(className:))
        if let name, kind == nil { reader.fault("class_name", ToolKind.unknown(name)) }
        self.kind = kind ?? .codeInterpreter
        self.options = ToolOptions()
        if let config = reader.value("config") {
            do {
                self.options = try ToolOptions(config, kind: self.kind)
            } catch {
                for fault in error.inside("config").faults { reader.fault(fault) }
            }
        } else if self.kind == .http {
            reader.fault("config", "is required, with a url")
        }
        if let schema = reader.value("tool_schema") {
            do {
                self.schema = try ToolSchema(configuration: schema)
            } catch {
                for fault in error.inside("tool_schema").faults { reader.fault(fault) }
            }
            self.isSeeds = self.kind == .rewardTool && schema["function"] == nil && reader.value("config") == nil
        } else if self.kind == .http {
            reader.fault("tool_schema", "is required, for a policy must know what to call")
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }
}

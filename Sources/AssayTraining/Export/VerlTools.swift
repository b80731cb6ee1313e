import AssayJSON
import AssayTools
import AssayYAML

/// The tools of a run as verl gets them: the code interpreter, whatever class of verl's stands for it.
struct VerlTools {
    private let options: ToolOptions
    /// What is not exported, a sentence each.
    let notes: [String]

    init(_ configuration: ToolConfiguration?) {
        let entries = configuration?.entries ?? []
        let interpreter = entries.first { $0.kind == .codeInterpreter }
        self.options = interpreter?.options ?? ToolOptions()
        var notes: [String] = []
        for entry in entries where entry.kind != .codeInterpreter {
            let name = entry.schema?.name ?? "\(entry.kind)"
            notes.append(
                entry.isSeeds
                    ? "\(name), whose execute runs code, is code_interpreter, and never tells the model a verdict."
                    : "The tool \(name) is left out: verl gets the code interpreter alone.")
        }
        if self.options.interpreter != ToolOptions().interpreter {
            notes.append(
                "From verl 0.8 on the limits of a program are the server's: start `assay serve` with those of the tool "
                    + "configuration (execution.default_timeout_s, execution.default_memory_mb).")
        }
        self.notes = notes
    }

    /// The tool classes of verl up to 0.7.1.
    func yaml() throws -> String {
        let settings = self.options.interpreter
        guard
            var entry = try JSONValue(yaml: String(decoding: PackageResources.assay_tools_yaml, as: UTF8.self))[
                "tools"]?
                .array?.first?.object
        else { return "" }
        let seconds = settings.timeout / .seconds(1)
        entry.set(.number(seconds), at: ["config", "timeout_s"])
        entry.set(.integer(settings.memoryMegabytes), at: ["config", "memory_mb"])
        return try JSONValue.object(JSONObject([("tools", [.object(entry)])])).yamlText()
    }
}

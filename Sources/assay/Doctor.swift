import ArgumentParser
import AssaySandbox
import AssayServer

/// `assay doctor`
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells what this host lacks for the sandbox, and how to mend it.",
        discussion: """
            Exits with 1 if something that is needed is missing.

            Examples:
              assay doctor
              assay doctor --json
            """)

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @OptionGroup var settings: ConfigurationOptions

    mutating func run() async throws {
        let configuration: ServerConfiguration
        do {
            configuration = try await self.settings.load(flags: [:])
        } catch {
            StandardStream.printError("assay doctor: \(StartFault.line(for: error))")
            throw ExitCode(1)
        }
        let check = EnvironmentCheck.run(configuration: configuration.execution)
        let findings = check.items.map {
            Finding(name: $0.name, status: $0.status.rawValue, detail: $0.detail, remedy: $0.remedy)
        }
        let isComplete = check.items.allSatisfy { $0.status != .missing }
        if self.json {
            let json: JSONValue = ["ok": .bool(isComplete), "items": .array(findings.map(\.json))]
            StandardStream.print(json.text)
        } else {
            StandardStream.print(Finding.table(findings))
        }
        if !isComplete { throw ExitCode(1) }
    }
}

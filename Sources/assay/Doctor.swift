import ArgumentParser
import AssayJSON
import AssaySandbox
import AssayServer
import Foundation
import Logging

/// `assay doctor`
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Tells what this host lacks for the sandbox, or what is wrong with a run of training, and what helps.",
        discussion: """
            Where nothing is missing, attacks the sandbox as a server does before it serves, under every profile. Exits
            with 1 if something that is needed is missing or a wall does not stand.

            With RUN, a folder of assay train, tells from its metrics how the run goes, be it finished or under way:
            rewards, tools, divergence, groups, entropy, masked and cut rollouts, and where time goes. Where tools seem
            to fail, the sandbox is asked to run something. Exits with 1 if the run does not learn, with 66 if there is
            none.

            Examples:
              assay doctor
              assay doctor --json
              assay doctor --profile python-exec
              assay doctor --profile ./my-profiles/notebook.yaml
              assay doctor logs/gsm8k-v1 --report
            """)

    @Argument(help: ArgumentHelp("The folder of a run of training.", valueName: "run"), completion: .directory)
    var folder: String?

    @Flag(help: "Make the run's report.html anew, too.")
    var report = false

    @Option(help: ArgumentHelp("The tool server to ask (default: the run's own).", valueName: "url"))
    var toolServer: String?

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @Option(help: "Explain one profile, by name or by file, and attack the sandbox under it alone.")
    var profile: String?

    @OptionGroup var settings: ConfigurationOptions

    func validate() throws {
        guard self.folder == nil || self.profile == nil else {
            throw ValidationError("--profile is of this host, not of a run")
        }
        guard self.folder != nil || !self.report && self.toolServer == nil else {
            throw ValidationError("--report and --tool-server are for a run, whose folder is missing")
        }
    }

    mutating func run() async throws {
        if let folder {
            var diagnosis = RunDiagnosis(folder)
            diagnosis.toolServer = self.toolServer
            diagnosis.json = self.json
            diagnosis.writesReport = self.report
            return try await diagnosis.run()
        }
        do {
            var configuration = try await self.settings.load(flags: [:])
            let explained = try self.profile.map { try Self.find($0, &configuration.execution) }
            let check = EnvironmentCheck.run(configuration: configuration.execution)
            var items = check.items
            if items.allSatisfy({ $0.status != .missing }) {
                let logger = Logger.standardError(label: "assay", level: "critical")
                items += try await SelfTestCheck(
                    configuration: configuration.execution, profile: explained?.name, logger: logger
                ).items()
            }
            self.tell(items, explained.map(ProfileExplanation.init))
            guard items.allSatisfy({ $0.status != .missing }) else { throw ExitCode(1) }
        } catch let code as ExitCode {
            throw code
        } catch {
            StandardStream.printError("assay doctor: \(StartFault.line(for: error))")
            throw ExitCode(1)
        }
    }

    /// A profile by name, or by a file of it, whose folder is then the one looked in.
    private static func find(_ profile: String, _ configuration: inout ExecutorConfiguration) throws -> SandboxProfile {
        let file = URL(fileURLWithPath: profile)
        if ["yaml", "json"].contains(file.pathExtension) {
            configuration.profileDirectory = file.deletingLastPathComponent().path
        }
        let directory = ProfileDirectory(path: configuration.resolvedProfileDirectory)
        return try directory.profile(file.deletingPathExtension().lastPathComponent)
    }

    private func tell(_ items: [EnvironmentCheck.Item], _ explanation: ProfileExplanation?) {
        let findings = items.map {
            Finding(name: $0.name, status: $0.status.rawValue, detail: $0.detail, remedy: $0.remedy)
        }
        if self.json {
            let profile = explanation.map { explanation in
                JSONValue.object(JSONObject(explanation.lines.map { ($0.name, .string($0.text)) }))
            }
            let json: JSONValue = [
                "ok": .bool(items.allSatisfy { $0.status != .missing }), "items": .array(findings.map(\.json)),
                "profile": profile ?? .null,
            ]
            StandardStream.print(json.text)
        } else {
            if let explanation {
                let width = explanation.lines.map(\.name.count).max() ?? 0
                for line in explanation.lines {
                    StandardStream.print(
                        line.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + line.text)
                }
                StandardStream.print("")
            }
            StandardStream.print(Finding.table(findings))
        }
    }
}

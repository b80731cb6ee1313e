import ArgumentParser
import AssayClient
import AssayJSON
import AssayRollouts
import AssayTools
import AssayTraining
import AssayYAML
import Foundation
import Synchronization
import UnixSignals

extension Train {
    mutating func run() async throws {
        do {
            try await self.train()
        } catch let error as TrainingError {
            throw Self.exit("\(error)", ExitStatus.status(of: error))
        } catch let error as RolloutError {
            throw Self.exit("\(error)", ExitStatus.status(of: error))
        } catch let error as ClientError {
            let isUsage = error.code == .invalidArgument
            throw Self.exit("\(error)", isUsage ? ExitStatus.usage : ExitStatus.unavailable)
        }
    }

    private static func exit(_ message: String, _ status: Int32) -> ExitCode {
        StandardStream.printError("assay train: \(message)")
        return ExitCode(status)
    }

    private func train() async throws {
        let configuration = try TrainingConfiguration(file: self.configPath, overrides: self.settings)
        // Wrong models, too, are told before workers start.
        _ = try TrainingPlan(configuration, tools: .none)
        let ending: TrainingRun.Ending
        if let url = self.toolServer ?? configuration.assay.serverURL {
            ending = try await self.play(configuration, url)
        } else {
            ending = try await ToolService.serve(.training, logger: .standardError(label: "assay", level: "warning")) {
                try await self.play(configuration, $0)
            }
        }
        try self.finish(ending)
    }

    /// The command line's settings, as the configuration's keys.
    private var settings: [String] {
        var settings = self.overrides
        if let from { settings.append("actor_rollout_ref.model.path=\(from)") }
        if self.ablate.contains(.observations) { settings.append("assay.train_observations=true") }
        if self.ablate.contains(.tool) { settings.append("assay.tools=false") }
        return settings
    }

    private var directory: RunDirectory { RunDirectory("\(self.logDir)/\(self.expName)") }

    private func play(_ configuration: TrainingConfiguration, _ url: String) async throws -> TrainingRun.Ending {
        let http = try HTTPClient()
        let key = self.toolServer == nil ? nil : ProcessInfo.processInfo.environment["ASSAY_KEY"]
        try await ToolServerCheck.check(url, key: key, http, remedy: "nothing can be learned without it")
        let runner = ToolClient(try Endpoint(url: url, key: key, http: http))
        let tools =
            try configuration.rollout.toolConfiguration.map {
                try ToolConfiguration(file: $0).toolbox(runner: runner, http: http)
            } ?? ToolConfiguration.standardToolbox(runner)
        let interactions = try configuration.rollout.interactionConfiguration.map(InteractionConfiguration.load(file:))
        let plan = try TrainingPlan(configuration, tools: tools, interactions: interactions ?? [])
        let state = try self.begin(configuration, limits: plan.policy.limits)
        let console = TrainingConsole(isQuiet: self.quiet, telling: RunTelling(frequency: 5))
        let observers = TrainingObservers([try RunLog(self.directory, continuing: state), console])
        let stop = StopRequest()
        let run = TrainingRun(plan, directory: self.directory.checkpoints, observer: observers) { stop.isMade }
        do {
            let ending = try await stop.whileListening { try await run.run(from: state) }
            await console.finish()
            try RunReport.write(self.directory)
            return ending
        } catch {
            await console.finish()
            // What went wrong is what its page is for; that it cannot be made is the smaller fault.
            try? RunReport.write(self.directory)
            guard let error = error as? TrainingError, error.code == .sandbox else { throw error }
            throw TrainingError(.sandbox, stage: "tool server \(url)", error.message)
        }
    }

    /// Makes the folder ready.
    /// - Returns: the state of the checkpoint to go on from; nil where there is none.
    private func begin(
        _ configuration: TrainingConfiguration, limits: TrainingGuard.Limits
    ) throws -> TrainingState? {
        if self.overwrite || configuration.trainer.resume == .never { try self.directory.clear() }
        let file = try String(contentsOfFile: self.configPath, encoding: .utf8)
        try self.directory.begin(
            configuration: file, resolved: JSONValue.object(configuration.document).yamlText())
        return try CheckpointFolder(self.directory.checkpoints).latest(limits: limits)
    }

    private func finish(_ ending: TrainingRun.Ending) throws {
        let tests = try ValidationLog(directory: self.directory.validation).read().filter { $0.count > 1 }
        if !tests.isEmpty {
            StandardStream.print(
                EvaluationTable(
                    before: tests.compactMap(\.first?.result), after: tests.compactMap(\.last?.result)
                ).text)
        }
        guard !ending.isInterrupted else {
            throw Self.exit("ended after step \(ending.step); the same command goes on", 130)
        }
    }
}

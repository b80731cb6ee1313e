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
            throw ExitStatus.exit("assay train", "\(error)", ExitStatus.status(of: error))
        } catch let error as RolloutError {
            throw ExitStatus.exit("assay train", "\(error)", ExitStatus.status(of: error))
        } catch let error as ClientError {
            let isUsage = error.code == .invalidArgument
            throw ExitStatus.exit("assay train", "\(error)", isUsage ? ExitStatus.usage : ExitStatus.unavailable)
        }
    }

    private func train() async throws {
        let configuration = try TrainingConfiguration(file: self.configPath, overrides: self.settings)
        if !configuration.ineffectiveKeys.isEmpty {
            StandardStream.printError(
                "assay train: without effect here: \(configuration.ineffectiveKeys.joined(separator: ", "))")
        }
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
        try self.finish(ending, self.directory(configuration))
    }

    /// The command line's settings, as the configuration's keys.
    private var settings: [String] {
        var settings = self.overrides
        if let from { settings += ["actor_rollout_ref.model.path=\(from)", "assay.warm_start.steps=0"] }
        if self.ablate.contains(.observations) { settings.append("assay.train_observations=true") }
        if self.ablate.contains(.tool) { settings.append("assay.tools=false") }
        return settings
    }

    private func directory(_ configuration: TrainingConfiguration) -> RunDirectory {
        RunDirectory("\(self.logDir)/\(self.expName ?? configuration.trainer.experiment)")
    }

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
        let directory = self.directory(configuration)
        let state = try self.begin(configuration, directory, limits: plan.policy.limits)
        let console = TrainingConsole(isQuiet: self.quiet, telling: RunTelling(frequency: 5))
        let observers = TrainingObservers([try RunLog(directory, continuing: state), console])
        let stop = StopRequest()
        let run = TrainingRun(plan, directory: directory.checkpoints, observer: observers) { stop.isMade }
        do {
            let ending = try await stop.whileListening { try await run.run(from: state) }
            await console.finish()
            try RunReport.write(directory)
            return ending
        } catch {
            await console.finish()
            // What went wrong is what its page is for; that it cannot be made is the smaller fault.
            try? RunReport.write(directory)
            guard let error = error as? TrainingError, error.code == .sandbox else { throw error }
            throw TrainingError(.sandbox, stage: "tool server \(url)", error.message)
        }
    }

    /// Makes the folder ready.
    /// - Returns: the state of the checkpoint to go on from; nil where there is none.
    private func begin(
        _ configuration: TrainingConfiguration, _ directory: RunDirectory, limits: TrainingGuard.Limits
    ) throws -> TrainingState? {
        if self.overwrite || configuration.trainer.resume == .never { try directory.clear() }
        let file = try String(contentsOfFile: self.configPath, encoding: .utf8)
        for change in try directory.begin(configuration, file: file) {
            StandardStream.printError("assay train: \(change)")
        }
        let checkpoints = CheckpointFolder(directory.checkpoints)
        if case .from(let path) = configuration.trainer.resume { try checkpoints.adopt(path) }
        return try checkpoints.latest(limits: limits)
    }

    private func finish(_ ending: TrainingRun.Ending, _ directory: RunDirectory) throws {
        let tests = try ValidationLog(directory: directory.validation).read().filter { $0.count > 1 }
        if !tests.isEmpty {
            StandardStream.print(
                EvaluationTable(
                    before: tests.compactMap(\.first?.result), after: tests.compactMap(\.last?.result)
                ).text)
        }
        guard !ending.isInterrupted else {
            throw ExitStatus.exit("assay train", "ended after step \(ending.step); the same command goes on", 130)
        }
    }
}

import ArgumentParser
import AssayAnswers
import AssayClient
import AssayJSON
import AssayRollouts
import AssayTools
import AssayTraining

/// A run of rollouts as a command line asks for it.
struct RolloutPlan {
    let options: RolloutOptions
    /// How the command is called where it tells of a fault.
    let command: String
    /// Whether the model is evaluated: one sample is drawn greedily, or a configuration's `val_kwargs` say how.
    let isEvaluation: Bool

    /// Plays the run, prints its summary and writes its page.
    /// - Throws: `ExitCode`, after telling why.
    func carryOut(in directory: String) async throws {
        do {
            let summary = try await self.play(in: directory)
            try self.finish(summary, directory)
        } catch let error as AnswersError {
            throw ExitStatus.exit(self.command, error.description, ExitStatus.status(of: error))
        } catch let error as RolloutError {
            throw ExitStatus.exit(self.command, error.description, ExitStatus.status(of: error))
        } catch let error as ToolError {
            throw ExitStatus.exit(self.command, error.description, ExitStatus.usage)
        } catch let error as TrainingError {
            throw ExitStatus.exit(self.command, error.description, ExitStatus.usage)
        } catch let error as ClientError {
            let isUsage = error.code == .invalidArgument
            throw ExitStatus.exit(self.command, error.description, isUsage ? ExitStatus.usage : ExitStatus.unavailable)
        }
    }

    private func play(in directory: String) async throws -> RolloutSummary {
        let http = try HTTPClient()
        let server = try self.options.model.server(http)
        let reward = RewardFunction(self.options.scoring.defaults)
        var rows = try self.rows(for: reward)
        let standard = try self.standard()
        let settings = RolloutSettings(
            limits: standard.limits, sampling: standard.sampling,
            tools: try await self.options.tools.toolbox(standard.toolConfiguration, http),
            interactions: try standard.interactionConfiguration.map(InteractionConfiguration.load(file:)) ?? [])
        let name = try await self.options.model.name(on: server)
        if settings.interactions.isEmpty { for index in rows.indices { rows[index].prompt.interaction = nil } }

        let policy = self.options.model.policy(on: server, name: name)
        var run = RolloutRun(
            rollout: Rollout(policy: policy, settings: settings), reward: reward, directory: directory)
        run.samples = standard.samples
        run.concurrency = self.options.concurrency
        run.overwrites = self.options.overwrite
        run.origin = self.origin(name, standard, settings)
        var progress = ProgressLine()
        defer { progress.clear() }
        return try await run.run(rows) { state in
            if !self.options.quiet { progress.show(state) }
        }
    }

    private func rows(for reward: RewardFunction) throws -> [PromptFile.Row] {
        let data = self.options.data
        var lines = LeftOutLines(most: self.options.report)
        let rows = try PromptFile(path: data).read(for: reward, limit: self.options.limit) { number, fault in
            lines.report(data, number, fault)
        }
        lines.finish(data)
        guard !rows.isEmpty else { throw AnswersError(.unreadable, "\(data) has no prompt that can be used") }
        return rows
    }

    private func finish(_ summary: RolloutSummary, _ directory: String) throws {
        if let html = self.options.html {
            let trajectories = try TrajectoryLog.trajectories(at: directory, step: RolloutRun.step)
            try OutputFile.write(try RolloutPage(trajectories, of: directory).html(), to: html)
        }
        StandardStream.print(self.options.json ? summary.json.text : summary.text)
        if let failure = summary.firstFailure {
            StandardStream.printError(
                "\(self.command): masked \(summary.report.masked) of \(summary.report.trajectories); the same command "
                    + "plays them again; the first failed with \(failure)")
        }
        guard summary.scored > 0 else { throw ExitStatus.exit(self.command, "nothing could be scored", 1) }
    }

    private func standard() throws(TrainingError) -> RolloutStandard {
        var standard =
            if let file = self.options.configPath {
                try RolloutStandard(file: file, isValidation: self.isEvaluation)
            } else {
                RolloutStandard(isGreedy: self.isEvaluation)
            }
        self.options.sampling.apply(to: &standard)
        self.options.tools.apply(to: &standard)
        return standard
    }

    /// All that a trajectory depends on beside its prompt.
    private func origin(_ name: String, _ standard: RolloutStandard, _ settings: RolloutSettings) -> JSONObject {
        let extra = self.options.model.extraMembers.map { [("extra_body", JSONValue.object($0))] } ?? []
        return JSONObject(
            [("model", .string(name))] + extra + standard.members + [
                ("tools", .array(settings.tools.schemas.map(\.json))),
                ("interactions", .array(settings.interactions.map { .string($0.name) })),
                ("scoring", .string(self.options.scoring.text)),
            ])
    }
}

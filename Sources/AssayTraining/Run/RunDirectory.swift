import AssayJSON
import AssayRollouts
import AssayYAML
import Foundation

/// Where a run of training keeps what it makes.
///
///     config.yaml            as it was given
///     config.resolved.yaml   with every default and every override
///     train.log              what was told on the terminal, each line with its time
///     metrics.jsonl          a line for each step and test: verl's names
///     tensorboard/           the same for TensorBoard
///     trajectories/          N.jsonl: the rollouts of step N
///     validation/SET/        N.jsonl: those of a test after step N
///     checkpoints/           global_step_N/
///     logs/verl_tool_errors.log
///     report.html
package struct RunDirectory: Sendable, Equatable {
    package let path: String

    package init(_ path: String) { self.path = path }

    package var configuration: String { self.file("config.yaml") }
    package var resolvedConfiguration: String { self.file("config.resolved.yaml") }
    package var log: String { self.file("train.log") }
    package var metrics: String { self.file("metrics.jsonl") }
    package var tensorBoard: String { self.file("tensorboard") }
    package var trajectories: String { self.file("trajectories") }
    package var validation: String { self.file("validation") }
    package var checkpoints: String { self.file("checkpoints") }
    package var toolErrors: String { self.file(ToolErrorLog.name) }
    package var report: String { self.file("report.html") }

    private func file(_ name: String) -> String { "\(self.path)/\(name)" }

    /// Whether a run has begun here.
    package var hasRun: Bool { FileManager.default.fileExists(atPath: self.resolvedConfiguration) }

    /// Begins a run, or makes sure that the one that is here is the same.
    /// - Parameters:
    ///   - configuration: of a run that goes on it must be as it was, but for how long it is and what else changes
    ///     nothing of a step.
    ///   - text: the file that it was read from.
    /// - Returns: what has changed, a text for each setting.
    /// - Throws: ``TrainingError`` where the folder cannot be written, or has another run.
    @discardableResult
    package func begin(_ configuration: TrainingConfiguration, file text: String) throws(TrainingError) -> [String] {
        var changes: [SettingChange] = []
        if let earlier = FileManager.default.contents(atPath: self.resolvedConfiguration) {
            changes = configuration.changes(
                from: try TrainingConfiguration(
                    yaml: String(decoding: earlier, as: UTF8.self), file: self.resolvedConfiguration))
            if let other = changes.first(where: { !TrainingConfiguration.isChangeable($0.key) }) {
                throw TrainingError(
                    .directory, stage: self.path,
                    "it has another run: \(other.key) is '\(other.values.earlier)' there, '\(other.values.later)' here")
            }
            guard !changes.isEmpty else { return [] }
        }
        do {
            try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: self.configuration), options: .atomic)
            // The last: from here on there is a run.
            try Data(JSONValue.object(configuration.settings).yamlText().utf8).write(
                to: URL(filePath: self.resolvedConfiguration), options: .atomic)
        } catch {
            throw TrainingError(.directory, stage: self.path, error.localizedDescription)
        }
        return changes.map { "\($0.key) was \($0.values.earlier), and is \($0.values.later)" }
            + Self.consequences(of: changes, configuration)
    }

    private static func consequences(of changes: [SettingChange], _ configuration: TrainingConfiguration) -> [String] {
        let lengths = ["trainer.total_training_steps", "trainer.total_epochs"]
        let optimizers = [configuration.actor.optimizer, configuration.critic.optimizer]
        guard changes.contains(where: { lengths.contains($0.key) }), optimizers.contains(where: \.dependsOnLength)
        else { return [] }
        return [
            "from here on the learning rate is that of a run of the new length; steps that are done stay as they are"
        ]
    }

    /// Takes away what a run has made, and nothing else that may be in the folder.
    /// - Throws: ``TrainingError`` where something stays.
    package func clear() throws(TrainingError) {
        let files = [
            self.configuration, self.log, self.metrics, self.tensorBoard, self.trajectories, self.validation,
            self.checkpoints, self.toolErrors, self.report, self.resolvedConfiguration,
        ]
        for file in files where FileManager.default.fileExists(atPath: file) {
            do {
                try FileManager.default.removeItem(atPath: file)
            } catch {
                throw TrainingError(.directory, stage: file, error.localizedDescription)
            }
        }
    }
}

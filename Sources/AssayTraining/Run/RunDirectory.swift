import AssayRollouts
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
    ///   - configuration: the file that was given.
    ///   - resolved: every setting; that of a run that goes on must be as it was.
    /// - Throws: ``TrainingError`` where the folder cannot be written, or has another run.
    package func begin(configuration: String, resolved: String) throws(TrainingError) {
        if let earlier = FileManager.default.contents(atPath: self.resolvedConfiguration) {
            let earlier = String(decoding: earlier, as: UTF8.self)
            guard earlier == resolved else {
                throw TrainingError(
                    .directory, stage: self.path, "it has another run: \(Self.difference(earlier, resolved))")
            }
            return
        }
        do {
            try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
            try Data(configuration.utf8).write(to: URL(filePath: self.configuration), options: .atomic)
            // The last: from here on there is a run.
            try Data(resolved.utf8).write(to: URL(filePath: self.resolvedConfiguration), options: .atomic)
        } catch {
            throw TrainingError(.directory, stage: self.path, error.localizedDescription)
        }
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

    /// The first line that is not the same.
    private static func difference(_ earlier: String, _ later: String) -> String {
        let lines = [earlier, later].map { $0.split(separator: "\n").map(String.init) }
        let index = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
        let (old, new) = (lines[0].dropFirst(index).first, lines[1].dropFirst(index).first)
        return "'\((old ?? "").trimmed)' there, '\((new ?? "").trimmed)' here"
    }
}

extension String {
    fileprivate var trimmed: String { self.trimmingCharacters(in: .whitespaces) }
}

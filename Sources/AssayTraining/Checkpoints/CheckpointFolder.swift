import AssayJSON
import Foundation

/// The checkpoints of a run: a folder each, complete or not there at all, and verl's file that names the last.
package struct CheckpointFolder: Sendable {
    /// What is saved of a run beside its ``TrainingState``.
    package struct Contents {
        package var actor: Learner
        package var critic: Learner?
        package var codec: ConversationCodec
    }

    private static let state = "state.json"
    private static let latest = "latest.txt"

    package let path: String

    package init(_ path: String) { self.path = path }

    /// The folder of a model of a checkpoint: `actor` or `critic`.
    package func model(_ name: String, of checkpoint: String) -> ModelFolder {
        ModelFolder("\(self.path)/\(checkpoint)/\(name)")
    }

    /// - Returns: the checkpoint's folder.
    /// - Throws: ``TrainingError`` where it cannot be written.
    @discardableResult
    package func save(_ state: TrainingState, _ contents: Contents) throws(TrainingError) -> String {
        let (folder, partial) = ("\(self.path)/\(state.name)", "\(self.path)/\(state.name).partial")
        do {
            let files = FileManager.default
            try? files.removeItem(atPath: partial)
            try files.createDirectory(atPath: partial, withIntermediateDirectories: true)
            for (name, learner) in [("actor", contents.actor), ("critic", contents.critic)] {
                guard let learner else { continue }
                try ModelFolder("\(partial)/\(name)").write(learner, codec: contents.codec)
            }
            try Data(JSONWriter.bytes(state.json)).write(to: URL(filePath: "\(partial)/\(Self.state)"))
            try? files.removeItem(atPath: folder)
            try files.moveItem(atPath: partial, toPath: folder)
            try Data(state.name.utf8).write(to: URL(filePath: "\(self.path)/\(Self.latest)"), options: .atomic)
        } catch {
            throw TrainingError(.directory, stage: folder, "\(error)")
        }
        return folder
    }

    /// Removes all but the newest checkpoints of a phase.
    package func prune(_ phase: TrainingState.Phase, keeping count: Int) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []
        let steps = names.compactMap { name in
            name.hasPrefix(phase.prefix) ? Int(name.dropFirst(phase.prefix.count)) : nil
        }
        for step in steps.sorted().dropLast(count) {
            try? FileManager.default.removeItem(atPath: "\(self.path)/\(phase.prefix)\(step)")
        }
    }

    /// The name of the last checkpoint; nil where there is none.
    package var latestName: String? {
        FileManager.default.contents(atPath: "\(self.path)/\(Self.latest)").map { String(decoding: $0, as: UTF8.self) }
    }

    /// The state of the last checkpoint; nil where there is none.
    /// - Throws: ``TrainingError`` where it is named and cannot be read.
    package func latest(limits: TrainingGuard.Limits) throws(TrainingError) -> TrainingState? {
        guard let name = self.latestName else { return nil }
        let path = "\(self.path)/\(name)/\(Self.state)"
        do {
            guard let state = FileManager.default.contents(atPath: path) else {
                throw TrainingError(.directory, stage: path, "it cannot be read")
            }
            return try TrainingState(try JSONParser.parse(Array(state)), limits: limits)
        } catch let error as TrainingError {
            throw error
        } catch {
            throw TrainingError(.directory, stage: path, "\(error)")
        }
    }
}

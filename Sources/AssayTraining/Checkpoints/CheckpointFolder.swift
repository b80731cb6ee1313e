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
            try self.point(to: state.name)
        } catch {
            throw TrainingError(.directory, stage: folder, "\(error)")
        }
        return folder
    }

    /// Makes a checkpoint the one to go on from: one of this folder, after which later ones of its phase go, or one of
    /// another run, which is copied together with the policy that its rewards began with. A run of this folder that has
    /// begun to go on from another run's goes on from its own.
    /// - Parameter source: the checkpoint's folder.
    /// - Throws: ``TrainingError`` where it is no checkpoint, or cannot be copied.
    package func adopt(_ source: String) throws(TrainingError) {
        let (files, url) = (FileManager.default, URL(filePath: source).standardizedFileURL)
        let (parent, name) = (url.deletingLastPathComponent(), url.lastPathComponent)
        guard let phase = TrainingState.Phase.allCases.first(where: { name.hasPrefix($0.prefix) }),
            files.fileExists(atPath: url.appending(path: Self.state).path)
        else {
            throw TrainingError(
                .configuration, stage: "trainer.resume_from_path",
                "\(source) is no checkpoint, such as logs/first/checkpoints/global_step_40")
        }
        do {
            if parent.path == URL(filePath: self.path).standardizedFileURL.path {
                let last = Int(name.dropFirst(phase.prefix.count)) ?? 0
                for step in self.steps(phase) where step > last {
                    try files.removeItem(atPath: "\(self.path)/\(phase.prefix)\(step)")
                }
            } else if self.latestName == nil {
                let reference = phase == .policy ? CheckpointFolder(parent.path).steps(.supervised).last : nil
                if let reference {
                    let name = TrainingState(phase: .supervised, step: reference).name
                    try self.copy(parent.appending(path: name), name)
                }
                try self.copy(url, name)
            } else {
                return
            }
            try self.point(to: name)
        } catch {
            throw TrainingError(.directory, stage: self.path, error.localizedDescription)
        }
    }

    private func copy(_ source: URL, _ name: String) throws {
        let partial = "\(self.path)/\(name).partial"
        try? FileManager.default.removeItem(atPath: partial)
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source.path, toPath: partial)
        try FileManager.default.moveItem(atPath: partial, toPath: "\(self.path)/\(name)")
    }

    private func point(to name: String) throws {
        try Data(name.utf8).write(to: URL(filePath: "\(self.path)/\(Self.latest)"), options: .atomic)
    }

    /// The steps of a phase of which there are checkpoints, ascending.
    private func steps(_ phase: TrainingState.Phase) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []
        return names.compactMap { name in
            name.hasPrefix(phase.prefix) ? Int(name.dropFirst(phase.prefix.count)) : nil
        }.sorted()
    }

    /// Removes all but the newest checkpoints of a phase.
    package func prune(_ phase: TrainingState.Phase, keeping count: Int) {
        for step in self.steps(phase).dropLast(count) {
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

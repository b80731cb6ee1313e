import AssayJSON
package import AssayTools
import AssayYAML
import Foundation

/// The files that run a configuration on verl and Ray, with Assay as the tool and the reward.
package struct VerlExport: Sendable {
    /// One file of the folder.
    package struct File: Sendable, Equatable {
        /// Its path within the folder.
        package var name: String
        package var text: String
        package var isExecutable = false
    }

    /// What the files are named by, in their folder.
    package let files: [File]
    /// What of the configuration the exported run does not have, a sentence each.
    package let notes: [String]

    /// - Parameters:
    ///   - tools: what `tool_config_path` names; nil is the code interpreter alone.
    ///   - server: the address of the `assay serve` that the run uses.
    /// - Throws: ``TrainingError`` where the configuration names no model.
    package init(
        _ configuration: TrainingConfiguration, tools: ToolConfiguration?, server: String
    ) throws(TrainingError) {
        guard configuration.model.path != nil else {
            throw TrainingError(
                .configuration, stage: "actor_rollout_ref.model.path",
                "is needed: verl trains a model that is there, such as Qwen/Qwen2.5-7B-Instruct")
        }
        let documents = VerlGeneration.allCases.map { ($0, VerlDocument(configuration, for: $0)) }
        let interpreter = VerlTools(tools)
        self.notes =
            interpreter.notes + Self.notes(configuration)
            + documents.flatMap { generation, document in
                document.leftOut.map { "\($0) is not a key of \(generation.rawValue)." }
            }
        do {
            var files = [
                File(name: "README.md", text: VerlReadme(configuration, notes: self.notes, server: server).text),
                File(name: "run.sh", text: VerlScripts.run(server: server), isExecutable: true),
                File(name: "prepare_data.sh", text: VerlScripts.data(configuration), isExecutable: true),
                File(name: "assay_reward.py", text: Self.text(PackageResources.assay_reward_py)),
                File(name: "assay_tools.py", text: Self.text(PackageResources.assay_tools_py)),
                File(name: "assay_tools.yaml", text: try interpreter.yaml()),
            ]
            for (generation, document) in documents {
                files.append(
                    File(
                        name: "config/\(generation.configurationName).yaml",
                        text: try JSONValue.object(document.composed).yamlText()))
            }
            self.files = files
        } catch {
            throw TrainingError(.configuration, stage: "export", "\(error)")
        }
    }

    /// Writes the files; those that are there already give way.
    /// - Throws: ``TrainingError`` where the folder cannot be written.
    package func write(to folder: String) throws(TrainingError) {
        let root = URL(filePath: folder, directoryHint: .isDirectory)
        do {
            for file in self.files {
                let url = root.appending(path: file.name)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: url, options: .atomic)
                let permissions = file.isExecutable ? 0o755 : 0o644
                try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: url.path)
            }
        } catch {
            throw TrainingError(.directory, stage: folder, error.localizedDescription)
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func notes(_ configuration: TrainingConfiguration) -> [String] {
        var notes: [String] = []
        if configuration.rollout.interactionConfiguration != nil {
            notes.append("The interaction is left out: verl has none from 0.8 on.")
        }
        if configuration.assay.trainsObservations {
            notes.append("assay.train_observations is left out: verl never trains on what the policy reads.")
        }
        return notes
    }
}

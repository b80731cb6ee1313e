package import AssayJSON
import Foundation

/// The settings that a folder's trajectories were played with: `run.json`.
package struct RunOrigin {
    private let path: String

    package init(directory: String) { self.path = "\(directory)/run.json" }

    /// Nil where there are none, or none that can be read.
    package var settings: JSONObject? {
        FileManager.default.contents(atPath: self.path).flatMap { try? JSONParser.parse(Array($0)).object }
    }

    /// - Throws: ``RolloutError`` where the folder tells of other settings, naming them.
    func check(_ settings: JSONObject) throws(RolloutError) {
        guard FileManager.default.fileExists(atPath: self.path) else { return }
        guard let before = self.settings else {
            throw RolloutError(.log, stage: self.path, "it cannot be read")
        }
        let names = Set(before.members.map(\.name)).union(settings.members.map(\.name))
        let changed = names.filter { before[$0] != settings[$0] }.sorted()
        guard changed.isEmpty else {
            throw RolloutError(
                .log, stage: self.path, "it was played with other settings: \(changed.joined(separator: ", "))")
        }
    }

    func write(_ settings: JSONObject) throws(RolloutError) {
        do {
            try Data(JSONWriter.bytes(.object(settings)) + [0x0A]).write(
                to: URL(filePath: self.path), options: .atomic)
        } catch {
            throw RolloutError(.log, stage: self.path, error.localizedDescription)
        }
    }
}

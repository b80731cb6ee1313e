import Foundation

/// A folder that is gone with the value.
final class ScratchFolder {
    let path: String

    init() throws {
        self.path = NSTemporaryDirectory() + "assay-training-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: self.path) }

    func file(_ name: String) -> String { self.path + "/" + name }
}

import AssayJSON
import Foundation

/// What lies in the folder `shared` beside the repository.
enum SharedData {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
        .standardizedFileURL
    static let isPresent = FileManager.default.fileExists(atPath: Self.folder.appending(path: "parity").path)
    static let absence = "needs the folder shared beside the repository"

    static func path(_ path: String) -> String { Self.folder.appending(path: path).path }

    /// A file that is one JSON document.
    static func document(_ path: String) -> JSONValue? {
        (try? Data(contentsOf: Self.folder.appending(path: path))).flatMap { try? JSONParser.parse([UInt8]($0)) }
    }
}

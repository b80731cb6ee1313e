import Foundation

/// Files as the peer's requests send them: base64 by path.
enum SentFiles {
    /// A file of such a name is not written, says the peer.
    private static let ignored = "IGNORE_THIS_FILE"

    /// - Throws: ``RunnerFault`` for what is not base64, at which the peer fails in the run.
    static func contents(_ files: [(name: String, value: String?)]) throws(RunnerFault) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for file in files {
            guard let text = file.value, !file.name.contains(Self.ignored) else { continue }
            guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
                throw RunnerFault(description: "Incorrect padding")
            }
            contents[file.name] = Array(data)
        }
        return contents
    }
}

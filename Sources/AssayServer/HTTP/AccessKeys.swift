import Foundation

/// The bearer keys that the server accepts.
package struct AccessKeys: Sendable {
    private let keys: [[UInt8]]

    package init(_ keys: [String]) { self.keys = keys.filter { !$0.isEmpty }.map { Array($0.utf8) } }

    /// Reads one key a line; blank lines and lines that begin with `#` are skipped.
    /// - Throws: ``ConfigurationError`` when the file cannot be read or holds no key.
    package init(file: String) throws {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ConfigurationError("http.auth_keys_file: cannot read \(file)")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        self.init(lines.filter { !$0.isEmpty && !$0.hasPrefix("#") })
        guard !self.keys.isEmpty else {
            throw ConfigurationError("http.auth_keys_file: \(file) holds no key (one a line)")
        }
    }

    /// Which of the keys `candidate` is, in a time that depends only on the candidate's and the keys' lengths.
    package func index(of candidate: String) -> Int? {
        let candidate = Array(candidate.utf8)
        var match: Int?
        for (place, key) in self.keys.enumerated() {
            var difference = UInt(bitPattern: key.count ^ candidate.count)
            for (index, byte) in candidate.enumerated() {
                difference |= UInt(byte ^ key[index % key.count])
            }
            // No early return: the time must not tell which key matched.
            match = difference == 0 ? place : match
        }
        return match
    }
}

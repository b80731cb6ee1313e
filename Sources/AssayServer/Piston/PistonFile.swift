import AssayJSON
import Foundation
import HTTPTypes

/// A file of a request.
struct PistonFile: Sendable {
    /// Relative to the working directory, and inside it.
    let path: String
    let contents: [UInt8]
    /// Whether it may be the program: the first that is no binary is it.
    let isText: Bool

    /// - Throws: a 400 ``Problem``.
    init(_ value: JSONValue, index: Int) throws(Problem) {
        guard let content = value["content"]?.string else {
            throw Problem(.badRequest, "files[\(index)].content is required as a string")
        }
        self.path = try Self.path(value["name"] ?? .null, index: index)
        let encoding = value["encoding"]?.string
        switch encoding {
        case "base64": self.contents = try Self.decoded(content, Self.base64, index, "base64")
        case "hex": self.contents = try Self.decoded(content, Self.hexadecimal, index, "hex")
        // The peer takes any other name for UTF-8.
        default: self.contents = Array(content.utf8)
        }
        self.isText = encoding != "base64" && encoding != "hex"
    }

    private static func path(_ value: JSONValue, index: Int) throws(Problem) -> String {
        guard let name = value == .null ? "" : value.string else {
            throw Problem(.badRequest, "files[\(index)].name must be a string")
        }
        guard !name.isEmpty else { return "file\(index).code" }
        var parts: [Substring] = []
        for part in name.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                throw Problem(.badRequest, "File path \"\(name)\" tries to escape parent directory")
            }
        }
        return parts.joined(separator: "/")
    }

    private static func decoded(
        _ content: String, _ decode: (String) -> [UInt8]?, _ index: Int, _ encoding: String
    ) throws(Problem) -> [UInt8] {
        guard let bytes = decode(content) else {
            throw Problem(.badRequest, "files[\(index)].content is not \(encoding)")
        }
        return bytes
    }

    private static func base64(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text, options: .ignoreUnknownCharacters).map(Array.init)
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

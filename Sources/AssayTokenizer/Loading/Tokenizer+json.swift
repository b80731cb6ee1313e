package import AssayJSON
import Foundation

extension Tokenizer {
    /// A tokenizer.json above it is none, in bytes.
    private static let longestFile = 256 << 20

    /// Reads tokenizer.json.
    /// - Throws: also where it asks for what is not supported, by name: a tokenizer that is almost right is wrong.
    package init(file path: String) throws(TokenizerError) {
        let bytes: [UInt8]
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size <= Self.longestFile else { throw TokenizerError(stage: path, "\(size) bytes: no tokenizer") }
            bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        } catch let error as TokenizerError {
            throw error
        } catch {
            throw TokenizerError(stage: path, error.localizedDescription)
        }
        let document: JSONValue
        do throws(JSONParseError) {
            document = try JSONParser.parse(bytes)
        } catch {
            throw TokenizerError(stage: path, "no JSON: \(error.message)")
        }
        try self.init(document, stage: path)
    }

    /// - Parameter stage: where the document comes from, for errors.
    package init(_ document: JSONValue, stage: String) throws(TokenizerError) {
        let reader = TokenizerReader(stage: stage)
        self.init(
            document: document,
            isNormalized: try reader.normalizer(document["normalizer"] ?? .null),
            splitters: try reader.splitters(document["pre_tokenizer"] ?? .null),
            model: try reader.model(document["model"] ?? .null),
            addedTokens: try reader.addedTokens(document["added_tokens"] ?? []))
        try reader.checkDecoder(document["decoder"] ?? .null)
    }

    /// Writes tokenizer.json, whole or not at all.
    package func save(file path: String) throws(TokenizerError) {
        do {
            try Data(JSONWriter.bytes(self.document)).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw TokenizerError(stage: path, error.localizedDescription)
        }
    }
}

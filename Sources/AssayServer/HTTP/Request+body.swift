import AssayJSON
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body.
    /// - Throws: a 413 ``Problem`` above `limit` bytes.
    func bytes(limit: Int) async throws -> [UInt8] {
        if let length = self.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        do {
            let buffer = try await self.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: limit)
        }
    }

    /// The media type without parameters, in lower case; nil where the client sent none.
    var mediaType: String? {
        guard let type = self.headers[.contentType]?.split(separator: ";").first else { return nil }
        return type.trimmingPrefix { $0 == " " }.split(separator: " ").first.map { $0.lowercased() }
    }

    /// A field of the query as forms write it, where a space is a plus; nil where it is not there.
    func formField(_ name: String) -> String? {
        for pair in (self.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? String($0)
            }
            if parts.first == name { return parts.count > 1 ? parts[1] : "" }
        }
        return nil
    }

    /// Whether the client takes an answer of a media type; one that does not say takes any.
    func accepts(_ type: String) -> Bool {
        let ranges = self.headers[values: .accept].flatMap { $0.split(separator: ",") }.map { range in
            range.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        }
        let family = type.prefix { $0 != "/" } + "/*"
        return ranges.isEmpty || ranges.contains { $0 == type || $0 == family || $0 == "*/*" }
    }

    /// The body of one of our own routes as JSON.
    /// - Parameter ifEmpty: what no body at all stands for; nil takes none.
    /// - Throws: a ``Problem``: 415 for another media type, 413 for too much, 400 for what is not JSON.
    func json(limit: Int, ifEmpty: JSONValue? = nil) async throws -> JSONValue {
        // A missing type is taken as JSON; a wrong one is refused, which also keeps a web page's form posts out.
        if let type = self.mediaType, type != "application/json", !type.hasSuffix("+json") {
            throw Problem(.unsupportedMediaType, "Send the body as application/json, not as \(type).")
        }
        let bytes = try await self.bytes(limit: limit)
        if bytes.isEmpty, let ifEmpty { return ifEmpty }
        do {
            return try JSONParser.parse(bytes)
        } catch {
            let place = error.position.map { " at character \($0)" } ?? ""
            throw Problem(.badRequest, "The body is not valid JSON: \(error.message)\(place).")
        }
    }
}

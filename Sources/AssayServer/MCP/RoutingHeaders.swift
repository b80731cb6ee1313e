import AssayJSON
import AssayMCP
import Foundation
import HTTPTypes

/// The headers that say what a request is about without its body, so that proxies may route by them.
///
/// Source: MCP 2026-07-28, Streamable HTTP, "Request Metadata" and "Server Validation".
struct RoutingHeaders {
    private static let version = HTTPField.Name("Mcp-Protocol-Version")
    private static let method = HTTPField.Name("Mcp-Method")
    private static let name = HTTPField.Name("Mcp-Name")

    private let fields: HTTPFields

    init(_ fields: HTTPFields) { self.fields = fields }

    /// The revision of the protocol that the client names; nil where it names none.
    var version: String? { self.values(Self.version).first }

    /// Checks that the headers of a request of the stateless revision tell what its body tells.
    /// - Throws: where one is missing, there twice, or tells something else.
    func check(_ request: RPCRequest, _ metadata: RequestMetadata) throws(RPCError) {
        try self.check(Self.version, "Mcp-Protocol-Version", is: metadata.versionName)
        try self.check(Self.method, "Mcp-Method", is: request.method)
        if request.method == "tools/call", let tool = request.parameters["name"]?.string {
            try self.check(Self.name, "Mcp-Name", is: tool, decoding: Self.decoded(_:))
        }
    }

    private func check(
        _ field: HTTPField.Name?, _ name: String, is expected: String?,
        decoding: (String) -> String? = { $0 }
    ) throws(RPCError) {
        let values = self.values(field)
        guard values.count == 1 else {
            let fault = values.isEmpty ? "is missing" : "is there more than once"
            throw RPCError(.headerMismatch, "The header \(name) \(fault).")
        }
        guard let expected, decoding(values[0]) == expected else {
            throw RPCError(.headerMismatch, "The header \(name) does not tell what the body tells.")
        }
    }

    private func values(_ field: HTTPField.Name?) -> [String] { field.map { self.fields[values: $0] } ?? [] }

    /// A value that no header could hold as it is comes in base64. Nil where it is none.
    private static func decoded(_ value: String) -> String? {
        let (start, end) = ("=?base64?", "?=")
        guard value.hasPrefix(start), value.hasSuffix(end), value.count >= start.count + end.count else { return value }
        let payload = String(value.dropFirst(start.count).dropLast(end.count))
        return Data(base64Encoded: payload).flatMap { String(bytes: $0, encoding: .utf8) }
    }
}

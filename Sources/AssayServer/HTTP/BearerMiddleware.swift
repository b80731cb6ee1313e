import Foundation
import HTTPTypes
import Hummingbird

/// Asks for `Authorization: Bearer KEY`, for a key as the password of `Basic`, or for one where E2B's client sends it, on
/// all but the routes that probes and readers of the documentation use.
struct BearerMiddleware: RouterMiddleware {
    private static let open: Set<String> = [
        "/livez", "/readyz", "/health", "/v1/ping", "/openapi.json", "/docs",
    ]

    let keys: AccessKeys

    func handle(
        _ request: Request,
        context: AssayRequestContext,
        next: (Request, AssayRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.caller =
            self.caller(request.headers[.authorization])
            ?? E2BSandboxRoutes.keyFields.lazy.compactMap { request.headers[$0] }.compactMap(self.keys.index).first
        guard Self.open.contains(request.uri.path) || context.caller != nil else {
            throw Problem(
                .unauthorized, "Send one of the server's keys as \"Authorization: Bearer KEY\".",
                headers: [.wwwAuthenticate: "Bearer"])
        }
        return try await next(request, context)
    }

    private func caller(_ header: String?) -> Int? {
        guard let parts = header?.split(separator: " ", maxSplits: 1), parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return self.keys.index(of: String(parts[1]))
        case "basic": return self.keys.index(of: Self.password(String(parts[1])))
        default: return nil
        }
    }

    /// The key of `http://anyone:KEY@host`, for clients that can be given a URL and nothing else.
    private static func password(_ credentials: String) -> String {
        let text = Data(base64Encoded: credentials).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } ?? ""
    }
}

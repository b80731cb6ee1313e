import HTTPTypes
import Hummingbird

/// Asks for `Authorization: Bearer KEY` on all but the routes that probes and readers of the documentation use.
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
        guard Self.open.contains(request.uri.path) || self.isAuthorized(request.headers[.authorization]) else {
            throw Problem(
                .unauthorized, "Send one of the server's keys as \"Authorization: Bearer KEY\".",
                headers: [.wwwAuthenticate: "Bearer"])
        }
        return try await next(request, context)
    }

    private func isAuthorized(_ header: String?) -> Bool {
        guard let parts = header?.split(separator: " ", maxSplits: 1), parts.count == 2,
            parts[0].lowercased() == "bearer"
        else { return false }
        return self.keys.contains(String(parts[1]))
    }
}

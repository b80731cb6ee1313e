import HTTPTypes
import Hummingbird

/// Routes by path and method, so that a known path asked with another method is answered 405 with `Allow`.
struct RouteTable {
    typealias Handler = @Sendable (Request, AssayRequestContext) async throws -> Response

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]
    private var paths: [String: [(method: HTTPRequest.Method, handler: Handler)]] = [:]

    mutating func get(_ path: String, _ handler: @escaping Handler) {
        self.paths[path, default: []].append((.get, handler))
        self.paths[path, default: []].append((.head, { try await handler($0, $1).createHeadResponse() }))
    }

    mutating func post(_ path: String, _ handler: @escaping Handler) {
        self.paths[path, default: []].append((.post, handler))
    }

    mutating func put(_ path: String, _ handler: @escaping Handler) {
        self.paths[path, default: []].append((.put, handler))
    }

    mutating func delete(_ path: String, _ handler: @escaping Handler) {
        self.paths[path, default: []].append((.delete, handler))
    }

    /// Adds every route, and a refusal for every other method, to `router`.
    func install(in router: Router<AssayRequestContext>) {
        for (path, routes) in self.paths {
            let allowed = routes.map(\.method)
            for route in routes {
                router.on(RouterPath(path), method: route.method) { request, context in
                    try await route.handler(request, context)
                }
            }
            let allow = allowed.map(\.rawValue).joined(separator: ", ")
            for method in Self.methods where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw Problem(
                        .methodNotAllowed, "\(path) takes \(allow), not \(method.rawValue).", headers: [.allow: allow])
                }
            }
        }
    }
}

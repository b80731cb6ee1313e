import AssayJSON
import AssaySandbox
import Foundation
import HTTPTypes
import Hummingbird

/// E2B's control plane, as far as its code interpreter needs it: a sandbox is made, found, kept and ended. It has no
/// pausing, no snapshots and no network to configure.
struct E2BSandboxRoutes: Sendable {
    /// Where the client sends a key: with sandboxes, and with what they hold.
    static let keyFields = ["X-API-Key", "E2B-Traffic-Access-Token", "X-Access-Token"].compactMap { HTTPField.Name($0) }
    private static let usualSeconds = 300
    private static let mostSeconds = 86_400

    let executor: any CodeExecutor
    let limits: ExecutionLimits
    let sandboxes: E2BSandboxes
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        for path in ["/sandboxes", "/v2/sandboxes"] {
            table.post(path) { try await self.create($0, $1) }
            table.get(path) { request, context in try self.list(request, context.owner) }
            table.post("\(path)/:id/connect") { try await self.connect($0, $1) }
        }
        table.get("/sandboxes/:id") { _, context in
            Response(json: try self.sandbox(context).details(self.limits))
        }
        table.delete("/sandboxes/:id") { _, context in
            guard self.sandboxes.end(context.pathParameter("id"), of: context.owner) else {
                throw Self.unknown(context)
            }
            return Response(status: .noContent)
        }
        table.post("/sandboxes/:id/timeout") { request, context in
            let seconds = try await self.seconds(request, "timeout", isRequired: true)
            return try self.keep(context) { _ in .now + seconds }
        }
        table.post("/sandboxes/:id/refreshes") { request, context in
            let seconds = try await self.seconds(request, "duration", isRequired: false)
            return try self.keep(context) { max($0, .now + seconds) }
        }
    }

    private func create(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let body = try await self.object(request)
        var reader = FieldReader(body, known: nil)
        if reader.value("templateID") == nil { reader.fault("templateID", "is required") }
        let template = reader.string("templateID") ?? ""
        let seconds = Self.seconds("timeout", &reader)
        let metadata = Self.strings("metadata", &reader)
        let environment = Self.strings("envVars", &reader)
        guard reader.faults.isEmpty else { throw E2BFault(.invalid(reader.faults)) }
        let now = Date.now
        let sandbox = E2BSandbox(
            id: "i" + RequestIdentifier.random(), owner: context.owner, template: template,
            metadata: JSONObject(metadata.map { ($0, .string($1)) }),
            environment: Dictionary(environment) { $1 }, start: now, end: now + seconds)
        let main = E2BContext(sandbox: sandbox.id, id: E2BContext.main)
        try await E2BFault.answering {
            // Before it is known, so that whoever is answered has a place, and whoever ends it ends this too.
            let session = try await self.executor.session(
                named: main.name, main.session(of: context.owner, environment: sandbox.environment))
            do {
                try self.sandboxes.add(sandbox)
            } catch {
                try? self.executor.endSession(session.id, of: context.owner)
                throw error
            }
        }
        return Response(status: .created, json: sandbox.json(token: Self.token(request, context)))
    }

    private func connect(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let seconds = try await self.seconds(request, "timeout", isRequired: false)
        guard
            let sandbox = self.sandboxes.setEnd(
                context.pathParameter("id"), of: context.owner, { max($0, .now + seconds) })
        else { throw Self.unknown(context) }
        return Response(json: sandbox.json(token: Self.token(request, context)))
    }

    private func keep(_ context: AssayRequestContext, _ end: (Date) -> Date) throws -> Response {
        guard self.sandboxes.setEnd(context.pathParameter("id"), of: context.owner, end) != nil else {
            throw Self.unknown(context)
        }
        return Response(status: .noContent)
    }

    private func list(_ request: Request, _ owner: String) throws -> Response {
        let wanted = Self.metadata(request.uri.queryParameters["metadata"].map(String.init) ?? "")
        let found = self.sandboxes.sandboxes(of: owner).filter { sandbox in
            wanted.allSatisfy { sandbox.metadata[$0]?.string == $1 }
        }
        return Response(json: .array(found.map { $0.details(self.limits) }))
    }

    /// `name=value&…`, each encoded once more than the query that it came in.
    private static func metadata(_ text: String) -> [(String, String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            let twice = parts.map { $0.removingPercentEncoding ?? $0 }
            return (twice.first ?? "", twice.count > 1 ? twice[1] : "")
        }
    }

    private func sandbox(_ context: AssayRequestContext) throws -> E2BSandbox {
        guard let sandbox = self.sandboxes.sandbox(context.pathParameter("id"), of: context.owner) else {
            throw Self.unknown(context)
        }
        return sandbox
    }

    private static func unknown(_ context: AssayRequestContext) -> E2BFault {
        E2BFault(.notFound, "sandbox \"\(context.pathParameter("id"))\" was not found")
    }

    /// Where keys are asked for, the one that came: the client sends it on with its contexts' requests.
    private static func token(_ request: Request, _ context: AssayRequestContext) -> String? {
        context.caller == nil ? nil : Self.keyFields.lazy.compactMap { request.headers[$0] }.first
    }

    private func object(_ request: Request) async throws -> JSONObject {
        let body = try await request.json(limit: self.maximumBodyBytes, ifEmpty: [:])
        guard let object = body.object else { throw E2BFault(.badRequest, "The body must be an object.") }
        return object
    }

    private func seconds(_ request: Request, _ field: String, isRequired: Bool) async throws -> TimeInterval {
        var reader = FieldReader(try await self.object(request), known: nil)
        if isRequired, reader.value(field) == nil { reader.fault(field, "is required") }
        let seconds = Self.seconds(field, &reader)
        guard reader.faults.isEmpty else { throw E2BFault(.invalid(reader.faults)) }
        return seconds
    }

    private static func seconds(_ field: String, _ reader: inout FieldReader) -> TimeInterval {
        let seconds = reader.read(field, "a whole number of seconds, not below 0") { value in
            value.integer.flatMap { $0 >= 0 ? $0 : nil }
        }
        return TimeInterval(min(seconds ?? self.usualSeconds, self.mostSeconds))
    }

    private static func strings(_ field: String, _ reader: inout FieldReader) -> [(String, String)] {
        let members = reader.read(field, "an object of strings") { value -> [(String, String)]? in
            guard let members = value.object?.members else { return nil }
            let strings = members.compactMap { member in member.value.string.map { (member.name, $0) } }
            return strings.count == members.count ? strings : nil
        }
        return members ?? []
    }
}

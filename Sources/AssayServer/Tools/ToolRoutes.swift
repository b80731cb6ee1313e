import AssayJSON
import AssayOutcome
import AssayTools
import HTTPTypes
import Hummingbird

/// `GET /v1/tools` and the life of a tool's instances, which is that of verl's tools: create, execute, calculate the
/// reward, release.
struct ToolRoutes: Sendable {
    /// A server keeps what it is told when an instance is created, so that little may be told.
    private static let mostCreateBytes = 64 << 10

    let tools: Toolbox
    let instances: ToolInstances
    let limits: ToolsConfiguration
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.get("/v1/tools") { _, _ in Response(json: ["tools": .array(self.tools.schemas.map(\.json))]) }
        table.post("/v1/tools/:name/instances") { try await self.create($0, $1) }
        table.post("/v1/tools/:name/instances/:id/execute") { try await self.execute($0, $1) }
        table.post("/v1/tools/:name/instances/:id/reward") { _, context in try await self.reward(context) }
        table.delete("/v1/tools/:name/instances/:id") { _, context in try await self.release(context) }
    }

    private func create(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let tool = try self.tool(context)
        let field = "create_kwargs"
        let arguments = try self.object(
            field, of: try await request.json(limit: min(Self.mostCreateBytes, self.maximumBodyBytes), ifEmpty: [:]))
        let instance: any ToolInstance
        do {
            instance = try await tool.create(arguments ?? JSONObject())
        } catch let error as ToolError {
            throw Problem.invalid([FieldFault(field: field, message: error.message)])
        }
        let id = try await self.instances.add(instance, of: tool.schema.name, for: context.caller)
        let reply: JSONValue = [
            "id": .string(id), "tool": .string(tool.schema.name), "idle_time_s": .seconds(self.limits.instanceIdleTime),
            "lifetime_s": .seconds(self.limits.instanceLifetime),
        ]
        return Response(status: .created, json: reply)
    }

    private func execute(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let address = try self.address(context)
        let body = try await request.json(limit: self.maximumBodyBytes)
        guard let parameters = try self.object("parameters", of: body) else {
            throw Problem.invalid([FieldFault(field: "parameters", message: "is required")])
        }
        let result = try await self.instances.use(address) { try await $0.execute(parameters) }
        guard result.outcome != .overloaded else { throw Problem.overloaded }
        return Response(json: [
            "text": .string(result.text), "outcome": .string(result.outcome.rawValue),
            "reward": result.reward.map(JSONValue.number) ?? .null, "metrics": .object(result.metrics),
        ])
    }

    private func reward(_ context: AssayRequestContext) async throws -> Response {
        let reward = try await self.instances.use(try self.address(context)) { await $0.calculateReward() }
        return Response(json: ["reward": .number(reward)])
    }

    private func release(_ context: AssayRequestContext) async throws -> Response {
        try await self.instances.release(try self.address(context))
        return Response(status: .noContent)
    }

    private func tool(_ context: AssayRequestContext) throws -> any Tool {
        let name = context.parameters.get("name") ?? ""
        guard let tool = self.tools[name] else {
            throw Problem(.notFound, "There is no such tool; there are: \(self.tools.names.joined(separator: ", ")).")
        }
        return tool
    }

    private func address(_ context: AssayRequestContext) throws -> ToolInstances.Address {
        ToolInstances.Address(
            tool: try self.tool(context).schema.name, id: context.parameters.get("id") ?? "", caller: context.caller)
    }

    /// The one field that a body has; nil where it is left out.
    private func object(_ field: String, of body: JSONValue) throws -> JSONObject? {
        guard let object = body.object else {
            throw Problem.invalid([FieldFault(field: "", message: "must be an object")])
        }
        var reader = FieldReader(object, known: [field])
        let value = reader.read(field, "an object") { $0.object }
        guard reader.faults.isEmpty else { throw Problem.invalid(reader.faults) }
        return value
    }
}

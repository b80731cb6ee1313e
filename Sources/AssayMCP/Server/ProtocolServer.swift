import AssayJSON
package import AssayTools
package import Logging

/// Answers requests of the Model Context Protocol with a toolbox, in both of its forms: after a handshake (revisions up
/// to 2025-11-25) and stateless (2026-07-28). It keeps nothing from one request to the next.
///
/// Source: modelcontextprotocol.io/specification, the revisions of ``ProtocolVersion``.
package struct ProtocolServer: Sendable {
    /// Where a call's `_meta` holds what the client, not the model, knows of the sample: verl's `create_kwargs`.
    package static let creationKey = "assay/create_kwargs"
    /// How long a client may keep what is the same for as long as the server runs.
    private static let cacheMilliseconds = 300_000

    private let toolbox: Toolbox
    private let version: String
    private let instructions: String?
    private let logger: Logger

    /// - Parameters:
    ///   - version: the software's.
    ///   - instructions: what a model should know beyond the tools' descriptions.
    package init(_ toolbox: Toolbox, version: String, instructions: String? = nil, logger: Logger) {
        self.toolbox = toolbox
        self.version = version
        self.instructions = instructions
        self.logger = logger
    }

    /// - Parameter version: the revision that the request is of.
    /// - Throws: `CancellationError` alone.
    package func answer(_ request: RPCRequest, as version: ProtocolVersion) async throws -> RPCReply {
        do {
            let result = try await self.result(of: request, as: version)
            return RPCReply(request.id, result: version.isStateless ? self.complete(result) : result)
        } catch let error as RPCError {
            return RPCReply(request.id, error: error)
        } catch let error as CancellationError {
            throw error
        } catch {
            self.logger.error("Request failed", metadata: ["error": "\(error)", "method": "\(request.method)"])
            return RPCReply(request.id, error: .unexpected)
        }
    }

    private func result(of request: RPCRequest, as version: ProtocolVersion) async throws -> JSONObject {
        switch request.method {
        case "initialize" where !version.isStateless: try self.initialize(request.parameters)
        case "ping" where !version.isStateless: JSONObject()
        case "server/discover" where version.isStateless: self.discovery
        case "tools/list": try self.tools(request.parameters, as: version)
        case "tools/call": try await self.call(request.parameters)
        default: throw RPCError(.methodNotFound, "Method not found: \(request.method)")
        }
    }

    // MARK: What the server is

    private var identity: JSONValue { ["name": "assay", "version": .string(self.version)] }

    private func initialize(_ parameters: JSONObject) throws(RPCError) -> JSONObject {
        guard let requested = parameters["protocolVersion"]?.string else {
            throw RPCError(.invalidParameters, "initialize needs protocolVersion, a string.")
        }
        var result = JSONObject([
            ("protocolVersion", .string(ProtocolVersion.negotiated(requested).rawValue)),
            ("capabilities", ["tools": [:]]), ("serverInfo", self.identity),
        ])
        if let instructions { result.append("instructions", .string(instructions)) }
        return result
    }

    private var discovery: JSONObject {
        let versions = ProtocolVersion.allCases.filter(\.isStateless)
        var result = JSONObject([
            ("supportedVersions", .array(versions.map { .string($0.rawValue) })), ("capabilities", ["tools": [:]]),
        ])
        if let instructions { result.append("instructions", .string(instructions)) }
        return Self.cacheable(result)
    }

    // MARK: Tools

    private func tools(_ parameters: JSONObject, as version: ProtocolVersion) throws(RPCError) -> JSONObject {
        // There is one page, so that nobody was given a cursor.
        guard parameters["cursor"] ?? .null == .null else { throw RPCError(.invalidParameters, "Unknown cursor.") }
        let tools = self.toolbox.schemas.map { schema -> JSONValue in
            [
                "name": .string(schema.name), "description": .string(schema.description),
                "inputSchema": .object(schema.parameters), "outputSchema": ToolCallResult.schema,
            ]
        }
        let result = JSONObject([("tools", .array(tools))])
        return version.isStateless ? Self.cacheable(result) : result
    }

    private func call(_ parameters: JSONObject) async throws -> JSONObject {
        guard let name = parameters["name"]?.string else {
            throw RPCError(.invalidParameters, "tools/call needs name, a string.")
        }
        guard let tool = self.toolbox[name] else { throw RPCError(.invalidParameters, "Unknown tool: \(name)") }
        let arguments = parameters["arguments"] ?? .null
        guard arguments == .null || arguments.object != nil else {
            throw RPCError(.invalidParameters, "arguments must be an object.")
        }
        let instance = try await self.instance(of: tool, parameters["_meta"]?[Self.creationKey]?.object)
        do {
            let result = try await instance.execute(arguments.object ?? JSONObject())
            await instance.release()
            return try ToolCallResult(result).json
        } catch {
            await instance.release()
            throw error
        }
    }

    /// Each call has an instance of its own: the protocol has no word for one that lives longer.
    private func instance(of tool: any Tool, _ arguments: JSONObject?) async throws -> any ToolInstance {
        do {
            return try await tool.create(arguments ?? JSONObject())
        } catch let error as ToolError {
            throw RPCError(.invalidParameters, "\(error.message); it belongs in _meta[\"\(Self.creationKey)\"].")
        }
    }

    // MARK: The stateless form

    private static func cacheable(_ result: JSONObject) -> JSONObject {
        var result = result
        result.append("ttlMs", .integer(self.cacheMilliseconds))
        result.append("cacheScope", "private")
        return result
    }

    private func complete(_ result: JSONObject) -> JSONObject {
        var result = result
        result.append("resultType", "complete")
        result.append("_meta", ["io.modelcontextprotocol/serverInfo": self.identity])
        return result
    }
}

package import AssayClient
package import AssayJSON
import AssayOutcome

/// A tool that somebody's own HTTP service is: the arguments of a call are its JSON body, what it answers is the text.
///
/// An answer of status 2xx is a success: the text is the body, or the member `result` or `text` of it where it is a JSON
/// object. 4xx is the policy's doing and told to it; all else is the service's, and masks the sample.
package struct HTTPTool: Tool {
    package let schema: ToolSchema
    private let url: String
    private let headers: [(name: String, value: String)]
    private let timeout: Duration
    private let client: HTTPClient

    package init(
        schema: ToolSchema, url: String, headers: [(name: String, value: String)] = [],
        timeout: Duration = .seconds(30), client: HTTPClient
    ) {
        self.schema = schema
        self.url = url
        self.headers = headers
        self.timeout = timeout
        self.client = client
    }

    package func create(_ arguments: JSONObject) -> any ToolInstance { Instance(tool: self) }

    private struct Instance: ToolInstance {
        let tool: HTTPTool

        func execute(_ arguments: JSONObject) async throws -> ToolResult { try await self.tool.call(arguments) }
    }

    private func call(_ arguments: JSONObject) async throws -> ToolResult {
        let headers = [(name: "Content-Type", value: "application/json")] + self.headers
        do {
            let reply = try await self.client.send(
                HTTPCall(
                    .post, self.url, headers: headers, body: JSONWriter.bytes(.object(arguments)),
                    deadline: self.timeout))
            let text = Self.text(of: reply.body)
            switch reply.status {
            case 200..<300: return ToolResult(text, reward: 1)
            // 408 and 429 are about the service's load, not about the call.
            case 400..<500 where ![401, 403, 404, 408, 429].contains(reply.status):
                return ToolResult("Execution failed: \(text)", outcome: .error, reward: 0)
            default: return Self.unavailable("status \(reply.status)")
            }
        } catch let error as ClientError {
            return Self.unavailable(error.message)
        }
    }

    private static func unavailable(_ reason: String) -> ToolResult {
        ToolResult("Execution failed: \(reason)", outcome: .infraError)
    }

    private static func text(of body: [UInt8]) -> String {
        let text = String(decoding: body, as: UTF8.self)
        guard let value = try? JSONParser.parse(body) else { return text }
        guard let answer = value["result"] ?? value["text"] else { return value.string ?? text }
        return answer.string ?? answer.text
    }
}

/// The tools that a rollout may call.
package struct Toolbox: Sendable {
    /// In the order in which a policy is told of them; no name twice.
    package let tools: [any Tool]

    /// - Throws: where two tools have one name.
    package init(_ tools: [any Tool] = []) throws(ToolError) {
        var names: Set<String> = []
        for name in tools.map(\.schema.name) where !names.insert(name).inserted {
            throw ToolError(.configuration, stage: "tools", "two tools are named \(name)")
        }
        self.tools = tools
    }

    package static let none = Toolbox()

    private init() { self.tools = [] }

    package subscript(name: String) -> (any Tool)? { self.tools.first { $0.schema.name == name } }

    package var schemas: [ToolSchema] { self.tools.map(\.schema) }

    package var names: [String] { self.tools.map(\.schema.name) }
}

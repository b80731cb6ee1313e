import AssayClient
import AssayJSON
import Foundation
import ScriptedPolicies
import Testing

@testable import AssayRollouts
@testable import AssayTools

@Suite("Tool and interaction files")
struct ToolConfigurationTests {
    /// As the seed prints it.
    private static let seeds = """
        tools:
          - class_name: "verl.tools.gsm8k_tool.Gsm8kTool"
            tool_schema:
              name: "calc_gsm8k_reward"
              description: "Calculate reward by executing Python code and comparing with ground truth"
              parameters:
                type: "object"
                properties: {}
        """

    private static let verls = """
        tools:
          - class_name: verl.tools.sandbox_fusion_tools.SandboxFusionTool
            config:
              sandbox_fusion_url: "http://127.0.0.1:8080/run_code"
              num_workers: 10
              enable_global_rate_limit: true
              rate_limit: 10
              default_timeout: 20
              default_language: "python"
              memory_limit_mb: 512
              type: native
            tool_schema:
              type: "function"
              function:
                name: "code_interpreter"
                description: "A tool for executing code."
                parameters:
                  type: "object"
                  properties:
                    code:
                      type: "string"
                      description: "The code to execute."
                  required: ["code"]
        """

    private func toolbox(_ yaml: String) throws -> Toolbox {
        try ToolConfiguration(yaml: yaml, file: "tools.yaml")
            .toolbox(runner: ScriptedRunner.printing("6"), http: try HTTPClient())
    }

    @Test("the seed's own file loads as it is printed, and runs code")
    func seed() async throws {
        let toolbox = try self.toolbox(Self.seeds)
        #expect(toolbox.names == ["calc_gsm8k_reward", "code_interpreter"])
        let schema = try #require(toolbox["calc_gsm8k_reward"]).schema
        #expect(schema.description == "Calculate reward by executing Python code and comparing with ground truth")
        // A policy could not call a tool without parameters.
        #expect(schema.parameters["properties"]?.object?.members.map(\.name) == ["code", "answer"])
        let instance = try await #require(toolbox["calc_gsm8k_reward"]).create(JSONObject([("ground_truth", "6")]))
        #expect(try await instance.execute(JSONObject([("code", "6")])).text == "6")
        #expect(await instance.calculateReward() == 1)
    }

    @Test func verl() throws {
        let toolbox = try self.toolbox(Self.verls)
        let tool = try #require(toolbox["code_interpreter"] as? CodeInterpreter)
        #expect(tool.settings.timeout == .seconds(20))
        #expect(tool.settings.memoryMegabytes == 512)
        #expect(tool.schema.description == "A tool for executing code.")
        let entry = try #require(try ToolConfiguration(yaml: Self.verls, file: "").entries.first)
        #expect(entry.options.url == "http://127.0.0.1:8080")
    }

    @Test("verl's reward tool alone brings no interpreter")
    func verlsRewardTool() throws {
        let yaml = """
            tools:
              - class_name: verl.tools.gsm8k_tool.Gsm8kTool
                config: {type: native}
            """
        #expect(try self.toolbox(yaml).names == ["calc_gsm8k_reward"])
    }

    @Test func noToolTellsVerdictsUnlessItIsListed() throws {
        #expect(try ToolConfiguration.standardToolbox(ScriptedRunner.printing("")).names == ["code_interpreter"])
    }

    @Test func aServiceOfOnesOwn() throws {
        let yaml = """
            tools:
              - class_name: assay.HTTPTool
                config:
                  url: http://calculator.example/v1/evaluate
                  headers: {Authorization: Bearer x}
                  timeout: 5
                tool_schema:
                  name: calculator
                  description: Evaluates.
                  parameters: {type: object, properties: {expression: {type: string}}, required: [expression]}
            """
        #expect(try self.toolbox(yaml).names == ["calculator"])
    }

    @Test(
        "what is wrong is told, with the nearest name",
        arguments: [
            ("tool: []", "tool: is not a known field; did you mean tools?"), ("tools: 3", "tools: must be a list"),
            ("", "must be a mapping with the key tools"),
            (
                "tools: [{class_name: verl.tools.gsm8k_tool.Gsm8kTol}]",
                "tools[0].class_name: is not a known class; did you mean verl.tools.gsm8k_tool.Gsm8kTool?"
            ),
            ("tools: [{config: {type: native}}]", "tools[0].class_name: is required"),
            (
                "tools: [{class_name: verl.tools.sandbox_fusion_tools.SandboxFusionTool, config: {memory_limit: 5}}]",
                "tools[0].config.memory_limit: is not a known field; did you mean memory_limit_mb?"
            ),
            (
                "tools: [{class_name: assay.CodeInterpreter, config: {type: mcp}}]",
                "tools[0].config.type: must be native: tools of mcp are not supported"
            ),
            (
                "tools: [{class_name: assay.CodeInterpreter, tool_schema: {nmae: x}}]",
                "tools[0].tool_schema.nmae: is not a known field; did you mean name?; tools[0].tool_schema.name: is required"
            ),
            (
                "tools: [{class_name: assay.HTTPTool, config: {}}]",
                "tools[0].config.url: is required; tools[0].tool_schema: is required, for a policy must know what to call"
            ),
        ])
    func faults(yaml: String, message: String) throws {
        do {
            _ = try ToolConfiguration(yaml: yaml, file: "tools.yaml")
            Issue.record("it was taken")
        } catch {
            #expect(error.message.contains(message))
            #expect(error.stage == "tools.yaml")
        }
    }

    @Test func aFileThatIsNotThere() {
        #expect(throws: ToolError.self) { try ToolConfiguration(file: "/nowhere/tools.yaml") }
    }

    @Test("the files that come with the program load")
    func ownFiles() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = package.appending(path: "config").path
        let seeds = try ToolConfiguration(file: "\(folder)/tool_config/gsm8k_tool_config.yaml")
        #expect(try seeds == ToolConfiguration(yaml: Self.seeds, file: ""))
        let interpreter = try ToolConfiguration(file: "\(folder)/tool_config/code_interpreter.yaml")
        #expect(interpreter.entries.map(\.kind) == [.codeInterpreter])
        #expect(interpreter.entries.first?.schema?.json == CodeInterpreter.schema.json)
        let service = try ToolConfiguration(file: "\(folder)/tool_config/calculator.yaml")
        #expect(service.entries.map(\.kind) == [.http])
        let interactions = try InteractionConfiguration.load(file: "\(folder)/interaction_config/gsm8k.yaml")
        #expect(interactions.map(\.name) == ["gsm8k"])
    }

    private static let articleFile = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/reference/article.md").standardizedFileURL

    @Test(
        "the seed's file is that of its text",
        .enabled(
            if: FileManager.default.fileExists(atPath: articleFile.path),
            "needs the folder shared beside the repository"))
    func article() throws {
        let text = try String(contentsOf: Self.articleFile, encoding: .utf8)
        let parts = text.components(separatedBy: "```yaml\n").compactMap { $0.components(separatedBy: "\n```").first }
        let yaml = try #require(parts.first { $0.hasPrefix("tools:") })
        let configuration = try ToolConfiguration(yaml: yaml, file: "")
        #expect(try configuration == ToolConfiguration(yaml: Self.seeds, file: ""))
    }

    // MARK: Interactions

    @Test func interactions() throws {
        let yaml = """
            interaction:
              - name: "gsm8k"
                class_name: "verl.interactions.gsm8k_interaction.Gsm8kInteraction"
                config: {}
              - class_name: assay.GSM8KInteraction
                name: other
            """
        #expect(try InteractionConfiguration.parse(yaml, file: "").map(\.name) == ["gsm8k", "other"])
        let unnamed = "interaction: [{class_name: verl.interactions.gsm8k_interaction.Gsm8kInteraction}]"
        #expect(try InteractionConfiguration.parse(unnamed, file: "").map(\.name) == ["gsm8k"])
    }

    @Test(
        arguments: [
            ("interactions: []", "interactions: is not a known field; did you mean interaction?"),
            ("interaction: [{class_name: verl.interactions.gsm8k.Gsm8kInteraction}]", "did you mean verl.interactions"),
            (
                "interaction: [{class_name: assay.GSM8KInteraction}, {class_name: assay.GSM8KInteraction}]",
                "interaction[1].name: gsm8k is there twice"
            ),
            ("interaction: [{class_name: assay.GSM8KInteraction, config: {x: 1}}]", "config.x: is not a known field"),
        ])
    func interactionFaults(yaml: String, message: String) {
        do {
            _ = try InteractionConfiguration.parse(yaml, file: "i.yaml")
            Issue.record("it was taken")
        } catch {
            #expect(error.message.contains(message))
        }
    }
}

import AssayJSON
import AssayTools
import AssayTraining
import AssayYAML
import Foundation
import Testing

/// What is written for verl; the conformance tests have verl itself read it.
struct VerlExportTests {
    private static let server = "http://10.0.0.1:8080"

    private func export(_ yaml: String, tools: ToolConfiguration? = nil) throws -> VerlExport {
        try VerlExport(
            TrainingConfiguration(yaml: yaml, file: "run.yaml"), tools: tools, server: Self.server)
    }

    private func document(_ export: VerlExport, _ generation: VerlGeneration) throws -> JSONObject {
        let name = "config/\(generation.configurationName).yaml"
        let file = try #require(export.files.first { $0.name == name })
        return try #require(JSONValue(yaml: file.text).object)
    }

    @Test func whatVerlDoesNotKnowIsLeftOut() throws {
        let export = try self.export(
            """
            algorithm: {name: ppo, lr: 2e-6, adv_estimator: grpo}
            data: {train_dataset_path: gsm8k}
            actor_rollout_ref: {model: {path: some/model, dtype: bfloat16}}
            custom_reward_function: {path: mine.py, name: mine, reward_kwargs: {mode: math, url: "http://x"}}
            assay: {seed: 5}
            """)
        for generation in VerlGeneration.allCases {
            let document = try self.document(export, generation)
            #expect(document.value(at: ["algorithm"]) == ["adv_estimator": "grpo"])
            #expect(document.value(at: ["actor_rollout_ref", "actor", "optim", "lr"]) == .number(2e-6))
            #expect(document.value(at: ["actor_rollout_ref", "rollout", "dtype"]) == "bfloat16")
            #expect(document.value(at: ["actor_rollout_ref", "model"]) == ["path": "some/model"])
            #expect(document["assay"] == nil && document["custom_reward_function"] == nil)
            #expect(
                document.value(at: ["reward", "custom_reward_function"]) == [
                    "path": "assay_reward.py", "name": "compute_score_async", "reward_kwargs": ["mode": "math"],
                ])
            #expect(document.value(at: ["actor_rollout_ref", "rollout", "multi_turn"]) == nil)
        }
        #expect(export.notes.isEmpty)
    }

    @Test func toolsOfBothGenerations() throws {
        let tools = try ToolConfiguration(
            yaml: """
                tools:
                  - class_name: verl.tools.sandbox_fusion_tools.SandboxFusionTool
                    config: {type: native, default_timeout: 5, memory_limit_mb: 256}
                  - class_name: assay.HTTPTool
                    config: {type: native, url: "http://127.0.0.1:9000"}
                    tool_schema: {type: function, function: {name: lookup, parameters: {type: object, properties: {}}}}
                """, file: "tools.yaml")
        let yaml =
            "actor_rollout_ref: {model: {path: m}, rollout: {multi_turn: {enable: true, tool_config_path: t.yaml}}}"
        let export = try self.export(yaml, tools: tools)
        let turns = ["actor_rollout_ref", "rollout", "multi_turn"]
        #expect(
            try self.document(export, .toolClasses).value(at: turns)
                == ["enable": true, "tool_config_path": "assay_tools.yaml"])
        #expect(
            try self.document(export, .toolFunctions).value(at: turns)
                == ["enable": true, "function_tool_path": "assay_tools.py"])
        let written = try #require(export.files.first { $0.name == "assay_tools.yaml" })
        let config = try JSONValue(yaml: written.text)["tools"]?.array?.first?["config"]
        #expect(config == ["type": "native", "timeout_s": .number(5), "memory_mb": 256])
        #expect(export.notes.contains { $0.contains("lookup is left out") })
        #expect(export.notes.contains { $0.contains("the limits of a program are the server's") })
        let without = try self.export(yaml + "\nassay: {tools: false}")
        #expect(try self.document(without, .toolFunctions).value(at: turns) == ["enable": true])
    }

    @Test func aRunWithoutAModelIsRefused() {
        #expect(throws: TrainingError.self) { try self.export("algorithm: {adv_estimator: grpo}") }
    }

    @Test func writesTheFolder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "export-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let export = try self.export("actor_rollout_ref: {model: {path: m}}")
        try export.write(to: folder.path)
        for file in export.files {
            let path = folder.appending(path: file.name).path
            #expect(try String(contentsOfFile: path, encoding: .utf8) == file.text)
            #expect(FileManager.default.isExecutableFile(atPath: path) == file.name.hasSuffix(".sh"))
        }
        let script = try #require(export.files.first { $0.name == "run.sh" })
        #expect(script.text.contains("ASSAY_URL:-\(Self.server)"))
    }

    @Test func textsStayTextsInYAML() throws {
        let value: JSONValue = [
            "texts": ["yes", "1e-6", "null", "2026-01-01", "a: b", "ü", "${a.b}", ""],
            "numbers": [.number(1e-6), .number(2.5e10), .number(0.1), 3], "nothing": nil, "empty": [:], "none": [],
        ]
        let text = try value.yamlText()
        #expect(try JSONValue(yaml: text) == value)
        #expect(text.contains("1.0e-06"))
    }
}

import AssayJSON
import AssayRewards
import AssaySandbox
import AssayScoring
import Configuration
import Foundation
import Testing

@testable import AssayServer

@Suite("Configuration")
struct ConfigurationTests {
    private func load(
        _ yaml: String? = nil, environment: [String: String] = [:], flags: [String: ConfigValue] = [:]
    ) async throws -> ServerConfiguration {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        try (yaml ?? "").write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await ConfigurationLoader(file: file.path, environment: environment, flags: flags).load()
    }

    private func refusal(
        _ yaml: String? = nil, environment: [String: String] = [:], flags: [String: ConfigValue] = [:]
    ) async -> String {
        do {
            _ = try await self.load(yaml, environment: environment, flags: flags)
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test("flags win over the environment, which wins over the file")
    func precedence() async throws {
        let yaml = "http:\n  port: 1\n  host: 127.0.0.3\nexecution:\n  default_timeout_s: 4\n  require: [a, b]\n"
        let file = try await self.load(yaml)
        #expect(file.http.port == 1)
        #expect(file.http.host == "127.0.0.3")
        #expect(file.execution.defaultTimeout == .seconds(4))
        #expect(file.execution.require == ["a", "b"])
        let environment = ["ASSAY_HTTP_PORT": "2", "ASSAY_EXECUTION_REQUIRE": "c,d", "PATH": "/bin"]
        let both = try await self.load(yaml, environment: environment)
        #expect(both.http.port == 2)
        #expect(both.http.host == "127.0.0.3")
        #expect(both.execution.require == ["c", "d"])
        let flags: [String: ConfigValue] = [
            "http.port": 3, "execution.require": ConfigValue(.stringArray(["e"]), isSecret: false),
        ]
        let all = try await self.load(yaml, environment: environment, flags: flags)
        #expect(all.http.port == 3)
        #expect(all.execution.require == ["e"])
    }

    @Test("every key can be set in the file and in the environment")
    func everyKey() async throws {
        let values = [
            "http.host": "h", "http.max_body_mb": "1", "http.auth_keys_file": "/k", "http.allow_anonymous": "true",
            "execution.worker_path": "/w", "execution.profile_directory": "/p", "execution.require": "x",
            "execution.tiers": "bare", "score.mode": "verl", "score.reward": "step", "score.slice": "false",
            "score.gate": "0.3", "score.normalize_ground_truth": "true", "score.second_opinion": "true",
            "log.level": "debug", "tools.config_file": "/t", "mcp.sessions": "true",
            "mcp.allowed_origins": "https://a,https://b",
        ]
        let variables = ConfigurationKey.all.map { ($0.variable, values[$0.name] ?? "100") }
        let configuration = try await self.load(environment: Dictionary(uniqueKeysWithValues: variables))
        #expect(configuration.http.host == "h")
        #expect(configuration.http.maximumBodyBytes == 1 << 20)
        #expect(configuration.http.idleTimeout == .seconds(100))
        #expect(configuration.http.allowsAnonymous)
        #expect(configuration.execution.workerPath == "/w")
        #expect(configuration.execution.slotsPerTier == 100)
        #expect(configuration.execution.tiers == [.bare])
        #expect(configuration.tools.configurationFile == "/t")
        #expect(configuration.tools.instanceIdleTime == .seconds(100))
        #expect(configuration.tools.instanceLifetime == .seconds(100))
        #expect(configuration.tools.maximumInstances == 100)
        #expect(configuration.codeJudge.timeout == .seconds(100))
        #expect(configuration.codeJudge.queueDeadline == .seconds(100))
        #expect(configuration.codeJudge.longBatchQueueDeadline == .seconds(100))
        #expect(configuration.codeJudge.outputCharacters == 100)
        #expect(configuration.codeJudge.maximumSubmissions == 100)
        #expect(configuration.mcp.offersSessions)
        #expect(configuration.mcp.allowedOrigins == ["https://a", "https://b"])
        let settings = StepRewardSettings(slice: false, gate: Rational(3, 10))
        let scoring = ScoringDefaults(
            mode: .verl, reward: .step, settings: settings, normalizesGroundTruth: true, asksSecondOpinion: true)
        #expect(configuration.scoring == scoring)
        #expect(configuration.logLevel == "debug")
    }

    @Test("a key that nobody knows is refused with the nearest one")
    func unknown() async {
        let file = await self.refusal("http:\n  prt: 1\n")
        #expect(file.hasSuffix(":2: http.prt is not a known key; did you mean http.port?"))
        #expect(await self.refusal("htp:\n  port: 1\n").contains("did you mean http.port?"))
        #expect(await self.refusal("port: 1\n").contains("did you mean http.port?"))
        #expect(
            await self.refusal(environment: ["ASSAY_HTTP_PROT": "1"])
                == "environment: ASSAY_HTTP_PROT is not a known key; did you mean ASSAY_HTTP_PORT?")
    }

    @Test(
        "a bad value is refused by its key",
        arguments: [
            ("http:\n  port: x\n", "http.port: must be a whole number from 0 to 65535"),
            ("http:\n  port: 70000\n", "http.port: must be a whole number from 0 to 65535, not 70000"),
            ("http:\n  allow_anonymous: 3\n", "http.allow_anonymous: must be true or false"),
            ("execution:\n  default_timeout_s: -1\n", "execution.default_timeout_s: must be a number of seconds"),
            ("execution:\n  tiers: [huge]\n", "execution.tiers: huge is not a tier"),
            ("log:\n  level: loud\n", "log.level: must be one of trace, debug"),
            ("score:\n  mode: maths\n", "score.mode: must be one of standard"),
            ("score:\n  gate: 1.5\n", "score.gate: must be a number from 0 to 1"),
            ("- 1\n", "must be a mapping of keys"), ("{", "is not YAML"),
        ])
    func badValues(yaml: String, reason: String) async {
        #expect(await self.refusal(yaml).contains(reason))
    }

    @Test("null and empty sections leave the defaults")
    func empty() async throws {
        let configuration = try await self.load("http:\nexecution:\n  worker_path: null\n")
        #expect(configuration.http == HTTPConfiguration())
        #expect(configuration.execution.workerPath == ExecutorConfiguration().workerPath)
    }

    @Test("the file that ships names every key and holds the defaults")
    func shippedFile() async throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("config/server.yaml").path
        let configuration = try await ConfigurationLoader(file: path, environment: [:]).load()
        #expect(configuration.http == HTTPConfiguration())
        #expect("\(configuration.execution)" == "\(ExecutorConfiguration())")
        #expect(configuration.codeJudge == CodeJudgeConfiguration())
        #expect(configuration.scoring == ScoringDefaults())
        #expect(configuration.logLevel == ServerConfiguration().logLevel)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for key in ConfigurationKey.all {
            let name = key.name.split(separator: ".").last ?? ""
            #expect(text.contains("\n  \(name):"))
        }
    }

    @Test("a file that was named must be there")
    func missingFile() async {
        let loader = ConfigurationLoader(file: "/nonexistent.yaml", environment: [:])
        await #expect(throws: ConfigurationError("/nonexistent.yaml: cannot be read")) { try await loader.load() }
    }

    @Test("the nearest name", arguments: [("htp.port", "http.port"), ("timeout", "timeout_s"), ("zzzzzz", nil)])
    func nearest(name: String, expected: String?) {
        #expect(EditDistance.nearest(to: name, in: ["http.port", "timeout_s", "code"]) == expected)
    }
}

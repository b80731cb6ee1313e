import AssayClient
import AssayRollouts
import AssayTools
import ScriptedPolicies

/// A rollout of a scripted policy with a scripted server.
struct Fixture {
    var policy: any Policy
    var settings: RolloutSettings

    init(
        _ turns: [String], codec: ByteCodec? = ByteCodec(), runner: ScriptedRunner = .printing("6"),
        limits: RolloutLimits = .generous
    ) throws {
        self.policy = ScriptedPolicy(codec: codec, turns: turns)
        self.settings = RolloutSettings(limits: limits, tools: try Toolbox([CodeInterpreter(runner: runner)]))
    }

    func play(_ prompt: RolloutPrompt = .rectangle) async throws -> Trajectory {
        try await Rollout(policy: self.policy, settings: self.settings)
            .play(prompt, identity: SampleIdentity(step: 1, prompt: 2, sample: 3))
    }

    static let call = GoldScript.call("print(6)")
}

extension RolloutPrompt {
    static let rectangle = RolloutPrompt(
        messages: [Message(.system, "Be brief."), Message(.user, "The area?")], groundTruth: ["54"])
}

extension RolloutLimits {
    /// The seed's turns, and no other limit that a short test meets.
    static var generous: RolloutLimits {
        var limits = RolloutLimits()
        limits.maximumResponseTokens = 100_000
        return limits
    }
}

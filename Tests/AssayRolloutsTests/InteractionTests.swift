import AssayJSON
import ScriptedPolicies
import Testing

@testable import AssayRollouts

@Suite("Interactions")
struct InteractionTests {
    private func fixture(_ turns: [String]) throws -> Fixture {
        var fixture = try Fixture(turns)
        fixture.settings.interactions = [GSM8KInteraction()]
        return fixture
    }

    private var prompt: RolloutPrompt {
        var prompt = RolloutPrompt.rectangle
        prompt.interaction = .init(name: "gsm8k")
        return prompt
    }

    @Test("a wrong answer is asked for again, in verl's words, until it is right")
    func conversation() async throws {
        let trajectory = try await self.fixture(["#### 53", "54", "#### 54"]).play(self.prompt)
        #expect(trajectory.stopReason == .interactionDone)
        let wrong = "Your response is incorrect! You need to reflect on your answer and try again."
        #expect(trajectory.turns.map { $0.reply?.text } == [wrong, wrong, "Your response is correct!"])
        #expect(trajectory.turns.map { $0.reply?.score } == [0, 0, 1])
        let record = try #require(trajectory.tokens)
        let text = ByteCodec().decode(record.response)
        #expect(text.hasPrefix("#### 53<end>\n<start>user\n\(wrong)<end>\n<start>assistant\n54<end>\n"))
        // Nothing stands between the end and the token that a reward sits on.
        #expect(record.lastGenerated == record.response.count - 1)
    }

    @Test func theTurnsRunOut() async throws {
        let trajectory = try await self.fixture(["#### 53"]).play(self.prompt)
        #expect(trajectory.stopReason == .maximumAssistantTurns)
        #expect(trajectory.turns.count == 5)
        #expect(trajectory.turns.last?.reply == nil)
    }

    @Test func callsComeFirst() async throws {
        let trajectory = try await self.fixture([Fixture.call, "#### 54"]).play(self.prompt)
        #expect(trajectory.turns[0].reply == nil)
        #expect(trajectory.turns[0].calls.count == 1)
        #expect(trajectory.stopReason == .interactionDone)
    }

    @Test("an interaction that fails masks the sample")
    func failure() async throws {
        struct Broken: Interaction, InteractionInstance {
            let name = "gsm8k"
            func start(_ arguments: JSONObject) -> any InteractionInstance { self }
            func respond(to messages: [Message]) throws -> InteractionReply {
                throw RolloutError(.configuration, stage: "user", "gone")
            }
        }
        var fixture = try Fixture(["#### 53"])
        fixture.settings.interactions = [Broken()]
        let trajectory = try await fixture.play(self.prompt)
        #expect(trajectory.stopReason == .interactionFailure)
        #expect(trajectory.failure == "user: gone")
        #expect(trajectory.isMasked)
    }

    @Test func aNameThatIsNotThere() async throws {
        let fixture = try Fixture(["#### 54"])
        await #expect(throws: RolloutError(.configuration, stage: "interaction", "no interaction is named gsm8k")) {
            try await fixture.play(self.prompt)
        }
    }
}

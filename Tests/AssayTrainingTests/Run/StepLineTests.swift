import Testing

@testable import AssayTraining

@Suite("The seed's log line")
struct StepLineTests {
    @Test("is the seed's to the letter")
    func seed() {
        let metrics = [
            "actor/pg_loss": 0.4213, "critic/vf_loss": 0.387, "critic/score/mean": 0.6118, "actor/kl_loss": 0.023,
        ]
        #expect(
            StepLine(step: 100, metrics: metrics).description
                == "[INFO] Step 100 | Actor Loss: 0.421 | Critic Loss: 0.387 | Reward: 0.612 | KL: 0.023")
    }

    @Test("does not make numbers up")
    func absent() {
        let line = StepLine(step: 1, metrics: ["actor/pg_loss": -0.00004, "actor/reward_kl_penalty": 1234.5])
        #expect(line.description == "[INFO] Step 1 | Actor Loss: 0.000 | Critic Loss: n/a | Reward: n/a | KL: 1234.500")
        #expect(StepLine(step: 2, metrics: ["actor/pg_loss": -1.5]).description.contains("Actor Loss: -1.500 |"))
        #expect(StepLine(step: 3, metrics: ["actor/pg_loss": .nan]).description.contains("Actor Loss: nan |"))
    }
}

import AssayModel
import AssayRollouts
import AssayTokenizer
import AssayTraining
import Testing

@Suite("Supervised training")
struct SupervisedTrainerTests {
    @Test("What is shown often enough is known by heart")
    func memorises() throws {
        let codec = try ToyTask.codec()
        let learner = ToyTask.learner(try ToyTask.model(codec), rate: 5e-3)
        let trainer = SupervisedTrainer(
            learner, curriculum: DemonstrationCurriculum(seed: 0, stepCount: 1, batchSize: 1), codec: codec)
        let inputs = [ToyTask.examples(codec)[0]]
        let first = trainer.learn(inputs)
        for _ in 0..<80 { _ = trainer.learn(inputs) }
        let last = trainer.learn(inputs)
        #expect(try #require(first["train/loss"]) > 4)
        #expect(try #require(last["train/loss"]) < 0.05)
        #expect(last["train/lr"] == 5e-3)
    }

    @Test("Only the assistant's tokens are learned, the ends of its turns among them")
    func positions() throws {
        let codec = try ToyTask.codec()
        let example = SupervisedExample(prompt: ToyTask.prompt.messages, turns: ToyTask.calling, codec: codec)
        let tokens = example.input.tokens
        let learned = example.input.positions.map { tokens[$0] }
        #expect(learned == codec.encode(turn: ToyTask.call) + codec.encode(turn: "#### 7"))
        let text = codec.tokenizer.decode(tokens)
        #expect(
            text
                == "<|im_start|>user\nWhich number?<|im_end|>\n<|im_start|>assistant\n" + ToyTask.call
                + "<|im_end|>\n<|im_start|>user\n<tool_response>\n7\n</tool_response><|im_end|>\n"
                + "<|im_start|>assistant\n#### 7<|im_end|>")
    }

    @Test("Training begins with short problems and the tool, and goes on with others")
    func curriculum() {
        let curriculum = DemonstrationCurriculum(seed: 5, stepCount: 20, batchSize: 4, easyShare: 0.15)
        let easy = (0..<3).flatMap { curriculum.demonstrations(of: $0) }
        let rest = (3..<20).flatMap { curriculum.demonstrations(of: $0) }
        #expect(easy.allSatisfy { $0.problem.kind == .story && $0.problem.operations.count <= 2 })
        #expect(easy.allSatisfy { $0.turns.contains { $0.role == .tool } })
        #expect(rest.contains { $0.problem.kind != .story })
        #expect(rest.contains { !$0.turns.contains { $0.role == .tool } })
        #expect(curriculum.demonstrations(of: 7) == curriculum.demonstrations(of: 7))
        #expect(curriculum.end == 80)
    }
}

import ArgumentParser
import AssayModel
import AssayRandom
import Foundation

/// Training of the model that `assay train` uses by default, beside the matrix products that it consists of.
struct Model: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measures the transformer.")

    @Option(help: "Rounds; each measures everything once, and medians are printed.")
    var rounds = 15
    @Option(help: "Sequences of a step.")
    var sequences = 32
    @Option(help: "Mean tokens of a sequence; lengths are uniform in half to one and a half of it.")
    var tokens = 90
    @Option(help: "The most tokens that are computed together.")
    var budget = TransformerSettings().tokenBudget

    @Option(help: "small (what assay train makes) or smollm2 (135 million parameters); the weights are random.")
    var model = Size.small
    @Option(help: "Rank of low-rank adapters on all projections, which are trained alone; 0 is none.")
    var adapterRank = 0
    @Flag(help: "Keep only the layers' inputs for the backward pass.")
    var checkpoint = false

    enum Size: String, ExpressibleByArgument {
        case small, smollm2

        var configuration: ModelConfiguration {
            switch self {
            case .small:
                ModelConfiguration(
                    vocabularySize: 698, hiddenSize: 128, intermediateSize: 384, layerCount: 4, headCount: 4,
                    keyValueHeadCount: 2)
            case .smollm2:
                ModelConfiguration(
                    vocabularySize: 49_152, hiddenSize: 576, intermediateSize: 1536, layerCount: 30, headCount: 9,
                    keyValueHeadCount: 3, ropeTheta: 1e5, maximumPositions: 8192)
            }
        }
    }

    func run() throws {
        print(Machine.line)
        let configuration = self.model.configuration
        let settings = TransformerSettings(tokenBudget: self.budget, checkpointsActivations: self.checkpoint)
        let adapters = self.adapterRank > 0 ? LowRankSettings(rank: self.adapterRank) : nil
        let model = try Transformer(configuration, seed: 1, adapters: adapters, settings: settings)
        let inputs = self.inputs(configuration)
        let products = try MatrixProducts(
            configuration, inputs: inputs, settings: settings, trainsWeights: adapters == nil)
        let gradients = model.trainable.gradients()
        let optimizer = AdamW(layout: model.trainable.layout)
        let tasks: [(name: String, work: () -> Void)] = [
            ("training step", { Self.step(model, inputs, gradients, optimizer) }),
            ("its matrix products alone", { products.compute() }),
            ("forward", { _ = model.evaluate(inputs) }),
        ]
        var times = [[ProcessorTime]](repeating: [], count: tasks.count)
        for _ in 0..<self.rounds {
            for (index, task) in tasks.enumerated() { times[index].append(ProcessorTime.of(task.work)) }
        }
        self.table(tasks.map(\.name), times, tokens: inputs.reduce(0) { $0 + $1.tokens.count })
        print(
            "\(model.trainable.count) parameters; \(Int(products.operations / 1e6)) million operations in the products")
        let ratios = zip(times[0], times[1]).map { $1.processor / $0.processor }
        print("share of the products in the training step: \(Machine.number(ratios.median * 100, 0)) % (aim 60)")
    }

    private static func step(
        _ model: Transformer, _ inputs: [SequenceInput], _ gradients: ParameterStorage, _ optimizer: AdamW
    ) {
        gradients.clear()
        let share = 1 / Float(inputs.reduce(0) { $0 + $1.positions.count })
        _ = model.accumulateGradients(of: inputs, into: gradients) { _, output in
            OutputGradient(logProbabilities: output.logProbabilities.map { _ in -share })
        }
        _ = gradients.clip(to: 1)
        optimizer.update(model.trainable, gradients: gradients, learningRate: 1e-5)
    }

    /// Random tokens; the loss is on three fifths of them, as on a conversation's assistant turns.
    private func inputs(_ configuration: ModelConfiguration) -> [SequenceInput] {
        (0..<self.sequences).map { index in
            var stream = RandomStream(seed: 7, key: [index])
            let length = self.tokens / 2 + Int(stream.uniform() * Double(self.tokens))
            let tokens = (0..<length).map { _ in Int32(stream.uniform() * Double(configuration.vocabularySize)) }
            return SequenceInput(tokens: tokens, positions: Array(length * 2 / 5..<length))
        }
    }

    private func table(_ names: [String], _ times: [[ProcessorTime]], tokens: Int) {
        print(
            "\n\(self.sequences) sequences, \(tokens) tokens   wall ms   processor ms   tokens/s   tokens/processor s")
        for (name, times) in zip(names, times) {
            let wall = times.map(\.wall).median
            let processor = times.map(\.processor).median
            let columns = [
                Machine.number(wall * 1000, 7), Machine.number(processor * 1000, 15),
                Machine.number(Double(tokens) / wall, 11), Machine.number(Double(tokens) / processor, 21),
            ]
            print(Machine.pad(name, 27) + columns.joined())
        }
    }
}

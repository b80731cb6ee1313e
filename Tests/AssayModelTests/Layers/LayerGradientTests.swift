import Testing

@testable import AssayModel

/// Each layer's backward pass against central differences of its forward pass.
@Suite("Gradients of the layers")
struct LayerGradientTests {
    @Test("RMSNorm")
    func norm() throws {
        let fixture = try LayerFixture()
        let layer = RMSNorm("model.norm", in: fixture.layout, configuration: fixture.configuration)
        let (x, c) = (fixture.random(3 * 12, seed: 1), fixture.random(3 * 12, seed: 2))
        let (y, dx, reciprocals) = (fixture.zeros(3 * 12), fixture.zeros(3 * 12), fixture.zeros(3))
        let loss = {
            layer.forward(
                x.start, rows: 3, into: y.start, reciprocals: reciprocals.start, in: fixture.computation)
            return y.dot(c)
        }
        _ = loss()
        layer.backward(
            c.start, x: x.start, reciprocals: reciprocals.start, rows: 3, addingTo: dx.start,
            gradients: fixture.target, in: fixture.computation)
        fixture.expect(dx, of: x, "x", loss: loss)
        try fixture.expectParameters("model.norm", loss: loss)
    }

    @Test("linear layers of several projections, with biases, with and without adapters", arguments: [true, false])
    func linear(adapted: Bool) throws {
        let adapters = adapted ? LowRankSettings(rank: 2, alpha: 3) : nil
        let fixture = try LayerFixture(adapters: adapters)
        let layer = Linear(
            ["q", "k", "v"].map { "model.layers.0.self_attn.\($0)_proj" }, in: fixture.layout, adaptedBy: adapters)
        #expect(layer.adapters.count == (adapted ? 3 : 0))
        let (x, c) = (fixture.random(5 * 12, seed: 1), fixture.random(5 * 32, seed: 2))
        let (y, dx) = (fixture.zeros(5 * 32), fixture.zeros(5 * 12))
        let loss = {
            layer.forward(x.start, rows: 5, into: y.start, in: fixture.computation)
            return y.dot(c)
        }
        layer.backward(
            c.start, x: x.start, rows: 5, into: dx.start, gradients: fixture.target, in: fixture.computation)
        fixture.expect(dx, of: x, "x", loss: loss)
        for name in ["q_proj", "k_proj", "v_proj"] { try fixture.expectParameters(name, loss: loss) }
    }

    @Test("a linear layer does the same for one row alone as among others")
    func linearRow() throws {
        let fixture = try LayerFixture()
        let layer = Linear(["model.layers.0.mlp.down_proj"], in: fixture.layout, adaptedBy: nil)
        let x = fixture.random(3 * 20, seed: 1)
        let (all, one) = (fixture.zeros(3 * 12), fixture.zeros(12))
        layer.forward(x.start, rows: 3, into: all.start, in: fixture.computation)
        layer.forward(x.start + 20, rows: 1, into: one.start, in: fixture.computation)
        #expect(zip(all[12..<24], one).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test("the feed-forward network")
    func feedForward() throws {
        let fixture = try LayerFixture()
        let layer = FeedForward("model.layers.0.mlp", in: fixture.layout, adapters: nil)
        let (x, c) = (fixture.random(4 * 12, seed: 1), fixture.random(4 * 12, seed: 2))
        let (y, dx) = (fixture.zeros(4 * 12), fixture.zeros(4 * 12))
        let activations = layer.activations(rows: 4, in: fixture.arena)
        let loss = {
            y.update(repeating: 0)
            layer.forward(
                x.start, rows: 4, addingTo: y.start, keeping: activations, in: fixture.computation)
            return y.dot(c)
        }
        _ = loss()
        layer.backward(
            c.start, x: x.start, rows: 4, keeping: activations, into: dx.start, scratch: fixture.scratch(rows: 4),
            gradients: fixture.target, in: fixture.computation)
        fixture.expect(dx, of: x, "x", loss: loss)
        try fixture.expectParameters("mlp", loss: loss)
    }

    @Test("attention with rotary positions")
    func attention() throws {
        let fixture = try LayerFixture()
        let layer = SelfAttention(
            "model.layers.0.self_attn", in: fixture.layout, configuration: fixture.configuration,
            rotary: RotaryPositions(fixture.configuration), adapters: nil)
        let batch = fixture.batch
        let (x, c) = (fixture.random(8 * 12, seed: 1), fixture.random(8 * 12, seed: 2))
        let (y, dx) = (fixture.zeros(8 * 12), fixture.zeros(8 * 12))
        let activations = layer.activations(rows: 8, in: fixture.arena)
        let scratch = fixture.scratch(rows: 8)
        let loss = {
            y.update(repeating: 0)
            layer.forward(
                x.start, batch: batch, addingTo: y.start, keeping: activations, scratch: scratch,
                in: fixture.computation)
            return y.dot(c)
        }
        _ = loss()
        layer.backward(
            c.start, x: x.start, batch: batch, keeping: activations, into: dx.start, scratch: scratch,
            gradients: fixture.target, in: fixture.computation)
        fixture.expect(dx, of: x, "x", loss: loss)
        for name in ["q_proj", "v_proj", "o_proj", "k_proj.weight"] { try fixture.expectParameters(name, loss: loss) }
    }

    @Test("a whole block")
    func block() throws {
        let fixture = try LayerFixture()
        let layer = DecoderLayer(
            0, in: fixture.layout, configuration: fixture.configuration,
            rotary: RotaryPositions(fixture.configuration), adapters: nil)
        let batch = fixture.batch
        let (x, c) = (fixture.random(8 * 12, seed: 1), fixture.random(8 * 12, seed: 2))
        let (y, d) = (fixture.zeros(8 * 12), fixture.zeros(8 * 12))
        let activations = layer.activations(rows: 8, in: fixture.arena)
        let scratch = fixture.scratch(rows: 8)
        let loss = {
            layer.forward(
                x.start, batch: batch, into: y.start, keeping: activations, scratch: scratch, in: fixture.computation)
            return y.dot(c)
        }
        _ = loss()
        d.start.update(from: c.start, count: d.count)
        layer.backward(
            d.start, x: x.start, batch: batch, keeping: activations, scratch: scratch, gradients: fixture.target,
            in: fixture.computation)
        fixture.expect(d, of: x, "x", loss: loss)
        try fixture.expectParameters("layernorm", loss: loss)
    }

    @Test("the embedding")
    func embedding() throws {
        let fixture = try LayerFixture()
        let layer = TokenEmbedding(in: fixture.layout, configuration: fixture.configuration)
        let batch = fixture.batch
        let (y, c) = (fixture.zeros(8 * 12), fixture.random(8 * 12, seed: 2))
        layer.backward(c.start, tokens: batch.tokens, rows: 8, gradients: fixture.target)
        try fixture.expectParameters("embed_tokens") {
            layer.forward(batch.tokens, rows: 8, into: y.start, in: fixture.computation)
            return y.dot(c)
        }
    }

    @Test("log-probabilities and entropies, at a temperature")
    func languageHead() throws {
        let fixture = try LayerFixture()
        let layer = LanguageHead(in: fixture.layout, configuration: fixture.configuration)
        let targets: [Int32] = [4, 0, 18, 7]
        let (h, dh) = (fixture.random(4 * 12, seed: 1), fixture.zeros(4 * 12))
        let (q, e) = (fixture.random(4, seed: 2), fixture.random(4, seed: 3))
        let (logProbabilities, entropies) = (fixture.zeros(4), fixture.zeros(4))
        let logits = fixture.zeros(4 * 19)
        let loss = {
            layer.forward(
                h.start, targets: targets, rows: 4, temperature: 0.7, logProbabilities: logProbabilities.start,
                entropies: entropies.start, logits: logits.start, in: fixture.computation)
            return logProbabilities.dot(q) + entropies.dot(e)
        }
        layer.backward(
            dLogProbabilities: q.start, dEntropies: e.start, h: h.start, targets: targets, rows: 4, temperature: 0.7,
            into: dh.start, logits: logits.start, gradients: fixture.target, in: fixture.computation)
        fixture.expect(dh, of: h, "h", loss: loss)
        try fixture.expectParameters("embed_tokens", loss: loss)
    }

    @Test("the value head")
    func valueHead() throws {
        let fixture = try LayerFixture(head: .value)
        let layer = ValueHead(in: fixture.layout, configuration: fixture.configuration)
        let (h, dh, c) = (fixture.random(4 * 12, seed: 1), fixture.zeros(4 * 12), fixture.random(4, seed: 2))
        let values = fixture.zeros(4)
        let loss = {
            layer.forward(h.start, rows: 4, into: values.start, in: fixture.computation)
            return values.dot(c)
        }
        layer.backward(
            c.start, h: h.start, rows: 4, into: dh.start, gradients: fixture.target, in: fixture.computation)
        fixture.expect(dh, of: h, "h", loss: loss)
        try fixture.expectParameters("score", loss: loss)
    }
}

import Testing

@testable import AssayModel

@Suite("Rotary positions")
struct RotaryPositionsTests {
    private static func configuration(scaling: ModelConfiguration.RopeScaling? = nil) -> ModelConfiguration {
        ModelConfiguration(
            vocabularySize: 10, hiddenSize: 96, intermediateSize: 96, layerCount: 1, headCount: 3, keyValueHeadCount: 3,
            headDimension: 32, ropeTheta: 500_000, ropeScaling: scaling, maximumPositions: 64)
    }

    @Test("llama3 scaling gives the frequencies of its published form")
    func scaling() {
        let scaling = ModelConfiguration.RopeScaling(
            factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaximumPositions: 64)
        let found = RotaryPositions.frequencies(Self.configuration(scaling: scaling))
        #expect(found.count == Self.scaled.count)
        for (found, expected) in zip(found, Self.scaled) { #expect(abs(found - expected) < 1e-6 * expected) }
    }

    @Test("turns by position times frequency, halves paired, and back")
    func rotation() throws {
        let fixture = try LayerFixture()
        let rotary = RotaryPositions(Self.configuration())
        let x = fixture.random(2 * 40, seed: 1)
        let before = Array(x)
        rotary.forward(x.start, positions: [0, 3], rows: 2, stride: 40, heads: 1)
        #expect(Array(x[0..<40]) == Array(before[0..<40]), "position 0 stays")
        #expect(Array(x[72..<80]) == Array(before[72..<80]), "what is beyond the heads stays")
        // The first pair turns by one radian a position: cos 3 and sin 3.
        #expect(abs(x[40] - (before[40] * -0.989_992_5 - before[56] * 0.141_120_0)) < 1e-5)
        #expect(abs(x[56] - (before[56] * -0.989_992_5 + before[40] * 0.141_120_0)) < 1e-5)
        rotary.backward(x.start, positions: [0, 3], rows: 2, stride: 40, heads: 1)
        #expect(zip(x, before).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    /// Computed with NumPy in the form in which Llama 3.1's reference code has it: by wave lengths λ = 2π∕frequency, those
    /// over 64∕1 divided by 8, those under 64∕4 left, between them (1 − s)∕8 + s times, s = (64∕λ − 1)∕(4 − 1).
    private static let scaled: [Double] = [
        1.0, 0.440366603, 0.0794030092, 0.0106746375, 0.00470075387, 0.00207005501, 0.000911583092, 0.000401430749,
        0.000176776695, 7.78465527e-05, 3.4281022e-05, 1.50962172e-05, 6.64786987e-06, 2.92749987e-06, 1.28917317e-06,
        5.6770881e-07,
    ]
}

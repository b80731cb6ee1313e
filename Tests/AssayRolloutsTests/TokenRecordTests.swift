import ScriptedPolicies
import Testing

@testable import AssayRollouts

@Suite("Tokens, mask and log-probabilities")
struct TokenRecordTests {
    private let codec = ByteCodec()

    @Test("the record is what the policy read and wrote, nothing encoded twice")
    func record() async throws {
        let turns = ["Solve. " + Fixture.call, "#### 54"]
        let trajectory = try await Fixture(turns).play()
        let record = try #require(trajectory.tokens)
        #expect(
            self.codec.decode(record.prompt)
                == "<start>system\nBe brief.<end>\n<start>user\nThe area?<end>\n<start>assistant\n")
        #expect(
            self.codec.decode(record.response)
                == "\(turns[0])<end>\n<start>tool\n6<end>\n<start>assistant\n#### 54<end>")
        let observation = "\n<start>tool\n6<end>\n<start>assistant\n"
        let observed = zip(record.response, record.mask).filter { $1 == 0 }.map(\.0)
        #expect(self.codec.decode(observed) == observation)
        let generated = zip(record.response, record.mask).filter { $1 == 1 }.map(\.0)
        #expect(generated == turns.flatMap(self.codec.turn))
        #expect(record.lastGenerated == record.response.count - 1)
        let values = try #require(record.logProbabilities)
        #expect(values.count == record.response.count)
        #expect(zip(values, record.mask).allSatisfy { ($0 == 0) == ($1 == 0) })
    }

    @Test("an id that no text stands for survives")
    func unencodableTokens() async throws {
        var fixture = try Fixture([])
        let codec = self.codec
        fixture.policy = ScriptedPolicy(codec: codec) { request in
            // Half a character: decoded and encoded again it would be three bytes.
            let ids = request.turn == 0 ? [0xC3] + codec.turn(Fixture.call) : codec.turn("#### 54")
            let text = request.turn == 0 ? "\u{FFFD}" + Fixture.call : "#### 54"
            return .success(Generation(text: text, tokens: ids, logProbabilities: ids.map { _ in -1 }))
        }
        let record = try #require(try await fixture.play().tokens)
        #expect(record.response.first == 0xC3)
        #expect(Array(record.response.dropFirst().prefix(11)) == Array("<tool_call>".utf8.map(Int32.init)))
    }

    @Test("a reward sits on the last generated token, whatever was observed after it")
    func rewardPlace() {
        var record = TokenRecord(prompt: [1, 2])
        #expect(record.lastGenerated == nil)
        record.appendGenerated([3, 4], logProbabilities: [-1, -2])
        record.appendObservation([5, 6, 7])
        #expect(record.lastGenerated == 1)
        #expect(record.mask == [1, 1, 0, 0, 0])
        #expect(record.logProbabilities == [-1, -2, 0, 0, 0])
    }

    @Test func aMissingLogProbabilityDropsThemAll() {
        var record = TokenRecord(prompt: [1])
        record.appendGenerated([2], logProbabilities: [-1])
        record.appendGenerated([3, 4], logProbabilities: [-1])
        #expect(record.logProbabilities == nil)
        #expect(record.response == [2, 3, 4])
    }

    @Test("a prompt that is too long is not played")
    func promptLength() async throws {
        var limits = RolloutLimits.generous
        limits.maximumPromptTokens = 20
        let trajectory = try await Fixture(["#### 54"], limits: limits).play()
        #expect(trajectory.stopReason == .promptLength)
        #expect(trajectory.turns.isEmpty)
    }

    @Test("an observation that would fill the response is not appended")
    func observationOverflow() async throws {
        let turn = self.codec.turn(Fixture.call).count
        var limits = RolloutLimits.generous
        // The observation and its marks are 30 tokens.
        limits.maximumResponseTokens = turn + 30
        let observed = self.codec.encode([Message(.tool, "6")], after: [ByteCodec.end]).count
        for (room, stops) in [(observed, true), (observed + 1, false)] {
            limits.maximumResponseTokens = turn + room
            let trajectory = try await Fixture([Fixture.call, "x"], limits: limits).play()
            let record = try #require(trajectory.tokens)
            #expect(trajectory.stopReason == .responseLength)
            if stops {
                #expect(trajectory.turns.count == 1)
                #expect(record.response.count == turn)
                #expect(!record.mask.contains(0))
            } else {
                // One token was left: the turn is cut to it, as verl cuts a response.
                #expect(trajectory.turns.count == 2)
                #expect(record.response.count == limits.maximumResponseTokens)
                #expect(record.mask.last == 1)
            }
        }
    }

    @Test func theRestOfTheResponseIsWhatIsAskedFor() async throws {
        var fixture = try Fixture([])
        fixture.settings.limits.maximumResponseTokens = 500
        let codec = self.codec
        fixture.policy = ScriptedPolicy(codec: codec) { request in
            .success(Generation(text: request.turn == 0 ? Fixture.call : "left \(request.maximumTokens)"))
        }
        let trajectory = try await fixture.play()
        let used = try #require(trajectory.tokens).response.count - codec.turn("left 000").count
        #expect(trajectory.turns[1].text == "left \(500 - used)")
    }

    // MARK: A server that tells its ids

    /// A policy that takes messages, and tells what it read and wrote.
    private func server(retokenizes: Bool) -> ScriptedPolicy {
        let codec = self.codec
        return ScriptedPolicy { request in
            let text = request.turn == 0 ? Fixture.call : "#### 54"
            var read = codec.encode(request.messages[...], after: [])
            if retokenizes, request.turn == 1 { read[40] = 999 }
            let ids = codec.turn(text)
            return .success(
                Generation(text: text, tokens: ids, logProbabilities: ids.map { _ in -1 }, promptTokens: read))
        }
    }

    @Test func aServersIDsMakeTheSameRecord() async throws {
        var fixture = try Fixture([Fixture.call, "#### 54"])
        let embedded = try #require(try await fixture.play().tokens)
        fixture.policy = self.server(retokenizes: false)
        let record = try #require(try await fixture.play().tokens)
        #expect(record.prompt == embedded.prompt)
        #expect(record.response == embedded.response)
        #expect(record.mask == embedded.mask)
    }

    @Test("a server that encodes the conversation anew yields nothing to train on")
    func retokenization() async throws {
        var fixture = try Fixture([])
        fixture.policy = self.server(retokenizes: true)
        let trajectory = try await fixture.play()
        #expect(trajectory.turns.count == 2)
        #expect(trajectory.tokens == nil)
    }
}

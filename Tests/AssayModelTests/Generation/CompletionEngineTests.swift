import AssayModel
import AssayRandom
import Testing

@Suite struct CompletionEngineTests {
    private let model: DecodingModel

    init() throws { self.model = try DecodingModel() }

    /// Each request alone, in an engine of its own.
    private func alone(_ requests: [CompletionRequest]) -> [Completion] {
        requests.flatMap { self.model.engine().complete([$0]) }
    }

    @Test func nothingIsAskedNothingIsSaid() {
        #expect(self.model.engine().complete([]).isEmpty)
        let request = self.model.request(self.model.tokens(5, seed: 1), 0)
        #expect(self.model.engine().complete([request]) == [Completion()])
    }

    @Test func oneTokenIsSaid() {
        let request = self.model.request(self.model.tokens(5, seed: 1), 1)
        let completions = self.model.engine().complete([request])
        #expect(completions.map(\.tokens.count) == [1])
        #expect(completions.map(\.logProbabilities.count) == [1])
    }

    @Test func companyChangesNothing() {
        let requests = (0..<40).map { index in
            self.model.request(
                self.model.tokens(1 + index * 5 % 37, seed: UInt64(index % 7)), index % 30, seed: index,
                temperature: index % 3 == 0 ? 0 : 1)
        }
        let expected = self.alone(requests)
        for settings in [
            CompletionSettings(), CompletionSettings(rows: 3, batchTokens: 4, shards: 1),
            CompletionSettings(rows: 16, batchTokens: 48, shards: 3),
            CompletionSettings(cacheBytes: self.model.bytes(pages: 9)),
        ] {
            let engine = self.model.engine(settings)
            #expect(engine.complete(requests) == expected)
            // And what the cache has by now.
            #expect(engine.complete(requests.reversed()) == expected.reversed())
            engine.forget()
            #expect(engine.complete(requests) == expected)
        }
    }

    @Test func equalPromptsAreContinuedApart() {
        let prompt = self.model.tokens(35, seed: 3)
        let requests = (0..<8).map { self.model.request(prompt, 20, seed: $0) }
        let engine = self.model.engine()
        let completions = engine.complete(requests)
        // One reads the prompt, seven its last token; the last token of a completion is never read.
        #expect(engine.readTokens == 35 + 7 + 8 * 19)
        #expect(completions == self.alone(requests))
        #expect(Set(completions.map(\.tokens)).count == 8)
    }

    @Test func aNextTurnGoesOn() {
        let engine = self.model.engine()
        var tokens = self.model.tokens(21, seed: 4)
        for turn in 0..<4 {
            let request = self.model.request(tokens, 13, seed: turn)
            let before = engine.readTokens
            let completions = engine.complete([request])
            // What was sampled last, what came in between, and what is sampled now but for its last.
            #expect(engine.readTokens - before == (turn == 0 ? 21 : 1 + 6) + 12)
            #expect(completions == self.alone([request]))
            tokens += completions[0].tokens + self.model.tokens(6, seed: UInt64(turn))
        }
    }

    @Test func whatIsGivenUpIsReadAgain() {
        let engine = self.model.engine(CompletionSettings(cacheBytes: self.model.bytes(pages: 4)))
        let requests = (0..<3).map { self.model.request(self.model.tokens(32, seed: UInt64($0)), 1) }
        for request in requests + requests { #expect(engine.complete([request]) == self.alone([request])) }
        // Two pages each: of three requests, each has gone when its turn comes again.
        #expect(engine.readTokens == 6 * 32)
        _ = engine.complete([requests[2]])
        #expect(engine.readTokens == 6 * 32 + 1)
        engine.forget()
        _ = engine.complete([requests[2]])
        #expect(engine.readTokens == 7 * 32 + 1)
    }

    @Test func aStopTokenIsTheLast() throws {
        let request = self.model.request(self.model.tokens(9, seed: 5), 30)
        let whole = self.model.engine().complete([request])[0]
        #expect(!whole.isStopped)
        let stop = whole.tokens[12]
        let first = try #require(whole.tokens.firstIndex(of: stop))
        var stopped = request
        stopped.stopTokens = [stop]
        let completion = self.model.engine().complete([stopped])[0]
        #expect(completion.isStopped)
        #expect(completion.tokens == Array(whole.tokens[...first]))
        #expect(completion.logProbabilities == Array(whole.logProbabilities[...first]))
    }

    @Test func theLastPositionEndsIt() {
        let request = self.model.request(self.model.tokens(150, seed: 6), .max)
        #expect(self.model.engine().complete([request])[0].tokens.count == 10)
        let small = self.model.engine(CompletionSettings(cacheBytes: self.model.bytes(pages: 3)))
        #expect(small.complete([self.model.request(self.model.tokens(40, seed: 6), 100)])[0].tokens.count == 8)
        #expect(small.complete([self.model.request(self.model.tokens(50, seed: 6), 100)])[0] == Completion())
    }

    @Test func newWeightsAreNoticed() {
        let request = self.model.request(self.model.tokens(40, seed: 8), 20)
        let engine = self.model.engine()
        let before = engine.complete([request])
        self.model.randomize(seed: 2)
        engine.forget()
        let after = engine.complete([request])
        #expect(after == self.alone([request]))
        #expect(after != before)
    }

    @Test func eachTokenTakesOneNumber() {
        // The third token of a request is the first of one whose stream has been asked twice.
        let request = self.model.request(self.model.tokens(12, seed: 9), 3, seed: 5)
        let whole = self.model.engine().complete([request])[0]
        var later = request
        later.tokens += whole.tokens.prefix(2)
        later.maximumTokens = 1
        _ = later.stream.uniform()
        _ = later.stream.uniform()
        #expect(self.model.engine().complete([later])[0].tokens == [whole.tokens[2]])
    }
}

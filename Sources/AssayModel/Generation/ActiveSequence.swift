import AssayRandom

/// A request under way.
struct ActiveSequence {
    /// Which of the requests it is.
    let index: Int
    let request: CompletionRequest
    /// The tokens of the request and those added so far.
    private(set) var tokens: [Int32]
    /// How long ``tokens`` may become.
    let limit: Int
    var row: KeyValueCache.Row
    private(set) var completion = Completion()
    private var stream: RandomStream

    init(_ request: CompletionRequest, index: Int, limit: Int, row: KeyValueCache.Row) {
        self.index = index
        self.request = request
        self.tokens = request.tokens
        self.limit = limit
        self.row = row
        self.stream = request.stream
    }

    /// Tokens whose keys and values the cache does not have yet; the last of them is followed by the next token.
    var pending: ArraySlice<Int32> { self.tokens[self.row.count...] }
    /// Whether the request is still being read, so that the cache lacks more of it than the last token.
    var isReading: Bool { self.row.count + 1 < self.request.tokens.count }
    var isEnded: Bool { self.completion.isStopped || self.tokens.count >= self.limit }

    mutating func nextDraw() -> TokenDraw {
        TokenDraw(
            temperature: self.request.temperature, topP: self.request.topP, topK: self.request.topK,
            uniform: self.stream.uniform())
    }

    mutating func append(_ choice: TokenSampler.Choice) {
        self.tokens.append(choice.token)
        self.completion.tokens.append(choice.token)
        self.completion.logProbabilities.append(choice.logProbability)
        self.completion.isStopped = self.request.stopTokens.contains(choice.token)
    }
}

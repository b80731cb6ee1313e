/// Continues sequences by sampling from a transformer, many at once, with a cache of keys and values.
///
/// Batching is continuous: a forward pass takes whatever is there to be read, pieces of prompts and single sampled tokens
/// alike; a sequence that ends makes room for one that waits. What was read before is not read again as long as the
/// cache keeps it: equal requests read their tokens once, and the next turn of a conversation only what is new.
///
/// What a request is continued with depends on the weights and on the request alone, bit by bit: not on the others in
/// the batch, on threads, or on what the cache holds. One caller at a time.
package final class CompletionEngine {
    /// Tokens that forward passes have read so far: fewer than the requests have where the cache knew some.
    package private(set) var readTokens = 0

    private let settings: CompletionSettings
    private let model: PackedModel
    private let cache: KeyValueCache
    private let decoders: [Decoder]
    private let maximumPositions: Int

    /// Copies the model's weights.
    ///
    /// - Precondition: the model has a language head.
    package init(model: Transformer, settings: CompletionSettings = CompletionSettings()) {
        let packed = PackedModel(model)
        let cache = KeyValueCache(model.configuration, bytes: settings.cacheBytes)
        self.settings = settings
        self.model = packed
        self.cache = cache
        self.decoders = (0..<settings.shards).map { _ in
            Decoder(packed, cache: cache, batchTokens: settings.batchTokens)
        }
        self.maximumPositions = min(model.configuration.maximumPositions, cache.capacity)
    }

    /// Takes over the weights as they are now, and forgets what was computed with those before: has to be called when
    /// the model's parameters were changed, before anything is completed.
    package func forget() {
        self.model.pack()
        self.cache.clear()
    }

    /// What the model adds to each request, in their order.
    ///
    /// A sequence is not continued past the model's last position, nor past what the whole cache holds.
    package func complete(_ requests: [CompletionRequest]) -> [Completion] {
        for request in requests { self.check(request) }
        var completions = [Completion](repeating: Completion(), count: requests.count)
        var waiting = requests.indices.filter { self.limit(requests[$0]) > requests[$0].tokens.count }
        var active: [ActiveSequence] = []
        while !waiting.isEmpty || !active.isEmpty {
            self.admit(&waiting, of: requests, to: &active)
            self.advance(&active)
            active.removeAll { sequence in
                guard sequence.isEnded else { return false }
                completions[sequence.index] = sequence.completion
                self.cache.close(sequence.row)
                return true
            }
        }
        return completions
    }

    /// Pointers know no bounds: a token that is none must never be begun with.
    private func check(_ request: CompletionRequest) {
        let vocabulary = 0..<Int32(self.model.head.outputs)
        precondition(!request.tokens.isEmpty, "nothing to continue")
        precondition(request.tokens.allSatisfy(vocabulary.contains), "a token that the model does not have")
    }

    /// How long a sequence may become.
    private func limit(_ request: CompletionRequest) -> Int {
        let (sum, overflows) = request.tokens.count.addingReportingOverflow(request.maximumTokens)
        return overflows ? self.maximumPositions : min(sum, self.maximumPositions)
    }

    /// Lets those in that wait, in their order, as far as there is room. Who asks what another is still reading waits
    /// until that is in the cache.
    private func admit(_ waiting: inout [Int], of requests: [CompletionRequest], to active: inout [ActiveSequence]) {
        guard !waiting.isEmpty, active.count < self.settings.rows else { return }
        var reading = Set(active.lazy.filter(\.isReading).map(\.request.tokens))
        var isFull = false
        waiting.removeAll { index in
            let request = requests[index]
            guard !isFull, !reading.contains(request.tokens) else { return false }
            let limit = self.limit(request)
            // The last token is never read.
            guard let row = self.cache.open(request.tokens, positions: limit - 1) else {
                isFull = true
                return false
            }
            let sequence = ActiveSequence(request, index: index, limit: limit, row: row)
            if sequence.isReading { reading.insert(request.tokens) }
            active.append(sequence)
            isFull = active.count == self.settings.rows
            return true
        }
    }

    /// One forward pass.
    private func advance(_ active: inout [ActiveSequence]) {
        let plan = DecodingPlan(
            active.map(\.pending.count), shards: self.decoders.count, tokens: self.settings.batchTokens)
        let batches = plan.shards.map { pieces in
            pieces.reduce(into: DecoderBatch()) { batch, piece in
                let pending = active[piece.sequence].pending
                batch.append(
                    pending.prefix(piece.count), at: active[piece.sequence].row.count,
                    pages: active[piece.sequence].row.pages,
                    draw: piece.count == pending.count ? active[piece.sequence].nextDraw() : nil)
            }
        }
        let choices = self.run(batches)
        for (pieces, choices) in zip(plan.shards, choices) {
            var next = choices.makeIterator()
            for piece in pieces {
                let read = active[piece.sequence].pending.prefix(piece.count)
                let isWhole = read.count == active[piece.sequence].pending.count
                self.readTokens += read.count
                self.cache.append(read, to: &active[piece.sequence].row)
                if isWhole, let choice = next.next() { active[piece.sequence].append(choice) }
            }
        }
    }

    private func run(_ batches: [DecoderBatch]) -> [[TokenSampler.Choice]] {
        let decoders = self.decoders
        return Array(unsafeUninitializedCapacity: batches.count) { buffer, count in
            nonisolated(unsafe) let choices = buffer
            concurrently(batches.count, threads: batches.count(where: { !$0.tokens.isEmpty })) { shard in
                choices.initializeElement(at: shard, to: decoders[shard].run(batches[shard]))
            }
            count = batches.count
        }
    }
}

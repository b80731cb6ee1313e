/// What a trainer needs of a rollout's tokens.
///
/// A token of the response is the policy's own (mask 1) or an observation (mask 0): text of tools and users, and the
/// template's marks between turns.
package struct TokenRecord: Sendable, Equatable {
    /// The ids of the prompt, the header of the first turn included.
    package private(set) var prompt: [Int32]
    /// The ids of everything after.
    package private(set) var response: [Int32] = []
    /// One for each of ``response``: 1 generated, 0 observed.
    package private(set) var mask: [UInt8] = []
    /// log π of each of ``response`` when it was sampled, 0 where it was observed; nil where the policy did not tell.
    package private(set) var logProbabilities: [Float]? = []

    package init(prompt: [Int32]) { self.prompt = prompt }

    /// A record that was written to a log; nil where its lengths contradict each other.
    package init?(prompt: [Int32], response: [Int32], mask: [UInt8], logProbabilities: [Float]?) {
        guard response.count == mask.count, logProbabilities.map({ $0.count == response.count }) ?? true else {
            return nil
        }
        self.prompt = prompt
        self.response = response
        self.mask = mask
        self.logProbabilities = logProbabilities
    }

    /// Prompt and response.
    package var all: [Int32] { self.prompt + self.response }

    /// Index into ``response`` of the last token that the policy wrote: where a reward sits. An observation after it
    /// never carries one, for advantage estimators skip it. Nil where nothing was generated.
    package var lastGenerated: Int? { self.mask.lastIndex(of: 1) }

    package mutating func appendObservation(_ tokens: some Collection<Int32>) {
        self.response.append(contentsOf: tokens)
        self.mask.append(contentsOf: repeatElement(0, count: tokens.count))
        self.logProbabilities?.append(contentsOf: repeatElement(0, count: tokens.count))
    }

    /// - Parameter logProbabilities: one for each token; another count drops those of the whole record.
    package mutating func appendGenerated(_ tokens: [Int32], logProbabilities: [Float]?) {
        self.response.append(contentsOf: tokens)
        self.mask.append(contentsOf: repeatElement(1, count: tokens.count))
        if let logProbabilities, logProbabilities.count == tokens.count {
            self.logProbabilities?.append(contentsOf: logProbabilities)
        } else if !tokens.isEmpty {
            self.logProbabilities = nil
        }
    }

    /// Takes what a server says it has read as observations since the last turn.
    /// - Returns: whether the record is a prefix of it. Where it is not, the server encoded the conversation again, and
    ///   the tokens that were sampled are not those that it goes on from: the record is not to be trained on.
    package mutating func extend(to read: [Int32]) -> Bool {
        let count = self.prompt.count + self.response.count
        guard read.count >= count, read.starts(with: self.prompt),
            read.dropFirst(self.prompt.count).starts(with: self.response)
        else { return false }
        self.appendObservation(read.dropFirst(count))
        return true
    }

    /// Cuts the response to that many tokens, as verl does at `response_length`.
    package mutating func truncate(to count: Int) {
        guard self.response.count > count else { return }
        self.response.removeSubrange(count...)
        self.mask.removeSubrange(count...)
        self.logProbabilities?.removeSubrange(count...)
    }
}

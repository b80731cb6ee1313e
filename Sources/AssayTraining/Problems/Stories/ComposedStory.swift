import AssayRandom

/// A story composed of events: a quantity, what becomes of it, and a question.
struct ComposedStory {
    private let cast: StoryCast
    private var sentences: [String] = []
    private var amount: Int
    private var numbers: [Int]
    private var updates: [Arithmetic] = []

    /// How many events stories have: two of five have two, every fourth has four.
    private static let lengths = [(2, 8), (3, 7), (4, 5)].flatMap { Array(repeating: $0, count: $1) }
    private static let priceProbability = 0.25

    /// - Parameters:
    ///   - events: how many; nil for two to four.
    ///   - isHeldOut: whether the operations have a row of three that training never has.
    /// - Returns: nil where the numbers do not come out, which is for another try.
    static func draw(events: Int? = nil, isHeldOut: Bool, _ stream: inout RandomStream) -> Problem? {
        let length = events ?? stream.element(of: self.lengths)
        let operations = self.operations(isHeldOut ? max(length, 3) : length, isHeldOut: isHeldOut, &stream)
        var story = ComposedStory(&stream)
        for operation in operations {
            guard story.tell(operation, operation.sentences, &stream) else { return nil }
        }
        let hasPrice = length < 4 && stream.happens(Self.priceProbability)
        if hasPrice {
            guard story.tell(.price, StoryOperation.price.sentences, &stream) else { return nil }
        } else {
            story.say(StoryOperation.questions, [], &stream)
        }
        guard let calculation = Calculation(from: story.numbers[0], updates: story.updates), calculation.answer > 0
        else { return nil }
        return Problem(
            kind: .story, question: story.sentences.joined(separator: " "), numbers: story.numbers,
            operations: operations + (hasPrice ? [.price] : []), calculation: calculation)
    }

    private init(_ stream: inout RandomStream) {
        self.cast = StoryCast(&stream)
        self.amount = stream.integer(in: 12...400)
        self.numbers = [self.amount]
        self.say(StoryOperation.openings, self.numbers, &stream)
    }

    private mutating func say(_ ways: [StorySentence], _ numbers: [Int], _ stream: inout RandomStream) {
        self.sentences.append(stream.element(of: ways).text(self.cast, numbers))
    }

    /// - Returns: whether the event is possible.
    private mutating func tell(
        _ operation: StoryOperation, _ ways: [StorySentence], _ stream: inout RandomStream
    ) -> Bool {
        var steps: [Arithmetic.Step] = []
        guard let numbers = operation.numbers(for: self.amount, &stream),
            let quantity = operation.update(.number(self.amount), numbers).value([:], &steps)
        else { return false }
        self.amount = quantity.amount
        self.numbers += numbers
        self.updates.append(operation.update(.name(Calculation.running), numbers))
        self.say(ways, numbers, &stream)
        return true
    }

    private static func operations(
        _ count: Int, isHeldOut: Bool, _ stream: inout RandomStream
    ) -> [StoryOperation] {
        while true {
            let operations = (0..<count).map { _ in stream.element(of: StoryOperation.events) }
            let isTellable = operations.allSatisfy { one in operations.count { $0 == one } <= one.mostTimes }
            if isTellable, StoryOperation.isHeldOut(operations) == isHeldOut { return operations }
        }
    }
}

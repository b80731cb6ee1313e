import AssayRandom

/// Who and what a story tells of.
struct StoryCast: Sendable {
    private static let names = [
        "Tom", "Anna", "Ben", "Mia", "Sam", "Lily", "Jack", "Emma", "Leo", "Zoe", "Max", "Ella", "Noah", "Ivy", "Finn",
        "Ruby",
    ]
    private static let things = [
        "apples", "books", "pencils", "marbles", "coins", "stamps", "cards", "shells", "eggs", "cookies", "flowers",
        "tickets", "stickers", "bottles", "candles", "toys",
    ]
    private static let places = ["shop", "farm", "school", "library", "market", "factory", "museum", "bakery"]
    private static let boxes = ["boxes", "bags", "baskets", "shelves", "crates", "jars"]

    private let names: [String]
    private let things: [String]
    private let place: String
    private let box: String

    init(_ stream: inout RandomStream) {
        self.names = stream.elements(3, of: Self.names)
        self.things = stream.elements(2, of: Self.things)
        self.place = stream.element(of: Self.places)
        self.box = stream.element(of: Self.boxes)
    }

    func text(_ slot: StorySentence.Slot, _ numbers: [Int]) -> String {
        switch slot {
        case .name: self.names[0]
        case .friend: self.names[1]
        case .neighbour: self.names[2]
        case .thing: self.things[0]
        case .otherThing: self.things[1]
        case .place: self.place
        case .box: self.box
        case .first: "\(numbers[0])"
        case .second: "\(numbers[1])"
        case .third: "\(numbers[2])"
        case .fourth: "\(numbers[3])"
        }
    }
}

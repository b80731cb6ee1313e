import AssayRandom

/// What an event of a story does to the quantity that it tells of.
package enum StoryOperation: String, CaseIterable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    /// So many times so many more.
    case addPacks = "add_packs"
    case subtractPacks = "subtract_packs"
    /// What all of it is worth: an end of stories.
    case price

    /// Those that can happen midway.
    static let events: [StoryOperation] = [.add, .subtract, .multiply, .divide, .addPacks, .subtractPacks]

    /// How many times one story has it at most.
    var mostTimes: Int {
        switch self {
        case .divide: 1
        case .multiply: 2
        default: .max
        }
    }

    /// The numbers of an event.
    /// - Returns: nil where the quantity does not allow it.
    func numbers(for amount: Int, _ stream: inout RandomStream) -> [Int]? {
        switch self {
        case .add: return [stream.integer(in: 11...399)]
        case .subtract: return amount < 15 ? nil : [stream.integer(in: 7...min(amount - 3, 499))]
        case .multiply: return [stream.integer(in: 3...29)]
        case .divide:
            let divisors = (2...24).filter { amount.isMultiple(of: $0) }
            return divisors.isEmpty ? nil : [stream.element(of: divisors)]
        case .addPacks: return [stream.integer(in: 3...29), stream.integer(in: 3...48)]
        case .subtractPacks:
            let (count, each) = (stream.integer(in: 3...29), stream.integer(in: 3...48))
            return count * each < amount ? [count, each] : nil
        case .price: return [stream.integer(in: 3...25)]
        }
    }

    /// The quantity behind the event.
    func update(_ quantity: Arithmetic, _ numbers: [Int]) -> Arithmetic {
        let numbers = numbers.map(Arithmetic.number)
        return switch self {
        case .add: quantity + numbers[0]
        case .subtract: quantity - numbers[0]
        case .multiply, .price: quantity * numbers[0]
        case .divide: quantity / numbers[0]
        case .addPacks: quantity + numbers[0] * numbers[1]
        case .subtractPacks: quantity - numbers[0] * numbers[1]
        }
    }

    /// Rows of three that training never has.
    static let heldOutRows: Set<[StoryOperation]> = [
        [.multiply, .subtract, .divide], [.add, .multiply, .subtract], [.subtract, .addPacks, .multiply],
        [.divide, .add, .multiply], [.addPacks, .divide, .subtract],
    ]

    /// Whether operations have a held-out row among them.
    static func isHeldOut(_ operations: [StoryOperation]) -> Bool {
        operations.indices.dropLast(2).contains { self.heldOutRows.contains(Array(operations[$0...$0 + 2])) }
    }
}

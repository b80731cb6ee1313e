/// A sentence with places for who and what it tells of: `"\(.name) has \(.first) \(.thing)."`.
struct StorySentence: Sendable, ExpressibleByStringInterpolation {
    enum Slot: Sendable {
        case name, friend, neighbour, thing, otherThing, place, box
        /// The numbers of the event, or of the whole frame.
        case first, second, third, fourth
    }

    fileprivate enum Piece: Sendable {
        case text(String)
        case slot(Slot)
    }

    private let pieces: [Piece]

    init(stringLiteral value: String) { self.pieces = [.text(value)] }

    init(stringInterpolation: StringInterpolation) { self.pieces = stringInterpolation.pieces }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { self.pieces.append(.text(literal)) }

        mutating func appendInterpolation(_ slot: Slot) { self.pieces.append(.slot(slot)) }
    }

    func text(_ cast: StoryCast, _ numbers: [Int]) -> String {
        var text = ""
        for piece in self.pieces {
            switch piece {
            case .text(let literal): text += literal
            case .slot(let slot): text += cast.text(slot, numbers)
            }
        }
        return text
    }
}

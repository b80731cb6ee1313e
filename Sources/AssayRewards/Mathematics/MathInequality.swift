/// `0 < x ≤ 1`: the sides and what stands between them.
struct MathInequality {
    var sides: [MathAnswer.Text]
    var relations: [UInt8]

    /// Written with `<` and `≤`, where it has only `>` and `≥`.
    var ascending: MathInequality {
        let descends = self.relations.allSatisfy { $0 == UInt8(ascii: ">") || $0 == MathSign.greaterOrEqual }
        guard descends else { return self }
        return MathInequality(sides: self.sides.reversed(), relations: self.relations.reversed().map(Self.turned))
    }

    /// The values of the variable; nil where that is no interval.
    var interval: MathInterval? {
        if self.relations.count == 2, self.relations.allSatisfy(Self.isLess) {
            return MathInterval(
                open: self.relations[0] == MathSign.lessOrEqual ? UInt8(ascii: "[") : UInt8(ascii: "("),
                lower: self.sides[0], upper: self.sides[2],
                close: self.relations[1] == MathSign.lessOrEqual ? UInt8(ascii: "]") : UInt8(ascii: ")"))
        }
        guard self.relations.count == 1, self.relations[0] != MathSign.unequal else { return nil }
        if Self.isVariable(self.sides[0]) { return Self.ray(self.relations[0], self.sides[1]) }
        if Self.isVariable(self.sides[1]) { return Self.ray(Self.turned(self.relations[0]), self.sides[0]) }
        return nil
    }

    private static func ray(_ relation: UInt8, _ bound: MathAnswer.Text) -> MathInterval {
        let includes = relation == MathSign.lessOrEqual || relation == MathSign.greaterOrEqual
        if self.isLess(relation) {
            return MathInterval(
                open: UInt8(ascii: "("), lower: [UInt8(ascii: "-"), MathSign.infinity], upper: bound,
                close: includes ? UInt8(ascii: "]") : UInt8(ascii: ")"))
        }
        return MathInterval(
            open: includes ? UInt8(ascii: "[") : UInt8(ascii: "("), lower: bound, upper: [MathSign.infinity],
            close: UInt8(ascii: ")"))
    }

    private static func isVariable(_ side: MathAnswer.Text) -> Bool {
        let side = side.trimmed
        return side.count == 1 && side.allSatisfy(\.isLetter)
    }

    private static func isLess(_ relation: UInt8) -> Bool {
        relation == UInt8(ascii: "<") || relation == MathSign.lessOrEqual
    }

    private static func turned(_ relation: UInt8) -> UInt8 {
        switch relation {
        case UInt8(ascii: "<"): UInt8(ascii: ">")
        case UInt8(ascii: ">"): UInt8(ascii: "<")
        case MathSign.lessOrEqual: MathSign.greaterOrEqual
        case MathSign.greaterOrEqual: MathSign.lessOrEqual
        default: relation
        }
    }
}

/// `[0, 1)`: what opens it, from where, to where, what closes it.
struct MathInterval {
    var open: UInt8
    var lower: MathAnswer.Text
    var upper: MathAnswer.Text
    var close: UInt8
}

extension MathAnswer {
    /// The interval that it is, or that a pair in round brackets may be.
    var asInterval: MathInterval? {
        switch self {
        case .interval(let open, let lower, let upper, let close):
            MathInterval(open: open, lower: lower, upper: upper, close: close)
        case .tuple(let parts) where parts.count == 2:
            MathInterval(open: UInt8(ascii: "("), lower: parts[0], upper: parts[1], close: UInt8(ascii: ")"))
        default: nil
        }
    }
}

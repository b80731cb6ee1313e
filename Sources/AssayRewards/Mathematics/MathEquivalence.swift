/// Whether two mathematical answers mean the same, without a computer algebra system.
///
/// Numbers are compared exactly; other expressions at fixed points, where different ones agree with a probability that
/// vanishes (J. T. Schwartz, "Fast probabilistic algorithms for verification of polynomial identities", Journal of the
/// ACM 27, 1980); sets, tuples, intervals, equations and the rest by their parts.
package enum MathEquivalence {
    typealias Text = MathAnswer.Text

    /// How deep answers are taken apart.
    private static let depth = 64

    /// Whether an answer means what the truth does. Some pairs are not taken the other way round: `x = 5` answers `5`.
    package static func areEqual(_ answer: Span<UInt8>, _ truth: Span<UInt8>) -> Bool {
        let (first, second) = (MathForm.of(answer), MathForm.of(truth))
        if first.isEmpty || second.isEmpty { return false }
        return first == second || self.areEqual(MathAnswer(first[...]), MathAnswer(second[...]))
    }

    static func areEqual(_ answer: MathAnswer, _ truth: MathAnswer, depth: Int = 0) -> Bool {
        guard depth < self.depth else { return false }
        let depth = depth + 1
        switch (answer, truth) {
        case (.expression(let first), .expression(let second)):
            return self.areExpressionsEqual(first, second, depth)
        case (.expression(let first), .list(let second)) where first.signed != nil,
            (.expression(let first), .set(let second)) where first.signed != nil:
            return self.areSetsEqual(first.signed ?? [], second, depth)
        case (.list(let first), .expression(let second)) where second.signed != nil,
            (.set(let first), .expression(let second)) where second.signed != nil:
            return self.areSetsEqual(first, second.signed ?? [], depth)
        case (.equation(let first), .equation(let second)): return self.areEquationsEqual(first, second, depth)
        case (.equation(let sides), _): return self.areEqual(self.last(sides), truth, depth: depth)
        case (_, .equation(let sides)) where sides.count == 2 && sides[0].isName:
            return self.areEqual(answer, MathAnswer(sides[1]), depth: depth)
        case (.inequality(let sides, let relations), .inequality(let others, let otherRelations)):
            return self.areEqual(
                MathInequality(sides: sides, relations: relations).ascending,
                MathInequality(sides: others, relations: otherRelations).ascending)
        case (.inequality(let sides, let relations), .interval), (.inequality(let sides, let relations), .tuple):
            return self.areEqual(MathInequality(sides: sides, relations: relations).interval, truth.asInterval)
        case (.interval, .inequality(let sides, let relations)), (.tuple, .inequality(let sides, let relations)):
            return self.areEqual(MathInequality(sides: sides, relations: relations).interval, answer.asInterval)
        case (.interval, .interval): return self.areEqual(answer.asInterval, truth.asInterval)
        case (.union(let first), .union(let second)):
            return first.matches(second) { self.areEqual($0, $1, depth: depth) }
        case (.tuple(let first), .tuple(let second)):
            return first.count == second.count
                && zip(first, second).allSatisfy { self.areEqual(MathAnswer($0), MathAnswer($1), depth: depth) }
        case (.set(let first), .set(let second)), (.set(let first), .list(let second)),
            (.list(let first), .set(let second)), (.list(let first), .list(let second)):
            return self.areSetsEqual(first.map(\.withoutName), second.map(\.withoutName), depth)
        case (.set(let parts), .expression), (.list(let parts), .expression):
            return parts.count == 1 && self.areEqual(MathAnswer(parts[0]), truth, depth: depth)
        case (.expression, .set(let parts)):
            return parts.count == 1 && self.areEqual(answer, MathAnswer(parts[0]), depth: depth)
        case (.matrix(let first), .matrix(let second)):
            return first.map(\.count) == second.map(\.count)
                && zip(first.joined(), second.joined()).allSatisfy { self.areValuesEqual($0, $1) }
        default: return false
        }
    }

    private static func last(_ sides: [Text]) -> MathAnswer { MathAnswer(sides.last ?? []) }

    private static func areSetsEqual(_ first: [Text], _ second: [Text], _ depth: Int) -> Bool {
        first.matches(second) { self.areEqual(MathAnswer($0), MathAnswer($1), depth: depth) }
    }

    private static func areExpressionsEqual(_ first: Text, _ second: Text, _ depth: Int) -> Bool {
        switch (first.signed, second.signed) {
        case (nil, nil): self.areValuesEqual(first, second)
        case (let some?, let others?): self.areSetsEqual(some, others, depth)
        default: false
        }
    }

    private static func areEqual(_ first: MathInequality, _ second: MathInequality) -> Bool {
        first.relations == second.relations && first.sides.count == second.sides.count
            && zip(first.sides, second.sides).allSatisfy { self.areValuesEqual($0, $1) }
    }

    private static func areEqual(_ first: MathInterval?, _ second: MathInterval?) -> Bool {
        guard let first, let second else { return false }
        return first.open == second.open && first.close == second.close
            && self.areValuesEqual(first.lower, second.lower) && self.areValuesEqual(first.upper, second.upper)
    }

    private static func areEquationsEqual(_ first: [Text], _ second: [Text], _ depth: Int) -> Bool {
        guard first.count == 2, second.count == 2 else {
            return self.areEqual(self.last(first), self.last(second), depth: depth)
        }
        let isAssignment =
            second[0].count == 1 && second[0].allSatisfy(\.isLetter) && !second[1].contains(where: \.isLetter)
        if isAssignment, !first[0].elementsEqual(second[0]), !first[1].elementsEqual(second[0]) { return false }
        if first[0].isName, second[0].isName {
            return first[0].elementsEqual(second[0])
                && self.areEqual(MathAnswer(first[1]), MathAnswer(second[1]), depth: depth)
        }
        return self.haveSameSolutions(first, second)
    }
}

extension Array {
    /// Whether each element has a partner of its own among the others, and none is left over.
    fileprivate func matches(_ others: [Element], by areEqual: (Element, Element) -> Bool) -> Bool {
        guard self.count == others.count else { return false }
        var others = others
        for element in self {
            guard let partner = others.firstIndex(where: { areEqual(element, $0) }) else { return false }
            others.remove(at: partner)
        }
        return true
    }
}

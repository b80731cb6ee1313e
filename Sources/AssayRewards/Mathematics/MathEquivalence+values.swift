extension MathEquivalence {
    private static let points = 4

    /// Whether two values are the same: as text, as expressions, or as expressions without units and percent signs.
    static func areValuesEqual(_ answer: Text, _ truth: Text) -> Bool {
        let (first, second) = (answer.trimmed, truth.trimmed)
        let isNumber = !first.isNan && !second.isNan
        if first == second || !isNumber { return isNumber }
        if first.isWords, second.isWords { return first.letters == second.letters }
        let (bare, other) = (MathUnits.stripped(first), MathUnits.stripped(second))
        let hasUnits = bare != first || other != second
        let verdict = self.areExpressionsEqual(first, second)
        switch verdict ?? (hasUnits ? self.areExpressionsEqual(bare, other) : nil) {
        case true?: return true
        case nil: return self.areTextsEqual(first, second)
        case false?:
            if verdict != nil, hasUnits, !bare.isEmpty, !other.isEmpty, self.areExpressionsEqual(bare, other) == true {
                return true
            }
            // 50% answers 50, and the other way round.
            let percent = UInt8(ascii: "%")
            guard (first.last == percent) != (second.last == percent) else { return false }
            return self.areExpressionsEqual(
                first.trimmingSuffix { $0 == percent }, second.trimmingSuffix { $0 == percent }) == true
        }
    }

    /// Whether two texts that are no expressions are the same but for spaces, case and some punctuation.
    private static func areTextsEqual(_ first: Text, _ second: Text) -> Bool {
        let (first, second) = (first.bareText, second.bareText)
        return !first.isEmpty && first == second
    }

    /// Whether two expressions have the same value wherever they are looked at; nil where one is no expression.
    static func areExpressionsEqual(_ first: Text, _ second: Text) -> Bool? {
        var names = MathNames()
        guard let left = MathExpressionParser.parse(first, names: &names),
            let right = MathExpressionParser.parse(second, names: &names)
        else { return nil }
        if let left = left.exact, let right = right.exact { return left == right }
        let hasVariables = left.hasVariables || right.hasVariables
        let bar = UInt8(ascii: "|")
        let mirrorsLast = first.contains(bar) || second.contains(bar)
        // An exact number against roots, say, of numbers: nothing but rounding may lie between them.
        let isStrict =
            !hasVariables && (left.exact == nil) != (right.exact == nil) && !first.hasNoise && !second.hasNoise
        var (isDefined, scratch) = (false, [Complex]())
        for number in 0..<(hasVariables ? self.points : 1) {
            var point = names.point(number)
            if mirrorsLast, number == self.points - 1 { point = point.map { -$0 } }
            guard let value = left.value(at: point, scratch: &scratch),
                let other = right.value(at: point, scratch: &scratch)
            else { continue }
            if !value.isNear(other, tolerance: isStrict ? 1e-13 : 1e-9) { return false }
            isDefined = true
        }
        return isDefined
    }

    /// Whether the differences of two equations' sides are in one proportion at every point.
    static func haveSameSolutions(_ first: [Text], _ second: [Text]) -> Bool {
        var names = MathNames()
        let sides = (first + second).compactMap { MathExpressionParser.parse($0, names: &names) }
        guard sides.count == 4 else { return false }
        var (ratio, scratch): (Complex?, [Complex]) = (nil, [])
        for number in 0..<self.points {
            let point = names.point(number)
            let values = sides.compactMap { $0.value(at: point, scratch: &scratch) }
            guard values.count == 4 else { return false }
            let (upper, lower) = (values[0] - values[1], values[2] - values[3])
            if lower.magnitude < 1e-12 { return false }
            let next = upper / lower
            if let ratio, !ratio.isNear(next, tolerance: 1e-9) { return false }
            ratio = ratio ?? next
        }
        return ratio.map { $0.magnitude > 1e-12 } ?? false
    }
}

extension Complex {
    fileprivate func isNear(_ other: Complex, tolerance: Double) -> Bool {
        guard self.isFinite, other.isFinite else { return false }
        return (self - other).magnitude <= tolerance * max(1, self.magnitude, other.magnitude)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var isNan: Bool {
        self.count == 3 && self.map(\.lowercased).elementsEqual("nan".utf8)
    }

    /// Two letters or more, and spaces.
    var isWords: Bool {
        self.count > 1 && self[self.startIndex].isLetter && self.allSatisfy { $0.isLetter || $0 == 0x20 }
    }

    /// The letters alone, in lower case.
    fileprivate var letters: [UInt8] { self.compactMap { $0.isLetter ? $0.lowercased : nil } }

    /// Without white space, backslashes, underscores, asterisks, points and round brackets, in lower case.
    fileprivate var bareText: [UInt8] {
        let dropped: [UInt8] = Array("\\_*.()".utf8)
        let kept = self.filter { !$0.isSpace && !dropped.contains($0) }
        if kept.allSatisfy({ $0 < 0x80 }) { return kept.map(\.lowercased) }
        return Array(String(decoding: kept, as: UTF8.self).lowercased().utf8)
    }

    /// Whether a number with ten decimals or more stands in it, which may have been rounded by a machine.
    var hasNoise: Bool {
        var (index, digits, isFraction) = (self.startIndex, 0, false)
        while index < self.endIndex {
            if self[index].isDigit {
                digits += 1
                if isFraction, digits >= 10 { return true }
            } else {
                isFraction = self[index] == UInt8(ascii: ".")
                digits = 0
            }
            index += 1
        }
        return false
    }
}

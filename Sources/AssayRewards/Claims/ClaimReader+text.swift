/// The claims of a step's visible text.
///
/// At every sign of equality the longest expression before it and the longest behind it make a claim, if the left one
/// has an operator (`profit = 30` is a label) and neither touches a sign, a number or a variable that did not parse.
extension ClaimReader {
    /// A sign of equality with what was read on its sides.
    private struct Sides {
        let equation: Step.Equation
        /// Whether the left side reaches back to the sign of equality before this one.
        let isLink: Bool
        var left: (start: Int, expression: Expression)?
        var right: (end: Int, expression: Expression)?
        var isLeftCut = false
        var isRightCut = false
    }

    mutating func readText(_ step: inout Step, _ wording: inout StepWording, annotated: Range<Int>) {
        let tokens = step.tokens
        var previous: Int?
        var sign = self.nextSign(tokens.lowerBound, tokens.upperBound)
        while sign < tokens.upperBound {
            let next = self.nextSign(sign + 1, tokens.upperBound)
            let equation = Step.Equation(
                left: max(previous.map { $0 + 1 } ?? tokens.lowerBound, sign - Limit.side), sign: sign,
                right: min(next, sign + 1 + Limit.side))
            let firstOperand = self.parser.operands.count
            let sides = self.sides(equation, tokens, isAfterSign: previous != nil)
            let isClaim = self.readClaim(sides, &step, &wording, annotated: annotated)
            if !isClaim { self.parser.operands.removeSubrange(firstOperand...) }
            (previous, sign) = (sign, next)
        }
    }

    private func nextSign(_ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end {
            let kind = self.parser.buffer.tokens[index].kind
            if kind == .equals || kind == .approximately { return index }
            index += 1
        }
        return end
    }

    private mutating func sides(_ equation: Step.Equation, _ tokens: Range<Int>, isAfterSign: Bool) -> Sides {
        var reading = ExpressionParser.Reading()
        let left = self.parser.longestSuffix(of: equation.left..<equation.sign, reading)
        reading.readsOf = false
        let right = self.parser.longestPrefix(of: equation.sign + 1..<equation.right, reading)
        var sides = Sides(
            equation: equation, isLink: isAfterSign && left?.start == equation.left, left: left, right: right)
        if let start = left?.start, start > tokens.lowerBound { sides.isLeftCut = self.isCut(before: start, tokens) }
        if let end = right?.end, end < tokens.upperBound {
            if self.isTime(at: end, tokens) {
                sides.right = nil
            } else {
                sides.isRightCut = self.isCut(behind: end, tokens)
            }
        }
        return sides
    }

    /// Whether what stands before an expression would belong to it, could it be read.
    private func isCut(before start: Int, _ tokens: Range<Int>) -> Bool {
        let (before, token) = (self.parser.buffer.tokens[start - 1], self.parser.buffer.tokens[start])
        switch before.kind {
        case .sign, .number, .close, .percent: return true
        case .word: return before.isVariable || token.kind == .sign
        case .other:
            if before.symbol == Token.root || before.symbol == UInt8(ascii: "\\") { return true }
            // The minutes of `3:30`.
            return before.symbol == UInt8(ascii: ":") && token.isGlued && before.isGlued && token.length == 2
                && start - 1 > tokens.lowerBound && self.parser.buffer.tokens[start - 2].kind == .number
        default: return false
        }
    }

    private func isCut(behind end: Int, _ tokens: Range<Int>) -> Bool {
        let token = self.parser.buffer.tokens[end]
        switch token.kind {
        case .open: return true
        case .sign:
            // A dash: `= 5 - so`.
            return
                !(token.symbol == UInt8(ascii: "-") && end + 1 < tokens.upperBound
                && self.parser.buffer.tokens[end + 1].kind == .word)
        case .word: return token.isVariable && token.isGlued
        default: return false
        }
    }

    /// Whether the minutes of a time stand at an index: `:30`.
    private func isTime(at index: Int, _ tokens: Range<Int>) -> Bool {
        guard index + 1 < tokens.upperBound else { return false }
        let (colon, minutes) = (self.parser.buffer.tokens[index], self.parser.buffer.tokens[index + 1])
        return colon.kind == .other && colon.symbol == UInt8(ascii: ":") && minutes.kind == .number && minutes.isGlued
    }
}

extension ClaimReader {
    /// - Returns: whether it made a claim of the sides, which keeps their operands.
    private mutating func readClaim(
        _ sides: Sides, _ step: inout Step, _ wording: inout StepWording, annotated: Range<Int>
    ) -> Bool {
        guard let (start, left) = sides.left, let (end, right) = sides.right, !sides.isLeftCut, !sides.isRightCut else {
            self.readAssignment(sides, &step)
            return false
        }
        // A label, but for a link of a chain as `a = 12 = 6 * 2`.
        if left.operators == 0, right.operators == 0 || !sides.isLink { return false }
        var verdict = self.verdict(sides, left, right, &wording)
        if verdict == .mismatch {
            if self.isConversion(left) { return false }
            if right.operators == 0, self.hasPercent(left), left.value * 100 == right.value { verdict = .percent }
        }
        let isAnnotated = self.claims[annotated].contains { $0.left == left.value && $0.right == right.value }
        if isAnnotated { return false }
        if right.operators == 0 { self.parser.operands.removeSubrange(right.operands) }
        let part =
            Int(self.parser.buffer.tokens[start].start)..<Int(self.parser.buffer.tokens[end - 1].end)
        var claim = Claim(
            kind: .text, verdict: verdict, left: left.value, right: right.value,
            operands: left.operands.lowerBound..<self.parser.operands.count, span: step.visible.origin(of: part))
        claim.showsPercent = step.visible.bytes[part].contains(UInt8(ascii: "%"))
        self.append(claim, from: annotated.lowerBound)
        return true
    }

    /// `1/4 cup = 15 …`: a change of unit, which is no arithmetic.
    private func isConversion(_ left: Expression) -> Bool {
        left.operators == 1 && left.hasUnits && left.operands.count == 2 && left.value > 0 && left.value < 1
    }

    private mutating func verdict(
        _ sides: Sides, _ left: Expression, _ right: Expression, _ wording: inout StepWording
    ) -> Verdict {
        if left.value == right.value { return .exact }
        guard self.parser.spend(left.value), self.parser.spend(right.value) else { return .mismatch }
        let isAbout = self.parser.buffer.tokens[sides.equation.sign].kind == .approximately
        var agreement = Agreement()
        if right.operators == 0, let (end, _) = sides.right {
            let shown = self.parser.buffer.tokens[sides.equation.sign + 1..<end].last { $0.kind == .number }
            agreement.decimals = Int(shown?.decimals ?? 0)
            agreement.isPercent = shown?.isPercent ?? false
        }
        agreement.isApproximate = isAbout || wording.isApproximate()
        let verdict = agreement.verdict(left.value, right.value)
        if verdict.holds { return verdict }
        agreement.isApproximate = isAbout
        return self.lenientVerdict(sides, left, right, agreement, &wording)
    }

    /// Percent signs as labels, scale words on one side only, cents for dollars.
    private mutating func lenientVerdict(
        _ sides: Sides, _ left: Expression, _ right: Expression, _ agreement: Agreement, _ wording: inout StepWording
    ) -> Verdict {
        if self.hasPercent(left), let label = self.labelValue(sides), agreement.verdict(label, right.value).holds {
            return .percent
        }
        if right.scale > 0, left.scale == 0 {
            let unscaled = right.value * .powerOfTen(-right.scale)
            if agreement.verdict(left.value, unscaled).holds { return .unit }
        }
        let isHundredfold = left.value * 100 == right.value || left.value == right.value * 100
        return isHundredfold && wording.isOfCents() ? .unit : .mismatch
    }

    private func hasPercent(_ expression: Expression) -> Bool {
        self.parser.operands[expression.operands].contains { $0.isPercent }
    }

    /// The left side with percent signs as mere labels.
    private mutating func labelValue(_ sides: Sides) -> Rational? {
        guard let start = sides.left?.start else { return nil }
        let count = self.parser.operands.count
        defer { self.parser.operands.removeSubrange(count...) }
        var reading = ExpressionParser.Reading()
        reading.percentIsLabel = true
        return self.parser.parse(start..<sides.equation.sign, reading)?.value
    }

    /// `x = 50`, `50 = x`; anything else is left for substitution.
    private mutating func readAssignment(_ sides: Sides, _ step: inout Step) {
        let (equation, tokens) = (sides.equation, self.parser.buffer.tokens)
        let sign = equation.sign
        if sign > step.tokens.lowerBound, tokens[sign - 1].isVariable, let right = sides.right?.expression,
            !sides.isRightCut, right.operators == 0,
            sign - 2 < equation.left || ![.sign, .number, .close].contains(tokens[sign - 2].kind)
        {
            step.assign(tokens[sign - 1].symbol, right.value)
        } else if let left = sides.left?.expression, !sides.isLeftCut, left.operators == 0, sign + 1 < equation.right,
            tokens[sign + 1].isVariable,
            sign + 2 >= equation.right || ![.sign, .open, .number].contains(tokens[sign + 2].kind)
        {
            step.assign(tokens[sign + 1].symbol, left.value)
        } else {
            step.equations.append(equation)
        }
    }
}

extension Step {
    fileprivate mutating func assign(_ letter: UInt8, _ value: Rational) {
        self.assignments.removeAll { $0.letter == letter }
        self.assignments.append(Assignment(letter: letter, value: value))
    }
}

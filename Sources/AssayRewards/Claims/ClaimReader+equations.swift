/// Equations with variables, checked by substitution: reward.md, section 2, C (d).
extension ClaimReader {
    /// Checks every equation at the values that the response finds, and adds what comes of it to the claims.
    ///
    /// The value found satisfies the end of the derivation; the wrong transition is the one after the last equation that
    /// it violates. So that step alone is charged, and none before it.
    mutating func readEquations() {
        for step in self.steps {
            for assignment in step.assignments { self.parser.variables[assignment.letter] = assignment.value }
        }
        if self.parser.variables.isEmpty { return }
        for index in self.steps.indices { self.substitute(in: index) }
        self.chargeTransition()
        self.mergeSubstitutions()
    }

    private mutating func substitute(in index: Int) {
        let step = self.steps[index]
        let tokens = step.tokens
        self.parser.base = tokens.lowerBound
        var reading = ExpressionParser.Reading()
        reading.usesVariables = true
        for equation in step.equations where self.steps[index].substitutions.count < Limit.claims {
            let firstOperand = self.parser.operands.count
            let left = self.parser.longestSuffix(of: equation.left..<equation.sign, reading) { buffer, start in
                if start == tokens.lowerBound { return true }
                let before = buffer.tokens[start - 1]
                return ![.sign, .number, .close].contains(before.kind) && !before.isVariable
            }
            let right = self.parser.longestPrefix(of: equation.sign + 1..<equation.right, reading) { buffer, end in
                end >= tokens.upperBound || ![.sign, .open, .number].contains(buffer.tokens[end].kind)
            }
            guard let (start, left) = left, let (end, right) = right,
                !left.variables.isEmpty || !right.variables.isEmpty, left.operators > 0 || right.operators > 0
            else {
                self.parser.operands.removeSubrange(firstOperand...)
                continue
            }
            let all = self.parser.buffer.tokens
            let part = Int(all[start].start)..<Int(all[end - 1].end)
            self.steps[index].substitutions.append(
                Claim(
                    kind: .equation, verdict: left.value == right.value ? .exact : .mismatch, left: left.value,
                    right: right.value, operands: firstOperand..<self.parser.operands.count,
                    span: step.visible.origin(of: part)))
        }
    }

    private mutating func chargeTransition() {
        let places = self.steps.indices.flatMap { step in
            self.steps[step].substitutions.indices.map { (step: step, index: $0) }
        }
        guard let last = places.lastIndex(where: { !self.steps[$0.step].substitutions[$0.index].holds }) else { return }
        let failed = self.steps[places[last].step].substitutions[places[last].index]
        for place in places[...last] { self.steps[place.step].substitutions[place.index].verdict = .precedingSlip }
        let next =
            last + 1 < places.count
            ? places[last + 1].step : self.steps.lastIndex { !$0.assignments.isEmpty } ?? places[last].step
        let charged = max(next, places[last].step)
        self.steps[charged].substitutions.append(
            Claim(
                kind: .equation, verdict: .mismatch, left: failed.left, right: failed.right,
                span: self.steps[charged].span))
    }

    /// Puts each step's equations behind its other claims.
    private mutating func mergeSubstitutions() {
        var merged: [Claim] = []
        merged.reserveCapacity(self.claims.count + self.steps.count)
        for index in self.steps.indices {
            let first = merged.count
            merged += self.claims[self.steps[index].claims]
            merged += self.steps[index].substitutions
            self.steps[index].claims = first..<merged.count
        }
        self.claims = merged
    }

    /// The values of the expressions with variables that a step writes: `(x+3)` at x = 6 grounds 9.
    mutating func instances(in step: Step) -> [Rational] {
        if self.parser.variables.isEmpty { return [] }
        let tokens = step.tokens
        self.parser.base = tokens.lowerBound
        var reading = ExpressionParser.Reading()
        reading.usesVariables = true
        var result: [Rational] = []
        let count = self.parser.operands.count
        let variables = tokens.filter { self.parser.buffer.tokens[$0].isVariable }
        for place in variables.prefix(24) {
            for start in max(tokens.lowerBound, place - 5)...place where self.parser.mayBegin(start, reading) {
                for end in place + 1...min(tokens.upperBound, place + 6) {
                    if let found = self.parser.parse(start..<end, reading), found.operators > 0 {
                        result.append(found.value)
                    }
                }
            }
        }
        self.parser.operands.removeSubrange(count...)
        return result
    }
}

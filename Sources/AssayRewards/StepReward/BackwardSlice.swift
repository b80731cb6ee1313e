/// Which claims lead to the final answer: reward.md, section 2, R.
///
/// From the answer backwards: a claim is used if one of its sides is needed, and then needs its operands.
struct BackwardSlice {
    private var needed = RationalSet(capacity: 64)

    init(answers: [Rational]) {
        for answer in answers {
            self.needed.insert(answer)
            guard case .small = answer.storage else { continue }
            self.needed.insert(answer * 100)
            self.needed.insert(answer / 100)
        }
    }

    /// Marks the claims that are used; equations always are.
    mutating func mark(_ claims: inout [Claim], _ operands: [Operand]) {
        for index in claims.indices.reversed() {
            let claim = claims[index]
            guard claim.kind == .equation || self.isNeeded(claim.right) || self.isNeeded(claim.left) else { continue }
            claims[index].isUsed = true
            for operand in operands[claim.operands] {
                self.needed.insert(operand.value)
                guard operand.isPercent, case .small = operand.value.storage else { continue }
                self.needed.insert(operand.value / 100)
            }
        }
    }

    /// Whether a value is needed, or one of the integers around it.
    private func isNeeded(_ value: Rational) -> Bool {
        if self.needed.contains(value) { return true }
        guard !value.isInteger, case .small = value.storage else { return false }
        let floor = value.floorQuotient(dividingBy: 1)
        return self.needed.contains(floor) || self.needed.contains(floor + 1)
    }
}

extension ClaimReader {
    mutating func markUsed(answers: [Rational]) {
        var slice = BackwardSlice(answers: answers)
        slice.mark(&self.claims, self.parser.operands)
    }
}

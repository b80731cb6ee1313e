extension TokenBuffer {
    /// Tells the words that stand for signs from those that do not: `plus`, `divided by`, `equals`, the cross `x`.
    mutating func readOperatorWords(from first: Int) {
        var hasWords = false
        for token in self.tokens[first...] where token.kind == .word {
            if !token.word.traits.isDisjoint(with: .isOperator) || token.symbol | 0x20 == UInt8(ascii: "x") {
                hasWords = true
                break
            }
        }
        guard hasWords else { return }
        self.readNames(from: first)
        self.readCrosses(from: first)
    }

    private func isOperand(_ index: Int) -> Bool {
        let kind = self.tokens[index].kind
        return kind == .number || kind == .open
    }

    private mutating func readNames(from first: Int) {
        var skipped: [Int] = []
        var index = first + 1
        while index < self.count - 1 {
            defer { index += 1 }
            let token = self.tokens[index]
            guard token.kind == .word, !token.word.traits.isDisjoint(with: .isOperator) else { continue }
            let before = self.tokens[index - 1].kind
            guard before == .number || before == .close || before == .word, skipped.last != index - 1 else { continue }
            let traits = token.word.traits
            if traits.contains(.divided) {
                guard index + 2 < self.count, self.tokens[index + 1].word.traits.contains(.by),
                    self.isOperand(index + 2)
                else { continue }
                self.makeSign(index, UInt8(ascii: "/"))
                skipped.append(index + 1)
            } else if self.isOperand(index + 1) {
                if traits.contains(.equals) {
                    self.tokens[index].kind = .equals
                    self.tokens[index].symbol = UInt8(ascii: "=")
                } else {
                    let sign = traits.contains(.plus) ? "+" : traits.contains(.minus) ? "-" : "*" as Unicode.Scalar
                    self.makeSign(index, UInt8(ascii: sign))
                }
            }
        }
        self.remove(skipped)
    }

    /// Drops tokens, which are given in order.
    private mutating func remove(_ indices: [Int]) {
        guard var target = indices.first else { return }
        var next = 0
        for index in target..<self.count {
            if next < indices.count, index == indices[next] {
                next += 1
            } else {
                self.tokens[target] = self.tokens[index]
                target += 1
            }
        }
        self.tokens.removeSubrange(target...)
    }

    private mutating func makeSign(_ index: Int, _ symbol: UInt8) {
        self.tokens[index].kind = .sign
        self.tokens[index].symbol = symbol
    }

    /// `3 x 4`, `(3)x(4)`, `12 months x 5`; not `3x (4)`, where x is a variable.
    private mutating func readCrosses(from first: Int) {
        var index = first + 1
        while index < self.count - 1 {
            defer { index += 1 }
            let token = self.tokens[index]
            guard token.kind == .word, token.symbol | 0x20 == UInt8(ascii: "x"), self.isOperand(index + 1) else {
                continue
            }
            let (before, after) = (self.tokens[index - 1].kind, self.tokens[index + 1])
            if before == .number || before == .close {
                if token.isGlued, !after.isGlued, after.kind == .open { continue }
                self.makeSign(index, UInt8(ascii: "*"))
            } else if before == .word, !token.isGlued, index >= first + 2, self.tokens[index - 2].kind == .number {
                self.makeSign(index, UInt8(ascii: "*"))
            }
        }
    }
}

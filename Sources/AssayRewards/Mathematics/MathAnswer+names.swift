extension ArraySlice<UInt8> {
    /// Of a text with one ±, what it is with plus and with minus.
    var signed: [Self]? {
        guard let place = self.firstIndex(of: MathSign.plusMinus),
            !self[(place + 1)...].contains(MathSign.plusMinus)
        else { return nil }
        var (plus, minus) = (self, self)
        plus[place] = UInt8(ascii: "+")
        minus[place] = UInt8(ascii: "-")
        return [plus, minus]
    }

    /// Whether it is a letter, perhaps with a subscript and an argument: `x`, `x_1`, `f(x)`.
    var isName: Bool {
        guard let first = self.first, first.isLetter else { return false }
        let rest = self.endOfSubscript(from: self.startIndex + 1).map { self[$0...] } ?? self.dropFirst()
        guard !rest.isEmpty else { return true }
        let argument = rest.dropFirst().dropLast()
        return rest.first == UInt8(ascii: "(") && rest.last == UInt8(ascii: ")") && !argument.isEmpty
            && argument.count == Swift.min(argument.count, Array(argument.prefix(4)).span.scalar(at: 0).length)
            && argument.allSatisfy(\.isWordByte)
    }

    /// The end of `_name` at an index.
    private func endOfSubscript(from index: Int) -> Int? {
        guard index + 1 < self.endIndex, self[index] == UInt8(ascii: "_"), self[index + 1].isWordByte else {
            return nil
        }
        return self[(index + 1)...].firstIndex { !$0.isWordByte } ?? self.endIndex
    }

    /// What stands after `x =`, if that is how it begins.
    var withoutName: Self {
        guard let first = self.first, first.isLetter else { return self }
        let rest = self[(self.endOfSubscript(from: self.startIndex + 1) ?? self.startIndex + 1)...]
        let equals = rest.drop(while: \.isSpace)
        return equals.first == UInt8(ascii: "=") ? equals.dropFirst().drop(while: \.isSpace) : self
    }
}

extension ArraySlice<UInt8> {
    /// Whether every bracket that closes was opened, and the other way round.
    var isBalanced: Bool {
        var depth = 0
        for byte in self {
            if MathSign.isOpen(byte) {
                depth += 1
            } else if MathSign.isClose(byte) {
                depth -= 1
                if depth < 0 { return false }
            }
        }
        return depth == 0
    }

    /// The parts between commas, or another separator, that no bracket encloses, without white space around them.
    ///
    /// - Parameter keepsThousands: whether the commas of `1,234` are no separators.
    func splitOutsideBrackets(at separator: UInt8 = UInt8(ascii: ","), keepsThousands: Bool = true) -> [Self] {
        var (parts, start, depth): ([Self], Int, Int) = ([], self.startIndex, 0)
        for index in self.indices {
            let byte = self[index]
            if MathSign.isOpen(byte) {
                depth += 1
            } else if MathSign.isClose(byte) {
                depth -= 1
            } else if byte == separator, depth == 0 {
                if keepsThousands, self.isThousandsComma(index, from: start) { continue }
                parts.append(self[start..<index].trimmed)
                start = index + 1
            }
        }
        return parts + [self[start...].trimmed]
    }

    /// Whether a comma stands between groups of three digits, the first of which has one to three.
    private func isThousandsComma(_ comma: Int, from start: Int) -> Bool {
        let after = self[(comma + 1)...].prefix(4)
        guard after.count >= 3, after.prefix(3).allSatisfy(\.isDigit), after.count == 3 || !after[comma + 4].isDigit
        else { return false }
        var end = comma
        while end - 4 >= start, self[end - 4] == UInt8(ascii: ","), self[(end - 3)..<end].allSatisfy(\.isDigit) {
            end -= 4
        }
        let head = self[start..<end].suffix(4).reversed().prefix(while: \.isDigit)
        guard 1...3 ~= head.count, self[end - head.count] != UInt8(ascii: "0") else { return false }
        let before = end - head.count - 1
        return before < start || (self[before] != UInt8(ascii: ",") && self[before] != UInt8(ascii: "."))
    }

    /// The parts between `and`, `or`, semicolons and their Chinese kin.
    func splitAtConjunctions() -> [Self] {
        var (parts, start, index): ([Self], Int, Int) = ([], self.startIndex, self.startIndex)
        while index < self.endIndex {
            if let end = self.endOfConjunction(at: index) {
                parts.append(self[start..<index])
                start = end
                index = end
            } else {
                index += 1
            }
        }
        return parts + [self[start...]]
    }

    private func endOfConjunction(at index: Int) -> Int? {
        if self[index] == UInt8(ascii: ";") { return index + 1 }
        if self[index] >= 0xe0 {
            let character = self[index...].prefix(3)
            let isOne = ["、", "和", "或"].contains { character.elementsEqual($0.utf8) }
            return isOne ? index + 3 : nil
        }
        guard self[index].isSpace, index == self.startIndex || !self[index - 1].isSpace else { return nil }
        let word = self[index...].drop(while: \.isSpace)
        for conjunction in ["and", "or"] where word.starts(with: conjunction.utf8) {
            let rest = word.dropFirst(conjunction.utf8.count)
            if let next = rest.first, next.isSpace { return rest.drop(while: \.isSpace).startIndex }
        }
        return nil
    }

    /// The parts between `\\`, each with an optional `[2pt]`.
    func splitRows() -> [Self] {
        var (parts, start, index): ([Self], Int, Int) = ([], self.startIndex, self.startIndex)
        while index + 1 < self.endIndex {
            guard self[index] == UInt8(ascii: "\\"), self[index + 1] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            parts.append(self[start..<index])
            index += 2
            if index < self.endIndex, self[index] == UInt8(ascii: "["),
                let close = self[index...].firstIndex(of: UInt8(ascii: "]"))
            {
                index = close + 1
            }
            start = index
        }
        return parts + [self[start...]]
    }
}

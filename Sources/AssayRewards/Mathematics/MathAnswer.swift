/// What a mathematical answer is: a value, or several values put together.
///
/// The parts are text in the form of ``MathForm``, read when they are compared.
indirect enum MathAnswer {
    typealias Text = ArraySlice<UInt8>

    case expression(Text)
    /// `{1, 2}`: without order.
    case set([Text])
    /// `1, 2`, `1 and 2`: without order.
    case list([Text])
    /// `(1, 2)`
    case tuple([Text])
    /// `[0, 1)`: what opens it, from where, to where, what closes it.
    case interval(open: UInt8, lower: Text, upper: Text, close: UInt8)
    case union([MathAnswer])
    /// `x = 5`: the sides.
    case equation([Text])
    /// `0 < x < 1`: the sides and what stands between them.
    case inequality(sides: [Text], relations: [UInt8])
    /// Rows of cells.
    case matrix([[Text]])

    /// How many of `x ∈` may stand one after another.
    private static let memberships = 8

    init(_ text: Text) {
        var text = text.trimmed
        for _ in 0..<Self.memberships {
            if let answer = Self.bracketed(text) ?? Self.related(text) {
                self = answer
                return
            }
            // `x ∈ [0, 1]` is what x is in.
            guard let element = text.firstIndex(of: MathSign.element) else { break }
            text = text[(element + 1)...].trimmed
        }
        let parts = Self.enumerated(text)
        self = parts.count > 1 ? .list(parts) : .expression(text)
    }

    private static func bracketed(_ text: Text) -> MathAnswer? {
        if let rows = self.matrixRows(text) { return .matrix(rows) }
        if text.contains(MathSign.union) {
            let parts = text.splitOutsideBrackets(at: MathSign.union, keepsThousands: false)
            if parts.count > 1 { return .union(parts.map(MathAnswer.init)) }
        }
        guard let first = text.first, let last = text.last else { return nil }
        if text.count == 1 { return first == MathSign.emptySet ? .set([]) : nil }
        let inner = text.dropFirst().dropLast()
        if first == MathSign.openSet, last == MathSign.closeSet {
            return .set(inner.splitOutsideBrackets().filter { !$0.isEmpty })
        }
        let isRound = (first == UInt8(ascii: "("), last == UInt8(ascii: ")"))
        guard isRound.0 || first == UInt8(ascii: "["), isRound.1 || last == UInt8(ascii: "]"), inner.isBalanced else {
            return nil
        }
        let parts = inner.splitOutsideBrackets(keepsThousands: false)
        guard parts.count >= 2 else { return nil }
        return parts.count == 2 && isRound != (true, true)
            ? .interval(open: first, lower: parts[0], upper: parts[1], close: last) : .tuple(parts)
    }

    private static func related(_ text: Text) -> MathAnswer? {
        let relations = text.filter(MathSign.isRelation)
        if !relations.isEmpty {
            let sides = text.split(omittingEmptySubsequences: false, whereSeparator: MathSign.isRelation)
            return .inequality(sides: sides, relations: Array(relations))
        }
        guard text.contains(UInt8(ascii: "=")), text.splitOutsideBrackets().count == 1 else { return nil }
        // Of `x = 1 or x = 2`, each part is an equation.
        let parts = text.splitAtConjunctions()
        if parts.count > 1, parts.allSatisfy({ $0.contains(UInt8(ascii: "=")) }) { return nil }
        return .equation(text.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false).map(\.trimmed))
    }

    /// The parts of `1, 2`, `1; 2`, `1 and 2`, `1 或 2`.
    private static func enumerated(_ text: Text) -> [Text] {
        text.splitAtConjunctions().filter { !$0.trimmed.isEmpty }
            .flatMap { $0.splitOutsideBrackets() }.filter { !$0.isEmpty }
    }

    private static func matrixRows(_ text: Text) -> [[Text]]? {
        guard text.first == UInt8(ascii: "\\"), let start = self.endOfMatrixCommand("begin", text, at: text.startIndex)
        else { return nil }
        let end = text.indices.suffix(14).first {
            $0 >= start && text[$0] == UInt8(ascii: "\\")
                && self.endOfMatrixCommand("end", text, at: $0) == text.endIndex
        }
        guard let end else { return nil }
        return text[start..<end].splitRows().filter { !$0.trimmed.isEmpty }.map { row in
            row.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map(\.trimmed)
        }
    }

    /// The end of `\begin{pmatrix}` or its kin.
    private static func endOfMatrixCommand(_ command: String, _ text: Text, at index: Int) -> Int? {
        var rest = text[index...].dropFirst()
        guard rest.starts(with: command.utf8) else { return nil }
        rest = rest.dropFirst(command.utf8.count)
        for kind in ["{matrix}", "{pmatrix}", "{bmatrix}", "{vmatrix}", "{Vmatrix}"] where rest.starts(with: kind.utf8)
        {
            return rest.startIndex + kind.utf8.count
        }
        return nil
    }
}

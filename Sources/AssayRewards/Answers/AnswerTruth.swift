/// The right answer of a task in one of Assay's own modes: a number, a mathematical text, or several that the final answer
/// must all give.
///
/// Several are compared with the parts of the final answer, which commas, semicolons, `and`, `、`, `和` or brackets tell
/// apart: as many parts as truths, in any order, each truth with a part of its own.
struct AnswerTruth {
    /// One truth: as a number where it is one, else, in mode `math`, as text alone.
    private struct Item {
        let number: GroundTruth?
        /// Normal text.
        let text: String
    }

    private let first: Item
    private let others: [Item]
    let warnings: [String]

    /// - Throws: ``GroundTruthError`` for none at all, for an empty one, and, in a mode that wants a number, for one that
    ///   is not a bare number and may not be, or cannot be, normalised.
    init(_ truths: [String], _ mode: ScoringMode, normalizes: Bool) throws(GroundTruthError) {
        guard let first = truths.first else { throw GroundTruthError(description: "there is no ground truth") }
        var warnings: [String] = []
        self.first = try Self.item(first, mode, normalizes, &warnings)
        var others: [Item] = []
        for truth in truths.dropFirst() { others.append(try Self.item(truth, mode, normalizes, &warnings)) }
        self.others = others
        self.warnings = warnings
    }

    private static func item(
        _ truth: String, _ mode: ScoringMode, _ normalizes: Bool, _ warnings: inout [String]
    ) throws(GroundTruthError) -> Item {
        if let number = GroundTruth(truth.utf8.span), number.isBare { return Item(number: number, text: truth) }
        let text = self.normal(truth)
        if mode == .math {
            if text.isEmpty { throw GroundTruthError(description: "the ground truth is empty") }
            return Item(number: GroundTruth(text.utf8.span), text: text)
        }
        guard normalizes, let number = GroundTruth(text.utf8.span) else {
            throw GroundTruthError(
                description:
                    "ground truth \"\(truth)\" is not a bare number such as 72 or -0.5, which mode \(mode.rawValue) wants"
            )
        }
        warnings.append("ground truth \"\(truth)\" was read as \(number.value)")
        return Item(number: number, text: text)
    }

    /// A truth in normal form, without white space around it or `####` before it.
    private static func normal(_ truth: String) -> String {
        let text = NormalForm.of(truth.utf8.span)[...].trimmed
        let bare = text.starts(with: "####".utf8) ? text.dropFirst(4).drop(while: \.isSpace) : text
        return String(decoding: bare, as: UTF8.self)
    }
}

extension AnswerTruth {
    /// What a final answer comes to.
    struct Verdict {
        var isCorrect: Bool
        /// The numbers that the answer may mean.
        var readings: [Rational]
        /// Whether a number was wanted and no single one could be read, or not as many as there are truths.
        var isFormatFault: Bool
    }

    func verdict(on answer: FinalAnswer) -> Verdict {
        guard self.others.isEmpty else { return self.verdictOnParts(of: answer) }
        let item = self.first
        let reading = AnswerReading(answer)
        if Self.isAnswered(item, by: answer, reading) {
            let readings = reading.isNumber ? reading.readings : item.number?.readings ?? []
            return Verdict(isCorrect: true, readings: readings, isFormatFault: false)
        }
        let isFault = answer.isCutInNumber || (item.number != nil && !reading.isNumber)
        return Verdict(isCorrect: false, readings: reading.readings, isFormatFault: isFault)
    }

    /// Numbers exactly, and what is no plain number, `\sqrt{4}` say, by ``MathEquivalence``.
    private static func isAnswered(_ item: Item, by answer: FinalAnswer, _ reading: AnswerReading) -> Bool {
        if answer.isCutInNumber { return false }
        let hasFactorial = answer.mark == .boxed && answer.text.contains(UInt8(ascii: "!"))
        guard let number = item.number, !hasFactorial else { return self.isEquivalent(answer, item) }
        let hasCommands = answer.text.contains(UInt8(ascii: "\\"))
        switch reading {
        case .several: return hasCommands && self.isEquivalent(answer, item)
        case .none, .unreadable: return self.isEquivalent(answer, item)
        case .number:
            if number.matches(reading, in: answer) { return true }
            return (hasCommands || answer.text.contains(UInt8(ascii: "^"))) && self.isEquivalent(answer, item)
        }
    }

    private static func isEquivalent(_ answer: FinalAnswer, _ item: Item) -> Bool {
        MathEquivalence.areEqual(answer.text.span, item.text.utf8.span)
    }

    private func verdictOnParts(of answer: FinalAnswer) -> Verdict {
        let parts = MathAnswer(MathForm.of(answer.text.span)[...]).parts.map { FinalAnswer(Array($0), answer.mark) }
        let readings = parts.map(AnswerReading.init)
        let numbers = readings.flatMap(\.readings)
        guard parts.count == 1 + self.others.count, !answer.isCutInNumber else {
            return Verdict(isCorrect: false, readings: numbers, isFormatFault: true)
        }
        var left = Array(parts.indices)
        for item in [self.first] + self.others {
            let partner = left.firstIndex { Self.isAnswered(item, by: parts[$0], readings[$0]) }
            guard let partner else {
                let isFault = item.number != nil && left.contains { !readings[$0].isNumber }
                return Verdict(isCorrect: false, readings: numbers, isFormatFault: isFault)
            }
            left.remove(at: partner)
        }
        return Verdict(isCorrect: true, readings: numbers, isFormatFault: false)
    }
}

extension MathAnswer {
    /// The parts of several values put together; of anything else, none.
    fileprivate var parts: [Text] {
        switch self {
        case .set(let parts), .list(let parts), .tuple(let parts): parts
        default: []
        }
    }
}

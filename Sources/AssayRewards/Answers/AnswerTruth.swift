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
        let text: [UInt8]
    }

    private let items: [Item]
    private let readsMathematics: Bool
    private(set) var warnings: [String] = []

    /// - Throws: ``GroundTruthError`` for none at all, for an empty one, and, in a mode that wants a number, for one that
    ///   is not a bare number and may not be, or cannot be, normalised.
    init(_ truths: [String], _ mode: ScoringMode, normalizes: Bool) throws(GroundTruthError) {
        guard !truths.isEmpty else { throw GroundTruthError(description: "there is no ground truth") }
        self.readsMathematics = mode == .math
        var items: [Item] = []
        for truth in truths {
            if mode == .math {
                items.append(try Self.mathematical(truth))
            } else {
                let number = try Self.number(truth, mode, normalizes)
                if !number.isBare || !truth.utf8.elementsEqual(number.text) {
                    self.warnings.append("ground truth \"\(truth)\" was read as \(number.readings[0])")
                }
                items.append(Item(number: number, text: number.text))
            }
        }
        self.items = items
    }

    private static func mathematical(_ truth: String) throws(GroundTruthError) -> Item {
        let text = self.withoutHashes(GroundTruth.normal(truth))
        if text.isEmpty { throw GroundTruthError(description: "the ground truth is empty") }
        return Item(number: GroundTruth(normal: text), text: text)
    }

    private static func number(_ truth: String, _ mode: ScoringMode, _ normalizes: Bool) throws(GroundTruthError)
        -> GroundTruth
    {
        if let number = GroundTruth(truth), number.isBare, truth.utf8.elementsEqual(number.text) { return number }
        if normalizes, let number = GroundTruth(normal: self.withoutHashes(GroundTruth.normal(truth))) { return number }
        throw GroundTruthError(
            description:
                "ground truth \"\(truth)\" is not a bare number such as 72 or -0.5, which mode \(mode.rawValue) wants")
    }

    private static func withoutHashes(_ text: [UInt8]) -> [UInt8] {
        text.starts(with: "####".utf8) ? Array(text.dropFirst(4).drop(while: \.isSpace)) : text
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
        guard self.items.count == 1 else { return self.verdictOnParts(of: answer) }
        let item = self.items[0]
        let reading = AnswerReading(answer)
        if self.readsMathematics {
            let isCorrect = !answer.isCutInNumber && self.isAnswered(item, by: answer, reading)
            let isFault = !isCorrect && item.number != nil && reading.readings.isEmpty
            return Verdict(
                isCorrect: isCorrect, readings: reading.readings, isFormatFault: isFault || answer.isCutInNumber)
        }
        let isCorrect = item.number.map { $0.matches(reading, in: answer) } ?? false
        return Verdict(isCorrect: isCorrect, readings: reading.readings, isFormatFault: reading.readings.isEmpty)
    }

    /// In mode `math`: numbers exactly, and what is no plain number by ``MathEquivalence``.
    private func isAnswered(_ item: Item, by answer: FinalAnswer, _ reading: AnswerReading) -> Bool {
        guard let number = item.number, !(answer.mark == .boxed && answer.text.contains(UInt8(ascii: "!"))) else {
            return self.isEquivalent(answer, item)
        }
        let hasCommands = answer.text.contains(UInt8(ascii: "\\"))
        switch reading {
        case .several: return hasCommands && self.isEquivalent(answer, item)
        case .none, .unreadable: return self.isEquivalent(answer, item)
        case .number:
            if number.matches(reading, in: answer, allowsNoise: true) { return true }
            return (hasCommands || answer.text.contains(UInt8(ascii: "^"))) && self.isEquivalent(answer, item)
        }
    }

    private func isEquivalent(_ answer: FinalAnswer, _ item: Item) -> Bool {
        MathEquivalence.areEqual(answer.text.span, item.text.span)
    }

    private func verdictOnParts(of answer: FinalAnswer) -> Verdict {
        let parts = MathAnswer(MathForm.of(answer.text.span)[...]).parts.map { FinalAnswer(Array($0), answer.mark) }
        let readings = parts.map(AnswerReading.init)
        let numbers = readings.flatMap(\.readings)
        let isRead =
            parts.count == self.items.count && (self.readsMathematics || !readings.contains(where: \.readings.isEmpty))
        guard isRead, !answer.isCutInNumber else {
            return Verdict(isCorrect: false, readings: numbers, isFormatFault: true)
        }
        var left = Array(parts.indices)
        for item in self.items {
            let partner = left.firstIndex { index in
                self.readsMathematics
                    ? self.isAnswered(item, by: parts[index], readings[index])
                    : item.number.map { $0.matches(readings[index], in: parts[index]) } ?? false
            }
            guard let partner else { return Verdict(isCorrect: false, readings: numbers, isFormatFault: false) }
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

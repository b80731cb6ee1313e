/// The numbers that a problem gives, which a response may start from: reward.md, section 2, L.
///
/// Digits, number words, fractions and percents with their complements, a given in another unit, and constants that a
/// word of the problem or the response brings in.
struct Givens {
    private(set) var numbers = RationalSet(capacity: 96)
    private let tokens: [Token]
    private let values: [Rational]

    /// - Parameters:
    ///   - question: normalised, LaTeX written out.
    ///   - triggers: what ``TriggerAutomaton`` found in the question and the response.
    init(question: [UInt8], triggers: UInt32) {
        var buffer = TokenBuffer()
        buffer.reserve(question.count / 4)
        buffer.append(question, in: 0..<question.count)
        (self.tokens, self.values) = (buffer.tokens, buffer.numbers)
        for value in [0, 1, 2, 100, Rational(1, 100)] as [Rational] { self.numbers.insert(value) }
        for (index, trigger) in Trigger.all.enumerated() where triggers >> UInt32(index) & 1 == 1 {
            for value in trigger.values { self.numbers.insert(value) }
        }
        question.withUnsafeBufferPointer { text in
            for index in self.tokens.indices {
                switch self.tokens[index].kind {
                case .number: self.insertNumber(at: index, text)
                case .word: self.insertWord(at: index, text)
                default: continue
                }
            }
        }
    }

    private func number(at index: Int) -> Rational? {
        guard self.tokens.indices.contains(index), self.tokens[index].kind == .number else { return nil }
        return self.values[Int(self.tokens[index].number)]
    }

    private func numeral(at index: Int) -> Rational? {
        guard self.tokens.indices.contains(index), self.tokens[index].kind == .word else { return nil }
        let numeral = self.tokens[index].word.numeral
        return numeral == 0 ? nil : NumberWords.values[Int(numeral) - 1].value
    }

    private func isSign(_ sign: UInt8, at index: Int) -> Bool {
        self.tokens.indices.contains(index) && self.tokens[index].isSign(sign)
    }

    private mutating func insertNumber(at index: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let value = self.values[Int(self.tokens[index].number)]
        self.numbers.insert(value)
        // What is derived from a number that no problem states is only work.
        guard case .small = value.storage else { return }
        if self.tokens[index].isPercent {
            let share = value / 100
            for derived in [share, 1 - share, 1 + share, 100 - value, 100 + value] { self.numbers.insert(derived) }
        }
        if self.isSign(UInt8(ascii: "/"), at: index + 1), let whole = self.number(at: index + 2), !whole.isZero,
            case .small = whole.storage
        {
            let fraction = value / whole
            for derived in [fraction, 1 - fraction, 1 + fraction, whole - value] { self.numbers.insert(derived) }
            if let before = self.number(at: index - 1) { self.numbers.insert(before + fraction) }
        }
        self.insertScaled(value)
        if let word = self.tokens[(index + 1)...].prefix(2).first(where: { $0.kind == .word }) {
            UnitConversion.insert(value, text, word: word, into: &self.numbers)
        }
    }

    /// A count of thousands, millions, 万, … where it is whole.
    private mutating func insertScaled(_ value: Rational) {
        guard let integer = value.integer else { return }
        for scale in [1000, 10_000, 1_000_000, 100_000_000, 1_000_000_000, 1_000_000_000_000] {
            guard integer % scale == 0 else { continue }
            self.numbers.insert(Rational(integer / scale))
        }
    }

    private mutating func insertWord(at index: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let word = self.tokens[index]
        if let value = self.numeral(at: index) {
            self.numbers.insert(value)
            // A third leaves two thirds, and is one of three.
            if !value.isInteger, value != Rational(1, 2) {
                self.numbers.insert(value.reciprocal)
                self.numbers.insert(1 - value)
            }
            // Twenty five, two hundred; forty-two.
            let hyphenated = self.isSign(UInt8(ascii: "-"), at: index - 1) ? self.numeral(at: index - 2) : nil
            if let before = self.numeral(at: index - 1) ?? hyphenated {
                self.numbers.insert(before * value)
                self.numbers.insert(before + value)
            }
            if let before = self.number(at: index - 1) { self.numbers.insert(before * value) }
        }
        guard text[Int(word.start)] >= 0x80 else { return }
        for start in stride(from: Int(word.start), to: Int(word.end), by: 3) {
            if let value = NumberWords.value(of: text.scalar(at: start)) { self.numbers.insert(value) }
        }
    }
}

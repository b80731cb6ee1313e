/// What a final answer says, read as one number.
enum AnswerReading {
    /// A number, and the other number that a percent sign makes of it: `25%` is 1/4, and 25.
    case number(Rational, asLabel: Rational?)
    /// No number stands in it.
    case none
    /// More than one number stands in it.
    case several
    /// What stands in it is no arithmetic.
    case unreadable

    /// Units, currency signs, labels and punctuation around the number are passed over; what stands before an equals
    /// sign is how it was come by.
    init(_ answer: FinalAnswer) {
        if answer.isCutInNumber {
            self = .unreadable
        } else if let number = Self.plainNumber(answer.text) {
            self = .number(number, asLabel: nil)
        } else {
            self.init(answer.text)
        }
    }

    /// - Parameter text: normal text.
    init(_ text: [UInt8]) {
        let span = text.span
        let last = text.lastIndex(of: UInt8(ascii: "=")) ?? 0
        let result = max(last, span.lastIndex(of: "≈") ?? 0)
        let isSigned = span.firstIndex(of: "±", from: 0) != nil || span.firstIndex(of: "\\pm", from: 0) != nil
        if isSigned || MathFunctions.stand(in: span.extracting(result...)) {
            self = .unreadable
            return
        }
        if last > 0, Self.namesOneThingTwice(text) {
            self = .several
            return
        }
        let needsWriting = PlainMathematics.isNeeded(span)
        let plain = needsWriting ? PlainMathematics.of(RewrittenText(span, tracksOrigins: false)).bytes : text
        var reader = AnswerReader(plain)
        self = reader.reading
    }

    /// Whether it says `x = 1 or x = 2`.
    private static func namesOneThingTwice(_ text: [UInt8]) -> Bool {
        let parts = text[...].splitAtConjunctions().flatMap { $0.splitOutsideBrackets() }
        let names = parts.map { part in
            part.firstIndex(of: UInt8(ascii: "=")).map { part[..<$0].trimmed } ?? []
        }
        return parts.count > 1 && names.allSatisfy { $0.isName && $0.elementsEqual(names[0]) }
    }

    /// A bare numeral, as nearly every answer is.
    private static func plainNumber(_ text: [UInt8]) -> Rational? {
        text.withUnsafeBufferPointer { bytes in
            var index = 0
            let isNegative = bytes.first == UInt8(ascii: "-")
            if isNegative || bytes.first == UInt8(ascii: "$") { index = 1 }
            guard Numeral.begins(bytes, at: index) else { return nil }
            let numeral = Numeral(bytes, at: index, readsExponent: true)
            let isLast = numeral.end == bytes.count
            let isSentence = numeral.end + 1 == bytes.count && bytes[numeral.end] == UInt8(ascii: ".")
            guard isLast || isSentence else { return nil }
            return isNegative ? numeral.value.map { -$0 } : numeral.value
        }
    }

    /// The numbers that it may mean.
    var readings: [Rational] {
        switch self {
        case .number(let value, nil): [value]
        case .number(let value, let label?): [value, label]
        default: []
        }
    }

    var isNumber: Bool {
        if case .number = self { true } else { false }
    }
}

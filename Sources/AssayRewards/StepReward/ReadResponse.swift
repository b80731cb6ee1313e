/// A response as the step reward reads it: every turn in normal form, every step with its claims.
struct ReadResponse {
    enum Limit {
        /// How many bytes of the response's end are read.
        static let text = 1 << 16
        /// How many steps, the last of them.
        static let steps = 64
        /// How much of the response words may bring in constants.
        static let triggers = 20_000
        /// How many bytes of what a tool printed ground numbers, from its end, and of what all runs printed.
        static let (output, outputs) = (4000, 1 << 16)
    }

    /// The end of a turn's text that is read.
    struct Turn {
        /// Where in the turn it begins.
        let start: Int
        let text: RewrittenText
        let hasLaTeX: Bool
        let mayHaveAnnotations: Bool
        /// The letters that stand for numbers in it.
        let letters: Variables.Letters

        /// - Parameters:
        ///   - text: the end of the turn.
        ///   - start: where in the turn that begins.
        init(_ text: UnsafeBufferPointer<UInt8>, from start: Int, tracksOrigins: Bool) {
            var survey = TurnSurvey(text.span)
            let normal =
                survey.isPlain
                ? RewrittenText(text.span, tracksOrigins: tracksOrigins)
                : NormalForm.of(text.span, tracksOrigins: tracksOrigins)
            let bytes = normal.bytes
            if !survey.isPlain { survey = TurnSurvey(bytes.span) }
            (self.start, self.text) = (start, normal)
            let hasLaTeX = survey.mayHaveLaTeX && PlainMathematics.isNeeded(bytes.span)
            self.hasLaTeX = hasLaTeX
            self.mayHaveAnnotations = survey.mayHaveAnnotations
            let mayHaveVariables = hasLaTeX || survey.hasLoneLetter
            self.letters = mayHaveVariables ? .used(in: bytes, hasLaTeX: hasLaTeX) : .standard
        }
    }

    private(set) var turns: [Turn] = []
    var reader: ClaimReader

    init(_ turns: [AssistantTurn], tracksOrigins: Bool) {
        var left = Limit.text
        for turn in turns.reversed() {
            let read = Self.read(turn.text, atMost: left, tracksOrigins: tracksOrigins)
            left -= read.text.bytes.count
            self.turns.append(read)
        }
        self.turns.reverse()
        var letters = Variables.Letters.standard
        for turn in self.turns { letters.formUnion(turn.letters) }
        self.reader = ClaimReader(letters: letters)
        self.readSteps()
        self.reader.readEquations()
    }

    private static func read(_ text: String, atMost limit: Int, tracksOrigins: Bool) -> Turn {
        var text = text
        return text.withUTF8 { bytes in
            let start = self.start(of: bytes, atMost: max(0, limit))
            return Turn(
                UnsafeBufferPointer(rebasing: bytes[start...]), from: start, tracksOrigins: tracksOrigins)
        }
    }

    /// Where the last bytes begin, at the beginning of a line if one begins there, else of a character.
    private static func start(of text: UnsafeBufferPointer<UInt8>, atMost limit: Int) -> Int {
        if text.count <= limit { return 0 }
        let tail = text[(text.count - limit)...]
        if let line = tail.firstIndex(of: 0x0a) { return line + 1 }
        return tail.firstIndex { $0 & 0xc0 != 0x80 } ?? text.count
    }

    private mutating func readSteps() {
        var places: [(turn: Int, span: Range<Int>)] = []
        for (index, turn) in self.turns.enumerated() {
            let spans = turn.text.bytes.withUnsafeBufferPointer { StepSplitter($0).steps }
            for span in spans { places.append((index, span)) }
        }
        for (turn, span) in places.suffix(Limit.steps) {
            self.reader.read(step: span, of: self.turns[turn], turn)
        }
    }
}

extension ReadResponse {
    /// What the problem gives, with the constants that words of the problem and the response bring in.
    static func givens(_ question: String, _ turns: [AssistantTurn]) -> RationalSet {
        var question = question
        let plain = question.withUTF8 { bytes in
            let tail = bytes[self.start(of: bytes, atMost: Limit.text)...]
            return self.plain(UnsafeBufferPointer(rebasing: tail).span)
        }
        let automaton = TriggerAutomaton.shared
        var triggers = plain.withUnsafeBufferPointer { automaton.triggers(in: $0) }
        var left = Limit.triggers
        for turn in turns where left > 0 {
            var text = turn.text
            triggers |= text.withUTF8 { automaton.triggers(in: UnsafeBufferPointer(rebasing: $0.prefix(left))) }
            left -= text.utf8.count + 1
        }
        return Givens(question: plain, triggers: triggers).numbers
    }

    /// A text in normal form, its LaTeX written out.
    private static func plain(_ text: Span<UInt8>) -> [UInt8] {
        let survey = TurnSurvey(text)
        if survey.isPlain, !survey.mayHaveLaTeX { return Array(copying: text) }
        let normal = NormalForm.of(text, tracksOrigins: false)
        return PlainMathematics.isNeeded(normal.bytes.span) ? PlainMathematics.of(normal).bytes : normal.bytes
    }

    /// The numbers that a tool run printed, one of so many.
    static func numbers(in output: String, runs: Int) -> [Rational] {
        var output = output
        let normal = output.withUTF8 { bytes in
            let start = bytes.count - min(bytes.count, Limit.output, Limit.outputs / runs)
            let tail = bytes[start...].drop { $0 & 0xc0 == 0x80 }
            return NormalForm.of(UnsafeBufferPointer(rebasing: tail).span)
        }
        var buffer = TokenBuffer()
        buffer.append(normal, in: 0..<normal.count)
        return buffer.tokens.lazy.filter { $0.kind == .number }.map { buffer.value($0) }
    }
}

/// Reads the claims of a response, turn by turn and step by step: reward.md, section 2, C.
struct ClaimReader {
    enum Limit {
        /// Of a step.
        static let claims = 64
        /// How many tokens a side of a claim may take.
        static let side = 48
    }

    var parser = ExpressionParser()
    var steps: [Step] = []
    var claims: [Claim] = []
    /// The letters that stand for numbers anywhere in the response.
    private let letters: Variables.Letters

    init(letters: Variables.Letters) {
        self.letters = letters
        self.parser.buffer.reserve(256)
        self.parser.operands.reserveCapacity(64)
        self.steps.reserveCapacity(8)
        self.claims.reserveCapacity(16)
    }

    /// Reads one step of a turn, which has this index.
    mutating func read(step span: Range<Int>, of turn: ReadResponse.Turn, _ index: Int) {
        let text = turn.text.bytes
        text.withUnsafeBufferPointer { bytes in
            let annotations = turn.mayHaveAnnotations ? Annotation.all(bytes, in: span) : []
            let visible = VisibleText(text, span, without: annotations, hasLaTeX: turn.hasLaTeX)
            var step = Step(turn: index, span: span, visible: visible)
            var wording = StepWording(bytes, span)
            let first = self.claims.count
            let echoed = self.readAnnotations(annotations, text, &wording)
            step.tokens = self.parser.buffer.append(visible.bytes, in: visible.range)
            self.parser.base = step.tokens.lowerBound
            self.parser.buffer.markVariables(in: step.tokens, self.letters)
            self.readText(&step, &wording, annotated: first..<self.claims.count)
            self.readEchoes(annotations, echoed, bytes, before: span.upperBound, &wording, from: first)
            self.sortClaims(from: first)
            step.claims = first..<self.claims.count
            self.steps.append(step)
        }
    }

    mutating func append(_ claim: Claim, from first: Int) {
        if self.claims.count - first < Limit.claims { self.claims.append(claim) }
    }

    /// By place, those at the same place in the order in which they were found. Nearly sorted as they come.
    private mutating func sortClaims(from first: Int) {
        for index in self.claims.indices.dropFirst(first + 1) {
            var place = index
            while place > first, self.claims[place].span.lowerBound < self.claims[place - 1].span.lowerBound {
                self.claims.swapAt(place, place - 1)
                place -= 1
            }
        }
    }
}

extension TokenBuffer {
    /// Tells the words of one letter that stand for numbers.
    mutating func markVariables(in range: Range<Int>, _ letters: Variables.Letters) {
        for index in range where self.tokens[index].symbol >= 65 && self.tokens[index].kind == .word {
            if letters.contains(self.tokens[index].symbol) { self.tokens[index].isVariable = true }
        }
    }
}

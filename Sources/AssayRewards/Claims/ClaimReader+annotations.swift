extension ClaimReader {
    /// The value that an annotation gives, which the text repeats behind it.
    struct Echo {
        let annotation: Int
        let value: Rational
        let decimals: Int
    }

    /// Checks what annotations say; one without an operator asserts nothing.
    mutating func readAnnotations(_ annotations: [Annotation], _ text: [UInt8], _ wording: inout StepWording) -> [Echo]
    {
        if annotations.isEmpty { return [] }
        var echoes: [Echo] = []
        let first = self.claims.count
        for (index, annotation) in annotations.enumerated() {
            var claim = Claim(kind: .annotation, verdict: .malformed, left: 0, right: 0, span: annotation.range)
            claim.showsPercent = text[annotation.range].contains(UInt8(ascii: "%"))
            let firstOperand = self.parser.operands.count
            if let equals = annotation.equals {
                let left = self.expression(text, annotation.content.lowerBound..<equals)
                let operands = firstOperand..<self.parser.operands.count
                let right = self.expression(text, equals + 1..<annotation.content.upperBound)
                self.parser.operands.removeSubrange(operands.upperBound...)
                if let right { echoes.append(Echo(annotation: index, value: right.value, decimals: right.decimals)) }
                if let left, let right {
                    if left.operators == 0 {
                        self.parser.operands.removeSubrange(firstOperand...)
                        continue
                    }
                    (claim.left, claim.right, claim.operands) = (left.value, right.value, operands)
                    claim.verdict = self.verdict(left.value, right.value, decimals: right.decimals, &wording)
                }
            }
            self.append(claim, from: first)
        }
        return echoes
    }

    /// A part of an annotation, with how many decimals its last token shows.
    private mutating func expression(
        _ text: [UInt8], _ range: Range<Int>
    ) -> (value: Rational, operators: Int, decimals: Int)? {
        let mark = self.parser.buffer.mark
        defer { self.parser.buffer.truncate(to: mark) }
        let tokens = self.parser.buffer.append(text, in: range)
        self.parser.base = tokens.lowerBound
        guard let expression = self.parser.parse(tokens) else { return nil }
        let decimals = self.parser.buffer.tokens[tokens.upperBound - 1].decimals
        return (expression.value, expression.operators, Int(decimals))
    }

    private mutating func verdict(
        _ left: Rational, _ right: Rational, decimals: Int, _ wording: inout StepWording
    ) -> Verdict {
        if left == right { return .exact }
        guard self.parser.spend(left), self.parser.spend(right) else { return .mismatch }
        return Agreement(decimals: decimals, isApproximate: wording.isApproximate()).verdict(left, right)
    }

    /// Checks that the visible number behind an annotation is its value; one that is not is a false claim.
    mutating func readEchoes(
        _ annotations: [Annotation], _ echoes: [Echo], _ text: UnsafeBufferPointer<UInt8>, before end: Int,
        _ wording: inout StepWording, from first: Int
    ) {
        for echo in echoes {
            let start = annotations[echo.annotation].range.upperBound
            let bytes = UnsafeBufferPointer(rebasing: text[..<end])
            guard let shown = EchoedNumber(bytes, at: start) else { continue }
            let isRepeated = shown.readings.contains { reading in
                if self.verdict(echo.value, reading, decimals: shown.decimals, &wording).holds { return true }
                if reading.isZero { return false }
                return Agreement(decimals: echo.decimals).verdict(reading, echo.value).holds
            }
            if isRepeated { continue }
            var claim = Claim(
                kind: .echo, verdict: .mismatch, left: echo.value, right: shown.value, span: start..<shown.end)
            claim.showsPercent = text[annotations[echo.annotation].range.lowerBound..<shown.end].contains(0x25)
            self.append(claim, from: first)
        }
    }
}

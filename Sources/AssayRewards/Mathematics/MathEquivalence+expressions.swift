extension MathEquivalence {
    /// Whether two answers are single expressions that ``areEqual(_:_:)`` reads: neither words, nor several values.
    package static func areExpressions(_ answer: Span<UInt8>, _ truth: Span<UInt8>) -> Bool {
        self.isExpression(MathForm.of(answer)) && self.isExpression(MathForm.of(truth))
    }

    private static func isExpression(_ form: [UInt8]) -> Bool {
        guard case .expression(let text) = MathAnswer(form[...]), !text.isWords else { return false }
        var names = MathNames()
        return MathExpressionParser.parse(MathUnits.stripped(text.trimmed), names: &names) != nil
    }
}

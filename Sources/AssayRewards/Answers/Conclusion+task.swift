extension Conclusion {
    /// What the final answer of the last turn comes to.
    ///
    /// - Throws: ``GroundTruthError`` where the truth cannot be compared in the task's mode.
    static func of(_ task: borrowing ScoringTask) throws(GroundTruthError) -> Conclusion {
        let response = task.turns.last?.text ?? ""
        switch task.mode {
        case .standard, .flexible, .math:
            let truth = try AnswerTruth(task.groundTruth, task.mode, normalizes: task.normalizesGroundTruth)
            let answer = FinalAnswer.find(in: response.utf8.span, takesLastNumber: task.mode == .flexible)
            return Conclusion(answer, truth)
        case .verlStrict, .verlFlexible, .verlMath, .verlMathDAPO:
            guard task.groundTruth.count == 1 else {
                throw GroundTruthError(
                    description: "mode \(task.mode.rawValue) compares with one ground truth, not a list")
            }
            return Conclusion(verl: task.mode, response, task.groundTruth[0])
        }
    }

    private init(_ answer: FinalAnswer?, _ truth: AnswerTruth) {
        guard let answer else {
            self.init(
                isCorrect: false, extracted: nil, mark: nil, readings: [], isFormatFault: true,
                warnings: truth.warnings)
            return
        }
        let verdict = truth.verdict(on: answer)
        self.init(
            isCorrect: verdict.isCorrect, extracted: String(decoding: answer.text, as: UTF8.self),
            mark: answer.mark.rawValue, readings: verdict.readings, isFormatFault: verdict.isFormatFault,
            warnings: truth.warnings)
    }

    private init(verl mode: ScoringMode, _ response: String, _ truth: String) {
        let (isCorrect, extracted): (Bool, String?)
        switch mode {
        case .verlMath:
            isCorrect = VerlMathReward.score(response.utf8.span, truth: truth.utf8.span) == 1
            extracted = VerlMathReward.answer(response.utf8.span)
        case .verlMathDAPO:
            let verdict = VerlMathDAPO.verdict(response.utf8.span, truth: truth.utf8.span)
            (isCorrect, extracted) = (verdict.isCorrect, verdict.prediction)
        default:
            let method: VerlGSM8K.Method = mode == .verlFlexible ? .flexible : .strict
            extracted = VerlGSM8K.answer(response.utf8.span, method: method)
            isCorrect = extracted.map { $0.utf8.elementsEqual(truth.utf8) } ?? false
        }
        self.init(
            isCorrect: isCorrect, extracted: extracted, mark: nil,
            readings: extracted.map(Self.readings) ?? [],
            isFormatFault: extracted == nil || extracted == VerlMathDAPO.noAnswer)
    }

    /// The numbers that an answer of verl's may mean.
    private static func readings(_ extracted: String) -> [Rational] {
        let head = extracted.utf8.span.extracting(..<extracted.utf8.span.end(ofCharacters: FinalAnswer.longest + 1))
        return AnswerReading(FinalAnswer(NormalForm.of(head).span, .lastNumber)).readings
    }
}

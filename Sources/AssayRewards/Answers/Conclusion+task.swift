extension Conclusion {
    /// What the final answer of the last turn comes to.
    ///
    /// - Throws: ``GroundTruthError`` where the truth cannot be compared in the task's mode.
    init(_ task: ScoringTask) throws(GroundTruthError) {
        let response = task.turns.last?.text ?? ""
        switch task.mode {
        case .standard, .flexible, .math:
            let truth = try AnswerTruth(task.groundTruth, task.mode, normalizes: task.normalizesGroundTruth)
            let answer = FinalAnswer.find(in: response.utf8.span, takesLastNumber: task.mode == .flexible)
            self.init(answer, truth)
        case .verlStrict, .verlFlexible, .verlMath, .verlMathDAPO:
            guard task.groundTruth.count == 1 else {
                throw GroundTruthError(
                    description: "mode \(task.mode.rawValue) compares with one ground truth, not a list")
            }
            self.init(verl: task.mode, response, task.groundTruth[0])
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
        let (text, truth) = (response.utf8.span, truth.utf8.span)
        let (isCorrect, extracted): (Bool, String?)
        switch mode {
        case .verlMath:
            (isCorrect, extracted) = (VerlMathReward.score(text, truth: truth) == 1, VerlMathReward.answer(text))
        case .verlMathDAPO:
            let verdict = VerlMathDAPO.verdict(text, truth: truth)
            (isCorrect, extracted) = (verdict.isCorrect, verdict.prediction)
        default:
            let method: VerlGSM8K.Method = mode == .verlFlexible ? .flexible : .strict
            isCorrect = VerlGSM8K.score(text, truth: truth, method: method) == 1
            extracted = VerlGSM8K.answer(text, method: method)
        }
        self.init(
            isCorrect: isCorrect, extracted: extracted, mark: nil,
            readings: extracted.map { AnswerReading(GroundTruth.normal($0)).readings } ?? [],
            isFormatFault: extracted == nil || extracted == VerlMathDAPO.noAnswer)
    }
}

extension StepScorer {
    /// Every step, claim and fault, with its place in the turns as they were written.
    var explanation: Explanation {
        let places = zip(self.task.turns, self.turns).map { OriginalText($0.text, $1) }
        return Explanation(
            steps: self.steps.indices.map { self.explain($0, places) }, faults: self.faults(places),
            answerMark: self.conclusion.mark, answerIsDerived: self.logic.derivesAnswer)
    }

    private func explain(_ index: Int, _ places: [OriginalText]) -> Explanation.Step {
        let step = self.steps[index]
        let place = places[step.turn]
        return Explanation.Step(
            turn: step.turn, span: place.span(step.span),
            claims: self.claims[step.claims].map { Self.explain($0, place) },
            ungrounded: self.logic.steps[index].ungrounded.map(\.value.description))
    }

    private static func explain(_ claim: Claim, _ place: OriginalText) -> Explanation.Claim {
        let span = place.span(claim.span)
        let isRead = claim.verdict != .malformed
        return Explanation.Claim(
            span: span, text: place.text(span), kind: claim.kind.rawValue,
            left: isRead ? claim.left.description : "", right: isRead ? claim.right.description : "",
            holds: claim.holds, verdict: claim.verdict.rawValue, isUsed: claim.isUsed)
    }

    /// In the order of their classes.
    private func faults(_ places: [OriginalText]) -> [Explanation.Fault] {
        self.falseClaims(places) + self.jumps(places) + self.toolFaults + self.answerFaults
    }

    private func falseClaims(_ places: [OriginalText]) -> [Explanation.Fault] {
        self.steps.enumerated().flatMap { index, step in
            self.claims[step.claims].filter { !$0.holds }.map { claim in
                Explanation.Fault(
                    errorClass: .calculation, step: index, turn: step.turn,
                    span: places[step.turn].span(claim.span), message: claim.complaint)
            }
        }
    }

    private func jumps(_ places: [OriginalText]) -> [Explanation.Fault] {
        var faults = zip(self.steps, self.logic.steps).enumerated().flatMap { index, pair in
            pair.1.ungrounded.map { operand in
                Explanation.Fault(
                    errorClass: .logicJump, step: index, turn: pair.0.turn,
                    span: places[pair.0.turn].span(self.claims[operand.claim].span),
                    message: "\(operand.value) comes neither from the problem nor from a step before")
            }
        }
        if !self.conclusion.readings.isEmpty, !self.logic.derivesAnswer {
            faults.append(self.answerFault(.logicJump, "no step leads to the final answer"))
        }
        return faults
    }

    private var toolFaults: [Explanation.Fault] {
        self.task.turns.enumerated().flatMap { index, turn in
            turn.toolRuns.filter { !$0.succeeded }.map { _ in
                Explanation.Fault(
                    errorClass: .tool, step: nil, turn: index, span: nil,
                    message: "a tool run failed, so that the turn earns nothing")
            }
        }
    }

    private var answerFaults: [Explanation.Fault] {
        if self.conclusion.isFormatFault {
            let isFound = self.conclusion.extracted != nil
            return [
                self.answerFault(
                    .format, isFound ? "the final answer is not one value" : "no final answer is marked")
            ]
        }
        return self.conclusion.isCorrect ? [] : [self.answerFault(.wrongAnswer, "the final answer is wrong")]
    }

    private func answerFault(_ errorClass: ErrorClass, _ message: String) -> Explanation.Fault {
        let answer = self.conclusion.extracted.map { ": \($0)" } ?? ""
        return Explanation.Fault(
            errorClass: errorClass, step: nil, turn: self.task.turns.count - 1, span: nil, message: message + answer)
    }
}

extension Claim {
    /// What is wrong with it.
    fileprivate var complaint: String {
        switch (self.verdict, self.kind) {
        case (.malformed, _): "the annotation holds no arithmetic"
        case (_, .echo): "the number behind the annotation is \(self.right), its value is \(self.left)"
        case (_, .equation): "at the values found, the sides are \(self.left) and \(self.right)"
        default: "the left side is \(self.left), not \(self.right)"
        }
    }
}

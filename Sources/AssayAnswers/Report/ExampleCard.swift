import AssayJSON
import AssayRewards
import AssayScoring

/// An example as the page shows it.
struct ExampleCard {
    let number: Int
    let answer: AnswerScorer.ScoredAnswer

    var json: JSONValue {
        guard case .scored(let score) = self.answer.reply else { return .null }
        let task = self.answer.request.task
        return [
            "line": .string(Figure.count(self.number)), "id": .optional(self.answer.id),
            "score": .string(Figure.decimal(score.reward.double, digits: 3)),
            "truth": .string(task.groundTruth.joined(separator: " and ")),
            "extracted": .string(score.extracted ?? "none found"),
            "verdict": .string(score.isCorrect ? "right" : "wrong"),
            "question": .optional(task.question),
            "turns": .array(task.turns.indices.map { self.turn($0, task.turns[$0], score.explanation) }),
            "faults": .array(
                (score.explanation?.faults ?? []).map { fault in
                    ["class": .string(fault.errorClass.rawValue), "message": .string(fault.message)]
                }),
            "hasFaults": .bool(score.explanation?.faults.isEmpty == false),
        ]
    }

    private func turn(_ index: Int, _ turn: AssistantTurn, _ explanation: Explanation?) -> JSONValue {
        let parts = MarkedText(text: turn.text, marks: Self.marks(explanation, turn: index)).parts
        return [
            "number": .integer(index + 1), "isNumbered": .bool(self.answer.request.task.turns.count > 1),
            "parts": .array(
                parts.map { part in
                    // Mustache takes an empty text for one that is there.
                    let kind: JSONValue = part.kind.isEmpty ? .null : .string(part.kind)
                    return ["text": .string(part.text), "kind": kind, "note": .string(part.note)]
                }),
            "runs": .array(
                turn.toolRuns.map { run in
                    ["state": .string(run.succeeded ? "ok" : "failed"), "output": .string(run.output)]
                }),
        ]
    }

    private static func marks(_ explanation: Explanation?, turn: Int) -> [MarkedText.Mark] {
        guard let explanation else { return [] }
        let claims = explanation.steps.filter { $0.turn == turn }.flatMap(\.claims)
        let faults = explanation.faults.filter { $0.turn == turn }
        let wrong = claims.filter { !$0.holds }.map { claim in
            MarkedText.Mark(
                range: claim.span, kind: "false", note: "\(claim.left) is not \(claim.right): \(claim.verdict)")
        }
        let faulty = faults.compactMap { fault in
            fault.span.map { MarkedText.Mark(range: $0, kind: "fault", note: fault.message) }
        }
        let right = claims.filter(\.holds).map { claim in
            MarkedText.Mark(range: claim.span, kind: "true", note: "holds: \(claim.verdict)")
        }
        return wrong + right + faulty
    }
}

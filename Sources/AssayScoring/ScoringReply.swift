package import AssayJSON
import AssayOutcome
package import AssayRewards

/// What became of one scoring task.
package enum ScoringReply: Sendable {
    /// It was scored.
    case scored(Score)
    /// It was not, for a tool run ended by the server's doing: `score` and `correct` are null, never 0.
    case unscored(ScoringRequest.UnscoredRun)

    /// The score, if there is one.
    package var score: Score? {
        if case .scored(let score) = self { score } else { nil }
    }

    /// The answer of `/v1/score`; its numbers are finite or null, and `turn_rewards` add up to `score`, bit for bit.
    package var json: JSONValue {
        switch self {
        case .scored(let score): Self.json(score)
        case .unscored(let run): Self.json(run)
        }
    }

    private static func json(_ score: Score) -> JSONValue {
        let shares = TurnShares(total: score.reward, turns: score.turnRewards)
        var object = JSONObject([
            ("score", .number(shares.total)), ("correct", .bool(score.isCorrect)),
            ("extracted", .optional(score.extracted)), ("parts", Self.json(score.parts)),
            ("turn_rewards", .array(shares.turns.map(JSONValue.number))),
            ("classes", .array(score.classes.map { .string($0.rawValue) })),
        ])
        if let explanation = score.explanation { object.append("explain", explanation.json) }
        if !score.warnings.isEmpty { object.append("warnings", .array(score.warnings.map(JSONValue.string))) }
        return .object(object)
    }

    private static func json(
        _ parts: (logic: Rational, calculation: Rational, conclusion: Rational)?
    ) -> JSONValue {
        guard let parts else { return .null }
        return [
            "logic": .number(parts.logic.double), "calculation": .number(parts.calculation.double),
            "conclusion": .number(parts.conclusion.double),
        ]
    }

    private static func json(_ run: ScoringRequest.UnscoredRun) -> JSONValue {
        [
            "score": nil, "correct": nil, "extracted": nil, "parts": nil, "turn_rewards": nil, "classes": [],
            "warnings": [
                .string(
                    "not scored: a tool run of turn \(run.turn) ended with \(run.outcome.rawValue), the server's doing")
            ],
        ]
    }
}

extension ScoringRequest {
    /// The reply to the task, without a second opinion.
    /// - Throws: ``GroundTruthError`` where the truth cannot be compared in the task's mode.
    package func reply() throws(GroundTruthError) -> ScoringReply {
        if let run = self.unscoredRun { return .unscored(run) }
        return .scored(try Scorer.score(self.task))
    }
}

import AssayJSON
import AssayRewards

extension Explanation {
    /// The `explain` of an answer. Spans are `[start, end]` in UTF-8 bytes of the turn's text.
    var json: JSONValue {
        [
            "answer_mark": .optional(self.answerMark), "answer_is_derived": .bool(self.answerIsDerived),
            "steps": .array(self.steps.map(\.json)), "faults": .array(self.faults.map(\.json)),
        ]
    }
}

extension Explanation.Step {
    fileprivate var json: JSONValue {
        [
            "turn": .integer(self.turn), "span": .span(self.span), "claims": .array(self.claims.map(\.json)),
            "ungrounded": .array(self.ungrounded.map(JSONValue.string)),
        ]
    }
}

extension Explanation.Claim {
    fileprivate var json: JSONValue {
        [
            "span": .span(self.span), "text": .string(self.text), "kind": .string(self.kind),
            "left": .string(self.left), "right": .string(self.right), "holds": .bool(self.holds),
            "verdict": .string(self.verdict), "used": .bool(self.isUsed),
        ]
    }
}

extension Explanation.Fault {
    fileprivate var json: JSONValue {
        [
            "class": .string(self.errorClass.rawValue), "step": self.step.map(JSONValue.integer) ?? .null,
            "turn": self.turn.map(JSONValue.integer) ?? .null, "span": self.span.map(JSONValue.span) ?? .null,
            "message": .string(self.message),
        ]
    }
}

extension JSONValue {
    fileprivate static func span(_ span: Range<Int>) -> JSONValue {
        [.integer(span.lowerBound), .integer(span.upperBound)]
    }
}

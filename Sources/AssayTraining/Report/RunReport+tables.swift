import AssayAnswers
import AssayJSON
import AssayRewards

/// What answers are like before and after, and where the time goes.
extension RunReport {
    /// A row for each error class, a column for each set of problems.
    var classes: JSONValue {
        .array(
            ErrorClass.allCases.map { errorClass in
                self.row(errorClass.rawValue, meaning: errorClass.meaning, isShare: true) { $0.share(of: errorClass) }
            })
    }

    /// How answers come about.
    var conduct: JSONValue {
        [
            self.row("call a tool", isShare: true) { $0.toolCallRate },
            self.row("turns", meaning: "of the assistant, on average", isShare: false) { $0.meanTurns },
            self.row("tokens", meaning: "of a response, on average", isShare: false) { $0.meanTokens },
        ]
    }

    private func row(
        _ name: String, meaning: String? = nil, isShare: Bool, _ measure: (EvaluationResult) -> Double?
    ) -> JSONValue {
        func text(_ value: Double?) -> String {
            isShare ? Figure.percent(value) : value.map { Figure.decimal($0, digits: 2) } ?? "–"
        }
        let cells = self.greedyTests.map { test -> JSONValue in
            let (before, after) = (measure(test.before), test.after.flatMap(measure))
            return [
                "text": .string(Self.change(text(before), test.after.map { _ in text(after) })),
                "change": isShare ? .optional(Self.relative(before, after)) : .null,
            ]
        }
        return ["name": .string(name), "meaning": .optional(meaning), "cells": .array(cells)]
    }

    /// A change against what was before, as the seed tells it: `−81.8 %`.
    private static func relative(_ before: Double?, _ after: Double?) -> String? {
        guard let before, let after, before > 0 else { return nil }
        let change = (after - before) / before * 100
        return (change > 0 ? "+" : "") + Figure.decimal(change, digits: 1) + " %"
    }

    var time: JSONValue {
        guard let split = self.diagnosis.timeSplit else { return .null }
        let parts = TimeSplit.Part.allCases.filter { split.share(of: $0) > 0 }
        return [
            "perStep": .string("\(Figure.decimal(split.secondsPerStep, digits: 2)) s"),
            "steps": .string(Figure.count(split.steps)),
            "parts": .array(
                parts.enumerated().map { index, part in
                    [
                        "name": .string(part.rawValue), "meaning": .string(part.meaning),
                        "colour": .string("c\(index % 6)"),
                        "width": .string(Figure.width(split.share(of: part))),
                        "share": .string(Figure.percent(split.share(of: part))),
                        "seconds": .string(
                            Figure.decimal((split.seconds[part] ?? 0) / Double(split.steps), digits: 2)),
                    ]
                }),
        ]
    }
}

extension TimeSplit.Part {
    fileprivate var meaning: String {
        switch self {
        case .generation: "sampling tokens"
        case .tools: "waiting for tools, while nothing can be sampled"
        case .data: "making prompts and batches"
        case .judging: "rewards, advantages, and what the policy, its reference and a critic say of tokens"
        case .update: "learning"
        case .other: "what nothing else accounts for"
        }
    }
}

package import AssayJSON
package import AssayRewards

/// How a task is scored where it says nothing itself.
package struct ScoringDefaults: Sendable, Equatable {
    /// The names of what can be said.
    package static let fields = [
        "mode", "reward", "slice", "gate", "weights", "explain", "normalize_ground_truth", "second_opinion",
    ]

    /// How final answers are found and compared.
    package var mode: RequestedMode
    /// What a score measures.
    package var reward: RewardKind
    /// How a step reward weighs.
    package var settings: StepRewardSettings
    /// Whether a score comes with its explanation.
    package var explains: Bool
    /// Whether a truth that is not a bare number is normalised with a warning where a number is wanted.
    package var normalizesGroundTruth: Bool
    /// Whether SymPy is asked where mode `math` finds an answer wrong.
    package var asksSecondOpinion: Bool

    /// The mode `standard`, the reward `answer`, and the step reward of the seed.
    package init(
        mode: RequestedMode = .fixed(.standard), reward: RewardKind = .answer,
        settings: StepRewardSettings = StepRewardSettings(), explains: Bool = false,
        normalizesGroundTruth: Bool = false, asksSecondOpinion: Bool = false
    ) {
        self.mode = mode
        self.reward = reward
        self.settings = settings
        self.explains = explains
        self.normalizesGroundTruth = normalizesGroundTruth
        self.asksSecondOpinion = asksSecondOpinion
    }

    /// What an object's fields say, and `base` where they say nothing.
    package init(_ reader: inout FieldReader, base: ScoringDefaults) {
        let names = RequestedMode.names
        self.mode =
            reader.read("mode", "one of \(names.joined(separator: ", "))") {
                $0.string.flatMap(RequestedMode.init(name:))
            }
            ?? base.mode
        self.reward = reader.name("reward", as: RewardKind.self) ?? base.reward
        self.settings = base.settings
        self.settings.slice = reader.bool("slice") ?? base.settings.slice
        self.settings.gate = reader.read("gate", "a number from 0 to 1", Self.share) ?? base.settings.gate
        self.settings.weights =
            reader.read("weights", "an object of logic, calculation and conclusion, whose sum is 1", Self.weights)
            ?? base.settings.weights
        self.explains = reader.bool("explain") ?? base.explains
        self.normalizesGroundTruth = reader.bool("normalize_ground_truth") ?? base.normalizesGroundTruth
        self.asksSecondOpinion = reader.bool("second_opinion") ?? base.asksSecondOpinion
    }

    /// The fields, all of them.
    package var json: JSONObject {
        let weights = self.settings.weights
        return JSONObject([
            ("mode", .string(self.mode.name)), ("reward", .string(self.reward.rawValue)),
            ("slice", .bool(self.settings.slice)), ("gate", .number(self.settings.gate.double)),
            (
                "weights",
                [
                    "logic": .number(weights.logic.double), "calculation": .number(weights.calculation.double),
                    "conclusion": .number(weights.conclusion.double),
                ]
            ),
            ("explain", .bool(self.explains)), ("normalize_ground_truth", .bool(self.normalizesGroundTruth)),
            ("second_opinion", .bool(self.asksSecondOpinion)),
        ])
    }

    private static func share(_ value: JSONValue) -> Rational? {
        Rational(value).flatMap { $0 >= .zero && $0 <= .one ? $0 : nil }
    }

    private static func weights(
        _ value: JSONValue
    ) -> (logic: Rational, calculation: Rational, conclusion: Rational)? {
        guard let object = value.object, object.members.count == 3,
            let logic = object["logic"].flatMap(Self.share),
            let calculation = object["calculation"].flatMap(Self.share),
            let conclusion = object["conclusion"].flatMap(Self.share), logic + calculation + conclusion == .one
        else { return nil }
        return (logic, calculation, conclusion)
    }
}

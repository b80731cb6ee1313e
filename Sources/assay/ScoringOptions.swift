import ArgumentParser
import AssayJSON
import AssayRewards
import AssayScoring

/// What a score measures, and how strictly.
struct ScoringOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How final answers are found and compared: \(RequestedMode.names.joined(separator: ", ")).",
            discussion: "verl chooses as verl does, by the data source."),
        completion: .list(RequestedMode.names))
    var mode = ScoringMode.standard.rawValue

    @Option(
        help: """
            What is scored: answer (the final answer alone), step (0.4 logic + 0.3 calculation + 0.3 conclusion over \
            the whole chain), letter (logic of step 1, calculation of step 2, conclusion of step 3).
            """,
        completion: .list(RewardKind.allCases.map(\.rawValue)))
    var reward = RewardKind.answer

    @Flag(
        inversion: .prefixedNo,
        help: "Whether a true claim counts only if its value is used on the way to the final answer.")
    var slice = true

    @Option(help: "What a step reward is multiplied by where the final answer is wrong, from 0 to 1.")
    var gate = "1"

    @Flag(help: "Bring truths that are no bare number into that form, where the mode wants a number.")
    var normalizeTruth = false

    func validate() throws {
        guard RequestedMode(name: self.mode) != nil else {
            throw ValidationError("--mode must be one of \(RequestedMode.names.joined(separator: ", "))")
        }
        guard let gate = self.gateValue, gate >= .zero, gate <= .one else {
            throw ValidationError("--gate must be a number from 0 to 1")
        }
    }

    private var gateValue: Rational? { (try? JSONParser.parse(Array(self.gate.utf8))).flatMap { Rational($0) } }

    var defaults: ScoringDefaults {
        var defaults = ScoringDefaults()
        defaults.mode = RequestedMode(name: self.mode) ?? defaults.mode
        defaults.reward = self.reward
        defaults.settings.slice = self.slice
        defaults.settings.gate = self.gateValue ?? .one
        defaults.normalizesGroundTruth = self.normalizeTruth
        return defaults
    }

    /// As a text that is only ever compared.
    var text: String {
        "\(self.mode) \(self.reward.rawValue) \(self.slice) \(self.gateValue ?? .one) \(self.normalizeTruth)"
    }
}

extension RewardKind: ExpressibleByArgument {}

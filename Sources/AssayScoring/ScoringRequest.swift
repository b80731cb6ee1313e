package import AssayJSON
package import AssayRewards

/// One scoring task as JSON, checked: the body of `/v1/score`, or a line of an answer file.
package struct ScoringRequest: Sendable {
    private static let fields = [
        "solution_str", "ground_truth", "data_source", "question", "extra_info", "mode", "reward", "turns", "explain",
        "slice", "gate", "weights", "normalize_ground_truth", "second_opinion",
    ]

    /// The task.
    package var task: ScoringTask
    /// The first tool run that ended by the server's doing, if any: the response is then not to be scored.
    package var unscoredRun: UnscoredRun?
    /// Whether SymPy is asked where mode `math` finds the answer wrong.
    package var asksSecondOpinion: Bool

    /// A tool run that ended by the server's doing.
    package struct UnscoredRun: Sendable, Equatable {
        /// Which of the assistant's turns asked for it, from 0.
        package var turn: Int
        package var outcome: ToolOutcome

        package init(turn: Int, outcome: ToolOutcome) {
            self.turn = turn
            self.outcome = outcome
        }
    }

    /// Reads a JSON object.
    /// - Throws: everything that is wrong with it.
    package init(_ value: JSONValue, defaults: ScoringDefaults = ScoringDefaults()) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be an object")])
        }
        var reader = FieldReader(object, known: Self.fields)
        let conversation = Conversation(&reader)
        let mode = Self.mode(&reader, defaults.mode)
        self.task = ScoringTask(
            turns: conversation.turns, groundTruth: Self.groundTruth(&reader), question: Self.question(&reader),
            mode: mode ?? .standard, reward: reader.name("reward", as: RewardKind.self) ?? defaults.reward,
            settings: Self.settings(&reader, defaults.settings),
            normalizesGroundTruth: reader.bool("normalize_ground_truth") ?? true,
            explains: reader.bool("explain") ?? false)
        self.unscoredRun = conversation.unscoredRun
        self.asksSecondOpinion = reader.bool("second_opinion") ?? false
        if self.asksSecondOpinion, let mode, mode != .math {
            reader.fault("second_opinion", "is there for mode math alone")
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }

    private static func mode(_ reader: inout FieldReader, _ fallback: RequestedMode) -> ScoringMode? {
        let source = reader.string("data_source")
        let names = RequestedMode.names.joined(separator: ", ")
        let requested = reader.read("mode", "one of \(names)") { $0.string.flatMap(RequestedMode.init(name:)) }
        switch requested ?? fallback {
        case .fixed(let mode):
            return mode
        case .verl:
            guard let source else {
                reader.fault("data_source", "is required in mode verl")
                return nil
            }
            guard let mode = VerlRouting.mode(dataSource: source) else {
                let known = VerlRouting.dataSources.joined(separator: ", ")
                reader.fault("data_source", "is not one that mode verl scores; those are \(known)")
                return nil
            }
            return mode
        }
    }

    /// The question in its own field, or where verl's datasets keep it.
    private static func question(_ reader: inout FieldReader) -> String? {
        let information = reader.read("extra_info", "an object") { $0.object }
        return reader.string("question") ?? information?["question"]?.string
    }

    private static func groundTruth(_ reader: inout FieldReader) -> [String] {
        guard let value = reader.value("ground_truth") else {
            reader.fault("ground_truth", "is required")
            return []
        }
        let truths = (value.array ?? [value]).map(Self.truth)
        if truths.isEmpty { reader.fault("ground_truth", "must name at least one answer") }
        if truths.contains(nil) {
            reader.fault("ground_truth", "must be a string, a number without an exponent, or a list of them")
        }
        return truths.compactMap(\.self)
    }

    /// A truth as text. A number that JSON does not keep digit by digit is none.
    private static func truth(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): return text
        case .integer(let integer): return "\(integer)"
        case .number(let number) where number.magnitude < 0x1p53:
            if let whole = Int(exactly: number) { return "\(whole)" }
            let text = "\(number)"
            return text.utf8.contains(UInt8(ascii: "e")) ? nil : text
        default: return nil
        }
    }

    private static func settings(_ reader: inout FieldReader, _ fallback: StepRewardSettings) -> StepRewardSettings {
        var settings = fallback
        settings.slice = reader.bool("slice") ?? fallback.slice
        settings.gate = reader.read("gate", "a number from 0 to 1", Self.share) ?? fallback.gate
        settings.weights =
            reader.read("weights", "an object of logic, calculation and conclusion, whose sum is 1", Self.weights)
            ?? fallback.weights
        return settings
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

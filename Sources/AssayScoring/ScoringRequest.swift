package import AssayJSON
package import AssayOutcome
package import AssayRewards

/// One scoring task as JSON, checked: the body of `/v1/score`, or a line of an answer file.
package struct ScoringRequest: Sendable {
    private static let fields =
        ["solution_str", "ground_truth", "data_source", "question", "extra_info", "turns"] + ScoringDefaults.fields

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
        package var outcome: Outcome

        package init(turn: Int, outcome: Outcome) {
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
        let wishes = ScoringDefaults(&reader, base: defaults)
        let mode = Self.mode(&reader, wishes.mode)
        self.task = ScoringTask(
            turns: conversation.turns, groundTruth: Self.groundTruth(&reader), question: Self.question(&reader),
            mode: mode ?? .standard, reward: wishes.reward, settings: wishes.settings,
            normalizesGroundTruth: wishes.normalizesGroundTruth, explains: wishes.explains)
        self.unscoredRun = conversation.unscoredRun
        self.asksSecondOpinion = wishes.asksSecondOpinion && mode == .math
        if mode != nil, mode != .math, reader.value("second_opinion") == .bool(true) {
            reader.fault("second_opinion", "is there for mode math alone")
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }

    /// The mode of the task, verl's own choice made; nil, with a fault, where there is none.
    private static func mode(_ reader: inout FieldReader, _ requested: RequestedMode) -> ScoringMode? {
        let source = reader.string("data_source")
        switch requested {
        case .fixed(let mode):
            return mode
        case .verl:
            guard let source else {
                reader.fault("data_source", "is required in mode verl")
                return nil
            }
            do {
                return try DataSource.mode(of: source)
            } catch {
                reader.fault("data_source", error.description)
                return nil
            }
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
}

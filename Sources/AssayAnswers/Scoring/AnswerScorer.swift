package import AssayJSON
import AssayRewards
package import AssayScoring

/// Scores lines of an answer file.
package struct AnswerScorer: Sendable {
    package let fields: AnswerFields
    package let defaults: ScoringDefaults
    /// What answers are judged by; nil where their own lines say it.
    package let truths: TruthTable?
    /// Whether a truth that is not a bare number is normalised where the mode wants a number.
    package let normalizesGroundTruth: Bool
    package let longestLine: Int

    package init(
        fields: AnswerFields, defaults: ScoringDefaults, truths: TruthTable?, normalizesGroundTruth: Bool,
        longestLine: Int
    ) {
        self.fields = fields
        self.defaults = defaults
        self.truths = truths
        self.normalizesGroundTruth = normalizesGroundTruth
        self.longestLine = longestLine
    }

    /// An answer with its score.
    package struct ScoredAnswer: Sendable {
        package var id: String?
        package var request: ScoringRequest
        package var reply: ScoringReply
    }

    /// Scores a batch: the same lines give the same result on any thread.
    func score(_ batch: LineBatch, explains: Bool) -> ScoredBatch {
        var result = ScoredBatch(batch)
        var writer = JSONWriter()
        for (index, line) in batch.lines.enumerated() where line.isOverlong || !batch.isBlank(line) {
            do throws(LineFault) {
                let value = try batch.value(of: line, longest: self.longestLine)
                let answer = try self.score(value, number: line.number, explains: explains)
                writer.write(Self.record(line.number, answer.id, answer.reply.json))
                writer.newline()
                result.outcomes.append((index, AnswerOutcome(answer.reply)))
            } catch {
                result.faults.append((line.number, error))
            }
        }
        result.output = writer.bytes
        return result
    }

    /// Scores one line.
    package func score(_ value: JSONValue, number: Int, explains: Bool) throws(LineFault) -> ScoredAnswer {
        let id = try self.fields.id.map { path throws(LineFault) in try value.id(at: path) }
        let request = try self.request(value, id: id, number: number, explains: explains)
        do throws(GroundTruthError) {
            return ScoredAnswer(id: id, request: request, reply: try request.reply())
        } catch {
            throw LineFault(.truth, error.description)
        }
    }

    private func request(
        _ value: JSONValue, id: String?, number: Int, explains: Bool
    ) throws(LineFault) -> ScoringRequest {
        guard let response = self.fields.response.value(in: value) else {
            throw LineFault(.field, "no response (\(self.fields.response))")
        }
        let truth = try self.truth(value, id: id, number: number)
        let question = truth.question ?? self.fields.question.value(in: value).flatMap(Truth.question)
        var object = JSONObject([
            (response.array == nil ? "solution_str" : "turns", response), ("ground_truth", truth.groundTruth),
            ("normalize_ground_truth", .bool(self.normalizesGroundTruth)), ("explain", .bool(explains)),
        ])
        if let question { object.append("question", .string(question)) }
        if let source = self.fields.dataSource.value(in: value) { object.append("data_source", source) }
        do throws(FieldFaults) {
            return try ScoringRequest(.object(object), defaults: self.defaults)
        } catch {
            throw LineFault(.field, error.description)
        }
    }

    private func truth(_ value: JSONValue, id: String?, number: Int) throws(LineFault) -> Truth {
        if let truths {
            let key = truths.join == .id ? id : TruthTable.id(ofLine: number)
            guard let key, let truth = truths[key] else {
                let place = truths.join == .id ? "id \(id ?? "")" : "line \(number)"
                throw LineFault(.noTruth, "the data has no truth for \(place)")
            }
            return truth
        }
        guard let groundTruth = self.fields.groundTruth.value(in: value) else {
            throw LineFault(.noTruth, "no ground truth (\(self.fields.groundTruth))")
        }
        return Truth(groundTruth: Truth.ofSolution(groundTruth), question: nil)
    }

    /// A line of the result: where the answer was, then what `/v1/score` answers.
    private static func record(_ number: Int, _ id: String?, _ reply: JSONValue) -> JSONValue {
        var object = JSONObject([("line", .integer(number))])
        if let id { object.append("id", .string(id)) }
        for member in reply.object?.members ?? [] { object.append(member.name, member.value) }
        return .object(object)
    }
}

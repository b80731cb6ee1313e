import AssayJSON
import AssayScoring
import Hummingbird

/// What a reward URL's query says of scoring, for clients whose bodies have no place for it:
/// `/get_reward?mode=math&reward=step`.
struct RewardQuery: Sendable {
    /// How to score what the body says nothing of.
    let defaults: ScoringDefaults
    /// Whether each reply is the whole answer of `/v1/score` rather than a number.
    let isFull: Bool

    /// - Throws: everything that is wrong with the query.
    init(_ request: Request, base: ScoringDefaults) throws(FieldFaults) {
        let members = request.uri.queryParameters.map { name, value in
            // A number or a truth value as JSON writes it; all else is text.
            (String(name), (try? JSONParser.parse(Array(value.utf8))) ?? .string(String(value)))
        }
        var reader = FieldReader(JSONObject(members), known: ScoringDefaults.fields + ["full"])
        self.defaults = ScoringDefaults(&reader, base: base)
        self.isFull = reader.bool("full") ?? false
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }
}

import AssayJSON
import AssayScoring
import HTTPTypes
import Hummingbird

/// `POST /slime/rm`, as slime's `--rm-type remote_rm --rm-url` calls a reward model: one sample a request.
///
/// The answer is a bare number, or with `?full=true` the whole answer of `/v1/score`, for slime's `--reward-key score`.
/// slime cannot leave a sample out: a label that no answer can be compared with is a 400, which the client raises in
/// the end.
struct SlimeRoutes: Sendable {
    let grader: Grader
    let defaults: ScoringDefaults
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.post("/slime/rm") { request, _ in
            let query = try RewardQuery(request, base: self.defaults)
            let body = try await request.json(limit: self.maximumBodyBytes)
            let task = try Self.task(body, defaults: query.defaults)
            let reply = try await self.grader.reply(to: task, truth: "label")
            return Response(json: query.isFull ? reply.json : reply.json["score"] ?? .null)
        }
    }

    private static func task(_ body: JSONValue, defaults: ScoringDefaults) throws(FieldFaults) -> ScoringRequest {
        guard let object = body.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be an object")])
        }
        guard let response = object["response"]?.string else {
            throw FieldFaults([FieldFault(field: "response", message: "must be a string")])
        }
        let task: JSONValue = [
            "solution_str": .string(ResponseText.response(in: response, after: nil)),
            "ground_truth": object["label"] ?? .null, "question": .optional(Self.question(object["prompt"])),
        ]
        do {
            return try ScoringRequest(task, defaults: defaults)
        } catch {
            throw FieldFaults(error.faults.map { FieldFault(field: "label", message: $0.message) })
        }
    }

    /// A prompt is a text, or messages of which the last one of the user is the question.
    private static func question(_ prompt: JSONValue?) -> String? {
        prompt?.string ?? prompt?.array?.last { $0["role"] == "user" }?["content"]?.string
    }
}

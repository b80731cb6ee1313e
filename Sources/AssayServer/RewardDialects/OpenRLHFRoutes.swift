import AssayJSON
import AssayRewards
import AssayScoring
import HTTPTypes
import Hummingbird

/// `POST /get_reward`, as OpenRLHF's `--reward.remote_url` calls a reward model.
///
/// OpenRLHF cannot leave one sample out, so nothing here is null: a label that no answer can be compared with fails the
/// whole request, which the client repeats and then reports.
struct OpenRLHFRoutes: Sendable {
    let grader: Grader
    let defaults: ScoringDefaults
    let maximumBodyBytes: Int
    let maximumItems: Int

    func add(to table: inout RouteTable) {
        table.post("/get_reward") { request, _ in
            let query = try RewardQuery(request, base: self.defaults)
            let body = try OpenRLHFRequest(try await request.json(limit: self.maximumBodyBytes))
            return try await self.rewards(body, query.defaults)
        }
    }

    private func rewards(_ body: OpenRLHFRequest, _ defaults: ScoringDefaults) async throws -> Response {
        guard body.count <= self.maximumItems else {
            let message = "has \(body.count) elements; this server scores up to \(self.maximumItems)"
            throw FieldFaults([FieldFault(field: "query", message: message)])
        }
        let scores = try await self.grader.replies(
            body.count, request: { index throws(FieldFaults) in try body.task(index, defaults: defaults) },
            truth: { "labels[\($0)]" }, render: { $0.compactMap(\.score) }
        ).flatMap(\.self)
        var logs = JSONObject([("correct", Self.numbers(scores) { $0.isCorrect ? 1 : 0 })])
        if defaults.reward != .answer {
            logs.append("logic", Self.numbers(scores) { $0.parts?.logic.double ?? 0 })
            logs.append("calculation", Self.numbers(scores) { $0.parts?.calculation.double ?? 0 })
            logs.append("conclusion", Self.numbers(scores) { $0.parts?.conclusion.double ?? 0 })
        }
        return Response(json: [
            "rewards": Self.numbers(scores) { $0.reward.double },
            // In 0…1 for dynamic filtering, whatever the range of the reward.
            "scores": Self.numbers(scores) { $0.isCorrect ? 1 : 0 },
            "extra_logs": .object(logs),
        ])
    }

    private static func numbers(_ scores: [Score], _ number: (Score) -> Double) -> JSONValue {
        .array(scores.map { .number(number($0)) })
    }
}

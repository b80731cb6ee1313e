import AssayJSON
import AssaySandbox
import Hummingbird
import Logging

/// The routes of code-judge, shape for shape, for clients such as rStar's.
struct CodeJudgeRoutes: Sendable {
    let judge: SubmissionJudge
    let maximumBodyBytes: Int
    /// How many submissions of one batch are in the executor's queue or run. Batches may take an hour: each keeps the
    /// slots busy and no more, so that whoever comes is served between two of its submissions.
    let batchWidth: Int

    private var configuration: CodeJudgeConfiguration { self.judge.configuration }

    func add(to table: inout RouteTable) {
        table.get("/ping") { _, _ in Response(json: "pong") }
        table.get("/status") { _, _ in await self.status() }
        for view in SubmissionResult.View.allCases {
            table.post("/\(view)") { request, context in
                try await self.one(request, as: view, context.logger)
            }
            table.post("/\(view)/batch") { request, context in
                try await self.batch(request, as: view, self.configuration.queueDeadline, context.logger)
            }
            table.post("/\(view)/long-batch") { request, context in
                try await self.batch(request, as: view, self.configuration.longBatchQueueDeadline, context.logger)
            }
        }
    }

    private func status() async -> Response {
        let pools = await self.judge.executor.statistics().pools
        return Response(json: [
            "queue": .integer(pools.reduce(0) { $0 + $1.waiting }),
            "num_workers": .integer(pools.reduce(0) { $0 + $1.slots }),
        ])
    }

    private func one(_ request: Request, as view: SubmissionResult.View, _ logger: Logger) async throws -> Response {
        var reader = try ModelReader(try await request.modelBody(limit: self.maximumBodyBytes))
        let submission = JudgeSubmission(&reader)
        guard reader.detail.error == nil, let submission else { throw reader.detail.error ?? DetailError(.unexpected) }
        let result = try await self.judge.result(
            of: submission, arrival: .now, patience: self.configuration.queueDeadline, logger: logger)
        return Response(json: result.json(view))
    }

    private func batch(
        _ request: Request, as view: SubmissionResult.View, _ patience: Duration, _ logger: Logger
    ) async throws -> Response {
        let batch = try SubmissionBatch(
            try await request.modelBody(limit: self.maximumBodyBytes),
            maximumCount: self.configuration.maximumSubmissions)
        let arrival = ContinuousClock.now
        let results = try await batch.submissions.concurrentMap(width: self.batchWidth) { _, submission in
            let result = try await self.judge.result(
                of: submission, arrival: arrival, patience: patience, logger: logger)
            return JSONWriter.bytes(result.json(view))
        }
        return Response(members: JSONObject([("sub_id", .string(batch.id))]), results: results)
    }
}

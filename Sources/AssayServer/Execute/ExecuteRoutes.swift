import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Hummingbird

/// `POST /v1/execute` and `POST /v1/execute/batch`.
struct ExecuteRoutes: Sendable {
    let executor: any CodeExecutor
    let limits: ExecutionLimits
    let maximumBodyBytes: Int
    let maximumBatchItems: Int
    let batchConcurrency: Int
    let replies: IdempotencyCache

    func add(to table: inout RouteTable) {
        table.post("/v1/execute") { request, _ in try await self.execute(request) }
        table.post("/v1/execute/batch") { request, _ in try await self.executeBatch(request) }
    }

    private func execute(_ request: Request) async throws -> Response {
        let call = try ExecuteCall(try await request.json(limit: self.maximumBodyBytes), limits: self.limits)
        if EventStream.isWanted(request) {
            guard call.idempotencyKey == nil else {
                throw Problem.invalid([
                    FieldFault(field: "idempotency_key", message: "goes with one reply, not with events")
                ])
            }
            return ProgramEvents.response { onOutput in
                let result = try await self.executor.execute(call.request, onOutput: onOutput)
                guard result.outcome != .overloaded else { throw Problem.overloaded }
                return result.json
            }
        }
        let reply = try await self.answer(call, path: "")
        guard reply.outcome != .overloaded else { throw Problem.overloaded }
        return Response(jsonBytes: reply.bytes)
    }

    private func executeBatch(_ request: Request) async throws -> Response {
        let body = try await request.json(limit: self.maximumBodyBytes)
        let calls = try self.calls(body)
        let replies = try await calls.concurrentMap(width: self.batchConcurrency) { index, call in
            try await self.answer(call, path: "items[\(index)].").bytes
        }
        return Response(results: replies)
    }

    /// Every item checked before the first one runs, so that a bad batch costs nothing.
    private func calls(_ body: JSONValue) throws -> [ExecuteCall] {
        guard let object = body.object else { throw Problem.invalid([.init(field: "", message: "must be an object")]) }
        var reader = FieldReader(object, path: "", known: ["items"])
        guard let items = reader.value("items")?.array else {
            reader.fault("items", "must be a list of objects")
            throw Problem.invalid(reader.faults)
        }
        if items.count > self.maximumBatchItems {
            reader.fault("items", "has \(items.count) items; this server takes up to \(self.maximumBatchItems)")
        }
        guard reader.faults.isEmpty else { throw Problem.invalid(reader.faults) }
        let read = items.enumerated().map { index, item in
            ExecuteCall.read(item, path: "items[\(index)].", limits: self.limits)
        }
        let calls = read.compactMap(\.call)
        guard calls.count == items.count else { throw Problem.invalid(read.flatMap(\.faults)) }
        return calls
    }

    /// The encoded result of one call, run or replayed.
    private func answer(_ call: ExecuteCall, path: String) async throws -> (outcome: Outcome?, bytes: [UInt8]) {
        guard let key = call.idempotencyKey, let fingerprint = call.fingerprint else {
            let result = try await self.run(call, path: path)
            return (result.outcome, JSONWriter.bytes(result.json))
        }
        switch try await self.replies.claim(key, fingerprint) {
        case .replay(let bytes):
            return (nil, bytes)
        case .conflict:
            throw Problem(
                .unprocessableContent, "This idempotency_key was used with another body less than 10 minutes ago.",
                faults: [.init(field: path + "idempotency_key", message: "was used with another body")])
        case .run:
            return try await self.runAndStore(call, key: key, path: path)
        }
    }

    private func runAndStore(
        _ call: ExecuteCall, key: String, path: String
    ) async throws -> (outcome: Outcome?, bytes: [UInt8]) {
        do {
            let result = try await self.run(call, path: path)
            let bytes = JSONWriter.bytes(result.json)
            if result.outcome.isScored {
                self.replies.store(bytes, for: key)
            } else {
                self.replies.abandon(key)
            }
            return (result.outcome, bytes)
        } catch {
            self.replies.abandon(key)
            throw error
        }
    }

    private func run(_ call: ExecuteCall, path: String) async throws -> ExecutionResult {
        do {
            return try await self.executor.execute(call.request)
        } catch let refusal as ExecutionRefusal {
            throw Problem.invalid([.init(field: path + (refusal.field ?? ""), message: refusal.message)])
        }
    }
}

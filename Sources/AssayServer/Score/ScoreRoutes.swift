import AssayJSON
import AssayScoring
import HTTPTypes
import Hummingbird

/// `POST /v1/score` and `POST /v1/score/batch`.
struct ScoreRoutes: Sendable {
    let grader: Grader
    let defaults: ScoringDefaults
    let maximumBodyBytes: Int
    let maximumItems: Int

    func add(to table: inout RouteTable) {
        table.post("/v1/score") { request, _ in try await self.score(request) }
        table.post("/v1/score/batch") { request, _ in try await self.scoreBatch(request) }
    }

    private func score(_ request: Request) async throws -> Response {
        let body = try await request.json(limit: self.maximumBodyBytes)
        return Response(json: try await self.grader.reply(to: ScoringRequest(body, defaults: self.defaults)).json)
    }

    private func scoreBatch(_ request: Request) async throws -> Response {
        let items = try self.items(try await request.json(limit: self.maximumBodyBytes))
        let chunks = try await self.grader.replies(
            items.count, request: { index throws(FieldFaults) in try self.request(index, of: items) },
            truth: { "items[\($0)].ground_truth" },
            render: Self.render)
        var bytes = Array(#"{"results":["#.utf8)
        bytes.reserveCapacity(chunks.reduce(bytes.count + 2) { $0 + $1.count + 1 })
        for (index, chunk) in chunks.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: chunk)
        }
        bytes.append(contentsOf: "]}".utf8)
        return Response(jsonBytes: bytes)
    }

    private func items(_ body: JSONValue) throws -> [JSONValue] {
        guard let object = body.object else { throw FieldFaults([.init(field: "", message: "must be an object")]) }
        var reader = FieldReader(object, known: ["items"])
        let items = reader.read("items", "a list of objects") { $0.array }
        if reader.value("items") == nil { reader.fault("items", "is required") }
        if let items, items.count > self.maximumItems {
            reader.fault("items", "has \(items.count) items; this server scores up to \(self.maximumItems)")
        }
        guard let items, reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
        return items
    }

    private func request(_ index: Int, of items: [JSONValue]) throws(FieldFaults) -> ScoringRequest {
        do {
            return try ScoringRequest(items[index], defaults: self.defaults)
        } catch {
            throw error.inside("items[\(index)]")
        }
    }

    /// The replies as the elements of a JSON array, without its brackets.
    private static func render(_ replies: [ScoringReply]) -> ArraySlice<UInt8> {
        JSONWriter.bytes(.array(replies.map(\.json))).dropFirst().dropLast()
    }
}

import AssayJSON
import AssayRewards
import AssayScoring
import Metrics

/// Scores tasks, one or many, asks for a second opinion where a task wants it, and counts what it scored.
struct Grader: Sendable {
    /// A few milliseconds of full step scores: what else the server does gets its turn between chunks.
    private static let chunk = 256
    /// A reply that lists more helps nobody.
    private static let maximumFaults = 100

    let secondOpinion: SecondOpinion
    let metrics: any MetricsFactory

    /// The reply to one task.
    /// - Parameter truth: the field that holds the ground truth, for a fault.
    /// - Throws: ``FieldFaults`` where the truth cannot be compared.
    func reply(to request: ScoringRequest, truth: String = "ground_truth") async throws -> ScoringReply {
        var tally = ScoreTally()
        let reply = try await self.reply(to: request, truth: truth, tally: &tally)
        tally.record(in: self.metrics)
        return reply
    }

    /// The replies to many tasks, on every core: each chunk of them rendered where it was made, chunks in order.
    /// - Parameters:
    ///   - request: reads the task at an index; its faults name the field within the whole body.
    ///   - truth: the field that holds a task's ground truth.
    /// - Throws: ``FieldFaults`` of every bad task, up to a number that still can be read.
    func replies<Output: Sendable>(
        _ count: Int, request: @escaping @Sendable (Int) throws(FieldFaults) -> ScoringRequest,
        truth: @escaping @Sendable (Int) -> String, render: @escaping @Sendable ([ScoringReply]) -> Output
    ) async throws -> [Output] {
        let results = try await withThrowingTaskGroup(of: (Int, Result<Output, FieldFaults>).self) { group in
            for start in stride(from: 0, to: count, by: Self.chunk) {
                group.addTask {
                    try Task.checkCancellation()
                    let range = start..<min(start + Self.chunk, count)
                    return (start, try await self.chunk(range, request: request, truth: truth, render: render))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let faults = results.flatMap { result -> [FieldFault] in
            if case .failure(let error) = result { error.faults } else { [] }
        }
        guard faults.isEmpty else { throw FieldFaults(Array(faults.prefix(Self.maximumFaults))) }
        return try results.map { try $0.get() }
    }

    private func chunk<Output>(
        _ range: Range<Int>, request: (Int) throws(FieldFaults) -> ScoringRequest, truth: (Int) -> String,
        render: ([ScoringReply]) -> Output
    ) async throws -> Result<Output, FieldFaults> {
        var (replies, tally, faults) = ([ScoringReply](), ScoreTally(), [FieldFault]())
        replies.reserveCapacity(range.count)
        for index in range {
            do {
                replies.append(try await self.reply(to: try request(index), truth: truth(index), tally: &tally))
            } catch let error as FieldFaults {
                faults += error.faults
            }
        }
        guard faults.isEmpty else { return .failure(FieldFaults(faults)) }
        tally.record(in: self.metrics)
        return .success(render(replies))
    }

    private func reply(
        to request: ScoringRequest, truth: @autoclosure () -> String, tally: inout ScoreTally
    ) async throws -> ScoringReply {
        let reply: ScoringReply
        do {
            reply = try request.reply()
        } catch {
            throw FieldFaults([FieldFault(field: truth(), message: error.description)])
        }
        let reviewed = request.asksSecondOpinion ? await self.secondOpinion.review(reply, of: request.task) : reply
        tally.note(reviewed, mode: request.task.mode)
        return reviewed
    }
}

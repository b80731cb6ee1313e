import AssayJSON
import AssaySandbox
import Hummingbird

/// A running program as server-sent events: `stdout` and `stderr` with `{"text"}` as it writes, then `result` with the
/// reply that there would have been without events, or `error` with a problem.
enum ProgramEvents {
    static func response(
        _ run: @escaping @Sendable (_ onOutput: @escaping OutputHandler) async throws -> JSONValue
    ) -> Response {
        EventStream.response { events in
            let texts = OutputTexts { events.yield(($0.rawValue, ["text": .string($1)])) }
            do {
                let reply = try await run { texts.take($0) }
                texts.finish()
                events.yield(("result", reply))
            } catch {
                events.yield(("error", Self.problem(error).json))
            }
        }
    }

    private static func problem(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as SessionError: Problem(error)
        case let refusal as ExecutionRefusal:
            .invalid([FieldFault(field: refusal.field ?? "", message: refusal.message)])
        default: .unexpected
        }
    }
}

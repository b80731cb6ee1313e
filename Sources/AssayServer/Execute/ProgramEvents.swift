import AssayJSON
import AssaySandbox
import Hummingbird
import NIOConcurrencyHelpers

/// A running program as server-sent events: `stdout` and `stderr` with `{"text"}` as it writes, then `result` with the
/// reply that there would have been without events, or `error` with a problem.
enum ProgramEvents {
    static func response(
        _ run: @escaping @Sendable (_ onOutput: @escaping OutputHandler) async throws -> JSONValue
    ) -> Response {
        EventStream.response { events in
            let assemblers = NIOLockedValueBox<[OutputPiece.Stream: CharacterAssembler]>([:])
            let send = { @Sendable (stream: OutputPiece.Stream, text: String) in
                if !text.isEmpty { events.yield((stream.rawValue, ["text": .string(text)])) }
            }
            do {
                let reply = try await run { piece in
                    send(
                        piece.stream,
                        assemblers.withLockedValue { $0[piece.stream, default: CharacterAssembler()].take(piece.bytes) }
                    )
                }
                for stream in [OutputPiece.Stream.standardOutput, .standardError] {
                    send(stream, assemblers.withLockedValue { $0[stream]?.finish() ?? "" })
                }
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

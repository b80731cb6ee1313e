import AssaySandbox
import NIOConcurrencyHelpers

/// A running program's output as text: pieces in the order they were written, none of which ends within a character.
final class OutputTexts: Sendable {
    private let assemblers = NIOLockedValueBox<[OutputPiece.Stream: CharacterAssembler]>([:])
    private let send: @Sendable (OutputPiece.Stream, String) -> Void

    init(_ send: @escaping @Sendable (_ stream: OutputPiece.Stream, _ text: String) -> Void) { self.send = send }

    func take(_ piece: OutputPiece) {
        let text = self.assemblers.withLockedValue {
            $0[piece.stream, default: CharacterAssembler()].take(piece.bytes)
        }
        if !text.isEmpty { self.send(piece.stream, text) }
    }

    /// Sends what is left once nothing more comes.
    func finish() {
        for stream in [OutputPiece.Stream.standardOutput, .standardError] {
            let text = self.assemblers.withLockedValue { $0[stream]?.finish() ?? "" }
            if !text.isEmpty { self.send(stream, text) }
        }
    }
}

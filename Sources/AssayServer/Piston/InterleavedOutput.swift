import AssaySandbox
import NIOConcurrencyHelpers

/// What a program writes to both of its streams, in the order in which it was read. The executor's limit bounds it.
struct InterleavedOutput: Sendable {
    private let pieces = NIOLockedValueBox<[UInt8]>([])

    var bytes: [UInt8] { self.pieces.withLockedValue { $0 } }

    func append(_ piece: OutputPiece) { self.pieces.withLockedValue { $0 += piece.bytes } }
}

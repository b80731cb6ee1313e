/// What a program has just written.
package struct OutputPiece: Sendable, Equatable {
    package enum Stream: String, Sendable { case standardOutput = "stdout", standardError = "stderr" }

    package var stream: Stream
    /// Not necessarily whole characters.
    package var bytes: [UInt8]

    package init(stream: Stream, bytes: [UInt8]) {
        self.stream = stream
        self.bytes = bytes
    }
}

/// Reads along while a program writes. Called on an event loop: it must not wait.
package typealias OutputHandler = @Sendable (OutputPiece) -> Void

import Foundation

/// The process's output streams.
enum StandardStream {
    /// Writes a line to standard output at once, also where that is a pipe.
    static func print(_ line: String) { Self.write(Array((line + "\n").utf8), to: .standardOutput) }

    /// Writes a line to standard error.
    static func printError(_ line: String) { Self.write(Array((line + "\n").utf8), to: .standardError) }

    static func write(_ bytes: [UInt8], to handle: FileHandle) {
        // A reader that went away, as `head` does, is no fault of ours.
        try? handle.write(contentsOf: bytes)
    }
}

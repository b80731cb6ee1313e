import AssayJSON
import AssayMCP
import Foundation
import ServiceLifecycle

/// A conversation over this process's stdin and stdout, until stdin ends or the process is to end.
struct StandardConversation: Service {
    private static let chunk = 64 << 10

    let conversation: LineConversation
    /// The most bytes that a line may have.
    let longestLine: Int

    func run() async throws {
        let output = StandardOutput()
        await cancelWhenGracefulShutdown {
            await self.conversation.run(self.lines()) { await output.write($0) }
        }
    }

    /// What comes on stdin. Its read cannot be broken off, so that it has a thread of its own, which nobody waits for.
    private func lines() -> AsyncStream<LineSplitter.Line> {
        let (lines, continuation) = AsyncStream.makeStream(of: LineSplitter.Line.self)
        let longestLine = self.longestLine
        Thread.detachNewThread {
            var splitter = LineSplitter(limit: longestLine)
            var bytes = [UInt8](repeating: 0, count: Self.chunk)
            while true {
                let count = read(STDIN_FILENO, &bytes, bytes.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                for line in splitter.take(bytes[..<count]) { continuation.yield(line) }
            }
            if let line = splitter.finish() { continuation.yield(line) }
            continuation.finish()
        }
        return lines
    }

    /// Writes one message after another.
    private actor StandardOutput {
        func write(_ message: JSONValue) { StandardStream.print(message.text) }
    }
}

import AssayJSON
import AssaySandbox
import Foundation
import NIOConcurrencyHelpers

/// A running cell's output in E2B's lines. What is written in quick succession goes in one, as a kernel sends it; and
/// while nothing is written, a line now and then keeps the connection.
final class E2BOutput: Sendable {
    private struct State {
        var stream = OutputPiece.Stream.standardOutput
        var text = ""
        var ticksInSilence = 0
    }

    private static let tick: Duration = .milliseconds(50)
    /// Five seconds.
    private static let ticksToKeepAlive = 100
    private static let mostBytes = 64 << 10

    private let send: @Sendable (JSONValue) -> Void
    private let state = NIOLockedValueBox(State())

    init(_ send: @escaping @Sendable (JSONValue) -> Void) { self.send = send }

    /// Sends what `run` hands over while it runs, all of it before this returns.
    func sending<Value: Sendable>(
        _ run: @Sendable (_ onOutput: @escaping OutputHandler) async throws -> Value
    ) async throws -> Value {
        let texts = OutputTexts { self.take($0, $1) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while (try? await Task.sleep(for: Self.tick)) != nil { self.passTime() }
            }
            defer {
                group.cancelAll()
                texts.finish()
                self.flush()
            }
            return try await run { texts.take($0) }
        }
    }

    private func take(_ stream: OutputPiece.Stream, _ text: String) {
        let isFull = self.state.withLockedValue { state in
            if state.stream != stream {
                self.flush(&state)
                state.stream = stream
            }
            state.text += text
            return state.text.utf8.count >= Self.mostBytes
        }
        if isFull { self.flush() }
    }

    private func passTime() {
        self.state.withLockedValue { state in
            state.ticksInSilence = state.text.isEmpty ? state.ticksInSilence + 1 : 0
            self.flush(&state)
            if state.ticksInSilence == Self.ticksToKeepAlive {
                state.ticksInSilence = 0
                self.send(["type": "keepalive"])
            }
        }
    }

    private func flush() { self.state.withLockedValue { self.flush(&$0) } }

    /// Within the lock, for lines must not overtake each other.
    private func flush(_ state: inout State) {
        guard !state.text.isEmpty else { return }
        self.send([
            "type": .string(state.stream.rawValue), "text": .string(state.text),
            "timestamp": .string(E2BSandbox.text(.now)),
        ])
        state.text = ""
    }
}

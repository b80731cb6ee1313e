import Foundation
import Synchronization

/// HTTP/1.1 through libcurl: connections that are kept, and one thread that moves the bytes of all of them.
///
/// The client ends with its last reference; ``close()`` is for those who must know that it has. A cancelled task's call
/// is aborted at once and its connection closed, so that a server sees the client hang up.
///
/// Foundation's URLSession takes ten times the processor time for a call: `assay-bench client` measures both.
package final class HTTPClient: Sendable {
    /// What a client may use.
    package struct Limits: Sendable, Equatable {
        /// Calls beyond it wait for a connection.
        package var connections = 256
        /// Bytes of a reply's body.
        package var replyBytes = 256 << 20
        /// For the name, the connection and TLS together.
        package var connecting: Duration = .seconds(10)

        package init() {}
    }

    private let loop: TransferLoop
    private let lastCall = Atomic<UInt64>(0)

    /// - Throws: ``ClientError`` where libcurl cannot start, for want of memory or descriptors.
    package init(limits: Limits = Limits()) throws(ClientError) {
        let loop = try TransferLoop(limits: limits)
        self.loop = loop
        let thread = Thread { loop.run() }
        thread.name = "assay-http"
        thread.start()
    }

    /// A call in flight keeps its client, so that none is left here.
    deinit { self.loop.finish() }

    /// Sends a request and waits for the whole reply.
    ///
    /// libcurl itself sends it once more where a kept connection turns out to have ended before.
    /// - Throws: ``ClientError`` where there is none, `CancellationError` where the task is cancelled.
    package func send(_ call: HTTPCall) async throws -> HTTPReply {
        try Task.checkCancellation()
        let id = self.lastCall.add(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                self.loop.submit(TransferOrder(id: id, call: call, continuation: continuation))
                // The handler may have run before the order was there to be found.
                if Task.isCancelled { self.loop.cancel(id) }
            }
        } onCancel: {
            self.loop.cancel(id)
        }
    }

    /// Refuses new calls, waits for those in flight, closes every connection and ends the thread. Cancelling the task
    /// that waits aborts them.
    package func close() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.loop.finish(continuation)
                if Task.isCancelled { self.loop.abort() }
            }
        } onCancel: {
            self.loop.abort()
        }
    }
}

import HTTPTypes
import Hummingbird
import NIOCore

/// A reply whose parts are sent as they come.
enum StreamedReply {
    /// A reply of the parts that `body` yields while it runs. A client that hangs up cancels it.
    static func response<Part: Sendable>(
        mediaType: String, text: @escaping @Sendable (Part) -> String,
        _ body: @escaping @Sendable (AsyncStream<Part>.Continuation) async -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: mediaType, .cacheControl: "no-store"],
            body: ResponseBody { writer in
                let (parts, continuation) = AsyncStream.makeStream(of: Part.self)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        await body(continuation)
                        continuation.finish()
                    }
                    for await part in parts { try await writer.write(ByteBuffer(string: text(part))) }
                    // Without it a cancelled task would leave the program running.
                    group.cancelAll()
                }
                try await writer.finish(nil)
            })
    }
}

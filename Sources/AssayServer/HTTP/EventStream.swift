import AssayJSON
import HTTPTypes
import Hummingbird

/// Server-sent events (WHATWG HTML, §9.2): one JSON value each.
struct EventStream: Sendable {
    /// An event's name and its data.
    typealias Event = (name: String, data: JSONValue)

    private static let mediaType = "text/event-stream"

    /// Whether the client asks for events instead of one reply.
    static func isWanted(_ request: Request) -> Bool {
        request.headers[values: .accept].contains { accepted in
            accepted.split(separator: ",").contains { $0.trimmingPrefix { $0 == " " }.hasPrefix(Self.mediaType) }
        }
    }

    /// A reply whose events `body` sends while it runs. A client that hangs up cancels it.
    static func response(
        _ body: @escaping @Sendable (AsyncStream<Event>.Continuation) async -> Void
    ) -> Response {
        StreamedReply.response(
            mediaType: self.mediaType, text: { (event: Event) in "event: \(event.name)\ndata: \(event.data.text)\n\n" },
            body)
    }
}

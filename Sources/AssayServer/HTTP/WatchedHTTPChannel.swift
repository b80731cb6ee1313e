import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 connections whose handling is cancelled when the client hangs up.
///
/// As in Go's net/http, closing the sending side counts as hanging up, even where the client would still read.
struct WatchedHTTPChannel: ServerChildChannel {
    /// One accepted connection.
    struct Value: ServerChildChannelValue {
        let connection: HTTP1Channel.Value
        let closed: AsyncStream<Never>

        var channel: any Channel { self.connection.channel }
    }

    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let (closed, continuation) = AsyncStream.makeStream(of: Never.self)
        return channel.eventLoop.makeCompletedFuture {
            // First, for the handlers behind it may hold the event back while a reply is under way.
            try channel.pipeline.syncOperations.addHandler(ConnectionWatch(continuation), position: .first)
        }
        .flatMap { self.base.setup(channel: channel, logger: logger) }
        .map { Value(connection: $0, closed: closed) }
    }

    func handle(value: Value, logger: Logger) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.base.handle(value: value.connection, logger: logger) }
            group.addTask { for await _ in value.closed {} }
            await group.next()
            group.cancelAll()
        }
    }
}

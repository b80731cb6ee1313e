/// The answer to an ``HTTPCall``, whatever its status.
package struct HTTPReply: Sendable, Equatable {
    package var status: Int
    package var body: [UInt8]
    /// When the server asks to be asked again, from the reply on.
    package var retryAfter: Duration?
    /// The server's `X-Request-ID`.
    package var requestID: String?

    package init(status: Int, body: [UInt8], retryAfter: Duration? = nil, requestID: String? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.requestID = requestID
    }
}

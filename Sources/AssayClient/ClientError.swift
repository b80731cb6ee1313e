/// Why a call has no result.
///
/// It is never the program's doing, so that nothing is scored: what a program does is told by ``Execution/outcome``.
package struct ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of fault it is.
    package enum Code: String, Sendable, CaseIterable {
        /// A URL, a key or an id that cannot be used; nothing was sent.
        case invalidArgument = "invalid_argument"
        /// The server refused the request: a status of 4xx, or a redirection.
        case refused
        /// The server failed, or is overloaded: a status of 5xx.
        case unavailable
        /// There was no connection: the name is unknown, or nobody listens.
        case unreachable
        /// TLS failed: the server is not who it should be, or speaks otherwise.
        case untrusted
        /// The connection ended before the whole reply was there.
        case interrupted
        /// The reply did not come in time.
        case deadlineExceeded = "deadline_exceeded"
        /// The reply is larger than the client takes.
        case replyTooLarge = "reply_too_large"
        /// The reply is not what the route answers.
        case malformedReply = "malformed_reply"
        /// The client was closed.
        case closed
        /// libcurl failed by itself, for want of memory or descriptors.
        case transport
    }

    package var code: Code
    /// What was being done: the method and path, or the argument at fault.
    package var stage: String
    /// For a person to read.
    package var message: String
    /// The HTTP status, where there was one.
    package var status: Int?
    /// The `X-Request-ID` under which the server's log knows the call.
    package var requestID: String?
    /// How often the request was sent.
    package var attempts: Int

    package init(
        _ code: Code, stage: String, message: String, status: Int? = nil, requestID: String? = nil, attempts: Int = 0
    ) {
        self.code = code
        self.stage = stage
        self.message = message
        self.status = status
        self.requestID = requestID
        self.attempts = attempts
    }

    package var description: String {
        let notes = [
            self.status.map { "status \($0)" }, self.requestID.map { "request \($0)" },
            self.attempts > 1 ? "\(self.attempts) attempts" : nil,
        ]
        let suffix = notes.compactMap(\.self).joined(separator: ", ")
        return "\(self.stage): \(self.message)" + (suffix.isEmpty ? "" : " (\(suffix))")
    }
}

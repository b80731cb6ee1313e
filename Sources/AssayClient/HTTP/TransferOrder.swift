/// A call on its way to the thread that transfers it.
struct TransferOrder: Sendable {
    let id: UInt64
    private(set) var call: HTTPCall
    let continuation: CheckedContinuation<HTTPReply, any Error>

    init(id: UInt64, call: HTTPCall, continuation: CheckedContinuation<HTTPReply, any Error>) {
        self.id = id
        self.call = call
        self.continuation = continuation
    }

    /// The same with another deadline.
    func within(_ deadline: Duration) -> TransferOrder {
        var order = self
        order.call.deadline = deadline
        return order
    }

    /// Ends the call with a fault of its own.
    func fail(_ code: ClientError.Code, _ message: String) {
        self.continuation.resume(
            throwing: ClientError(code, stage: "\(self.call.method.rawValue) \(self.call.url)", message: message))
    }
}

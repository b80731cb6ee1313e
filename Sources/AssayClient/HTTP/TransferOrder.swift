/// A call on its way to the thread that transfers it.
struct TransferOrder: Sendable {
    let id: UInt64
    let call: HTTPCall
    let continuation: CheckedContinuation<HTTPReply, any Error>
}

import NIOCore
import WorkerProtocol

/// The server's side of one slot's conversation: ready once, then one report for each order.
final class SlotHandler: ChannelInboundHandler {
    typealias InboundIn = Frame

    private let stage: String
    private let ready: EventLoopPromise<SlotReady>
    private var report: EventLoopPromise<ExecutionReport>?
    private var fileReport: EventLoopPromise<FileReport>?
    private var onOutput: OutputHandler?
    private var lost = false

    init(stage: String, ready: EventLoopPromise<SlotReady>) {
        self.stage = stage
        self.ready = ready
    }

    /// Called on the channel's event loop, never while a report is awaited.
    func await(
        _ promise: EventLoopPromise<ExecutionReport>, _ onOutput: OutputHandler?
    ) {
        guard !self.lost else { return promise.fail(self.error) }
        self.report = promise
        self.onOutput = onOutput
    }

    /// The same for a session's files.
    func await(_ promise: EventLoopPromise<FileReport>) {
        guard !self.lost else { return promise.fail(self.error) }
        self.fileReport = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        switch frame.kind {
        case .slotReady: self.ready.completeWith(Result { try SlotReady(wireBytes: frame.payload) })
        case .failed:
            let failure = (try? WorkerFailure(wireBytes: frame.payload)) ?? WorkerFailure(stage: self.stage)
            self.ready.fail(SandboxError(code: .workerFailed, stage: self.stage, message: failure.description))
            context.close(promise: nil)
        case .executed:
            self.report?.completeWith(Result { try ExecutionReport(wireBytes: frame.payload) })
            self.report = nil
            self.onOutput = nil
        case .filesDone:
            self.fileReport?.completeWith(Result { try FileReport(wireBytes: frame.payload) })
            self.fileReport = nil
        case .output:
            if let chunk = try? OutputChunk(wireBytes: frame.payload) { self.onOutput?(OutputPiece(chunk)) }
        default: context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.lost = true
        self.ready.fail(self.error)
        self.report?.fail(self.error)
        self.report = nil
        self.fileReport?.fail(self.error)
        self.fileReport = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private var error: SandboxError {
        SandboxError(code: .workerLost, stage: self.stage, message: "the slot ended")
    }
}

extension OutputPiece {
    fileprivate init(_ chunk: OutputChunk) {
        self.init(
            stream: chunk.stream == .standardOutput ? .standardOutput : .standardError, bytes: chunk.bytes)
    }
}

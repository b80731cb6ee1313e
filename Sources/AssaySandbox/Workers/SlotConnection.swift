import CSyscalls
import Glibc
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import WorkerProtocol

/// A slot that can be given one order at a time.
final class SlotConnection: Sendable {
    let id: UInt32
    let name: String
    private let channel: any Channel
    private let handler: NIOLoopBound<SlotHandler>
    private let runs = NIOLockedValueBox(0)

    /// Takes over our end of a slot's socket and waits until its first spare is confined.
    static func open(
        id: UInt32, name: String, socket: Int32, on group: any EventLoopGroup
    ) async throws -> (slot: SlotConnection, ready: SlotReady) {
        let loop = group.next()
        let ready = loop.makePromise(of: SlotReady.self)
        let handler = try await loop.submit { NIOLoopBound(SlotHandler(stage: name, ready: ready), eventLoop: loop) }
            .get()
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(FrameDecoder()))
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .withConnectedSocket(socket).get()
        let slot = SlotConnection(id: id, name: name, channel: channel, handler: handler)
        // Confining the first spare takes milliseconds; a slot that hangs there would hold up every other one.
        let limit = loop.scheduleTask(in: self.confinementPatience) { slot.close() }
        defer { limit.cancel() }
        do {
            return (slot, try await ready.futureResult.get())
        } catch {
            slot.close()
            throw error
        }
    }

    private static let confinementPatience = TimeAmount.seconds(30)

    private init(id: UInt32, name: String, channel: any Channel, handler: NIOLoopBound<SlotHandler>) {
        self.id = id
        self.name = name
        self.channel = channel
        self.handler = handler
    }

    /// Resolves when the slot is gone.
    var closed: EventLoopFuture<Void> { self.channel.closeFuture }

    /// Runs one program or cell. Cancelling the task ends it; the report then says `cancelled`.
    ///
    /// A slot that stays silent for seconds longer than the order allows is closed, which ends it.
    ///
    /// - Parameter onOutput: told of what comes before the report, on the connection's event loop.
    func run(
        _ order: ExecutionOrder, as kind: Frame.Kind = .execute, onOutput: OutputHandler? = nil
    ) async throws -> ExecutionReport {
        let patience = TimeAmount.milliseconds(Int64(order.wallMilliseconds) + 5000)
        var buffer = self.channel.allocator.buffer(capacity: order.code.count + 512)
        buffer.writeBytes(Frame(kind, order).wireBytes)
        let sent = buffer
        // Cancelled and handed over in either order, the cancel frame goes out once and after its order.
        let progress = NIOLockedValueBox((isSent: false, isCancelled: false))
        return try await withTaskCancellationHandler {
            try await self.channel.eventLoop.flatSubmit {
                let promise = self.channel.eventLoop.makePromise(of: ExecutionReport.self)
                self.handler.value.await(promise, onOutput)
                self.channel.writeAndFlush(sent, promise: nil)
                let cancelled = progress.withLockedValue { progress in
                    progress.isSent = true
                    return progress.isCancelled
                }
                if cancelled { self.sendCancel() }
                return self.answer(promise, within: patience)
            }.get()
        } onCancel: {
            let sent = progress.withLockedValue { progress in
                progress.isCancelled = true
                return progress.isSent
            }
            if sent { self.sendCancel() }
        }
    }

    /// Has a session's supervisor do something with its files, between cells.
    func carryOut(_ order: FileOrder) async throws -> FileReport {
        try await self.channel.eventLoop.flatSubmit {
            let promise = self.channel.eventLoop.makePromise(of: FileReport.self)
            self.handler.value.await(promise)
            self.channel.writeAndFlush(ByteBuffer(bytes: Frame(.files, order).wireBytes), promise: nil)
            return self.answer(promise, within: Self.filePatience)
        }.get()
    }

    /// What is awaited, from a slot that is closed when it takes longer.
    private func answer<Report>(
        _ promise: EventLoopPromise<Report>, within patience: TimeAmount
    ) -> EventLoopFuture<Report> {
        let limit = self.channel.eventLoop.scheduleTask(in: patience) { self.close() }
        promise.futureResult.whenComplete { _ in limit.cancel() }
        return promise.futureResult
    }

    private static let filePatience = TimeAmount.seconds(30)

    /// Has a session forked; the branch's supervisor speaks on a connection of its own.
    /// - Parameter cgroupFiles: of the branch's own cgroups; they stay the caller's to close.
    func fork(
        _ order: ForkOrder, id: UInt32, name: String, cgroupFiles: [Int32], on group: any EventLoopGroup
    ) async throws -> SlotConnection {
        let ends = try SocketPair(.workerFailed, stage: name)
        do {
            defer { Glibc.close(ends.theirs) }
            try await self.send(Frame(.fork, order), with: [ends.theirs] + cgroupFiles)
        } catch {
            Glibc.close(ends.own)
            throw error
        }
        return try await Self.open(id: id, name: name, socket: ends.own, on: group).slot
    }

    /// Past the pipeline, which cannot carry descriptors; nothing else is being written to a session between cells.
    private func send(_ frame: Frame, with descriptors: [Int32]) async throws {
        let bytes = frame.wireBytes
        let sent = try await self.channel.eventLoop.submit {
            try self.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                assay_send_with_fds($0, bytes, bytes.count, descriptors, Int32(descriptors.count))
            }
        }.get()
        guard sent == bytes.count else {
            throw SandboxError(code: .workerLost, stage: self.name, message: "the slot ended")
        }
    }

    private func sendCancel() {
        var frame = ByteBuffer()
        frame.writeBytes(Frame(kind: .cancel).wireBytes)
        self.channel.writeAndFlush(frame, promise: nil)
    }

    /// Counts one more run and returns how many there were.
    func countRun() -> Int {
        self.runs.withLockedValue { runs in
            runs += 1
            return runs
        }
    }

    func close() {
        self.channel.close(promise: nil)
    }
}

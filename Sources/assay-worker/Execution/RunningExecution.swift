import CSyscalls
import Glibc
import WorkerProtocol

/// One program in its confined child, watched from outside until it is over; or one cell of a session, whose interpreter
/// goes on after it.
struct RunningExecution {
    /// How long a session's interpreter has to come back once its cell was interrupted. Longer, and state that nobody
    /// can use would hold a slot; shorter, and `finally` blocks would lose it.
    private static let interruptGrace: UInt64 = 2_000_000_000
    /// How long a process that has closed its descriptors may take to be gone, milliseconds.
    private static let endGrace: Int32 = 200

    private let spare: Spare
    private let order: ExecutionOrder
    private let server: FrameSocket
    /// The branches that this supervisor listens for, beside the session that it runs.
    private let family: Family?

    private var output: CapturedOutput
    private var errorOutput: CapturedOutput
    private var decisions: CallDecisions
    private var unsentOrder = UnsentBytes([])
    private var unsentInput: UnsentBytes
    /// Why the supervisor ended it; nil when it ended by itself.
    private var verdict: ExecutionReport.End?
    /// What the session's interpreter said of the cell's end.
    private var returned: UInt8?
    /// Whether the cell has been asked to stop: what it still writes is let go.
    private var isInterrupted = false
    /// Whether the session can tell of no cell's end any more.
    private var isMute = false
    private var openStreams: [Int32: Stream] = [:]

    private enum Stream {
        case order, input, output, error, heldCalls, returns, announcements
    }

    init(
        spare: Spare, order: ExecutionOrder, server: FrameSocket, slot: SlotOrder, addressSpaceLimit: UInt64,
        family: Family? = nil
    ) {
        self.spare = spare
        self.order = order
        self.server = server
        self.family = family
        self.output = CapturedOutput(keep: Int(order.outputKeep))
        self.errorOutput = CapturedOutput(keep: Int(order.outputKeep))
        self.decisions = CallDecisions(slot: slot, isBranch: spare.isBranch, addressSpaceLimit: addressSpaceLimit)
        self.unsentInput = UnsentBytes(order.standardInput)
    }

    mutating func run() throws(WorkerFailure) -> ExecutionReport {
        do throws(WorkerFailure) {
            try self.prepare()
        } catch {
            _ = self.spare.end()
            throw error
        }
        // What confinement and waiting cost is ours, not the program's.
        var cpuBefore: UInt64 = 0
        _ = assay_cpu_nanoseconds(self.spare.pid, &cpuBefore)
        let start = monotonicNanoseconds()
        let deadline = start + UInt64(self.order.wallMilliseconds) * 1_000_000
        self.spare.closeReady()
        self.startProgram(.execute)
        self.watch(until: deadline)
        var end = self.spare.end()
        end.cpuNanoseconds -= min(cpuBefore, end.cpuNanoseconds)
        let wall = monotonicNanoseconds() - start
        self.drain()
        return self.report(end, wall: wall)
    }

    /// The same for one cell of a session. Between cells the interpreter is stopped: what a cell leaves running, such as
    /// threads, does not run on at nobody's expense, and files are read while nobody can change them.
    mutating func runCell() -> ExecutionReport {
        do throws(WorkerFailure) {
            try self.prepare()
        } catch {
            // Nothing has run, and the session is as it was: it may have filled its files' space, which is no end of it.
            var report = ExecutionReport(end: .notStarted(error))
            report.isAlive = true
            return report
        }
        self.spare.root.clearClaims()
        self.spare.clearReturns()
        var cpuBefore: UInt64 = 0
        _ = assay_cpu_nanoseconds(self.spare.pid, &cpuBefore)
        let start = monotonicNanoseconds()
        self.openStreams[self.spare.channels.ready.raw] = .returns
        self.startProgram(.cell)
        kill(self.spare.pid, SIGCONT)
        self.watch(until: start + UInt64(self.order.wallMilliseconds) * 1_000_000)
        self.interrupt()
        let wall = monotonicNanoseconds() - start
        guard self.returned != nil, self.spare.stop() else {
            var end = self.spare.end(alone: self.family?.hasMembers ?? false)
            end.cpuNanoseconds -= min(cpuBefore, end.cpuNanoseconds)
            self.drain()
            return self.report(end, wall: wall)
        }
        self.drain()
        var cpu: UInt64 = 0
        _ = assay_cpu_nanoseconds(self.spare.pid, &cpu)
        var report = self.report((0, cpu - min(cpuBefore, cpu), 0), wall: wall)
        report.isAlive = true
        report.end = self.verdict ?? .returned(Int32(self.returned ?? 1))
        return report
    }

    /// Lets a cell whose time is up end with an exception, so that the session's state survives.
    private mutating func interrupt() {
        guard self.returned == nil, let verdict = self.verdict, !self.isMute else { return }
        self.isInterrupted = true
        self.verdict = nil
        kill(self.spare.pid, SIGINT)
        // It may have stopped itself.
        kill(self.spare.pid, SIGCONT)
        self.watch(until: monotonicNanoseconds() + Self.interruptGrace)
        self.verdict = verdict
    }

    // MARK: Before

    private func prepare() throws(WorkerFailure) {
        try self.spare.cgroup?.setLimit(self.order.memoryBytes)
        try self.placeFiles()
    }

    private func placeFiles() throws(WorkerFailure) {
        switch self.order.language {
        case .python: break
        case .pytest: try self.place("test_main.py")
        case .bash: try self.place("main.sh")
        }
        for file in self.order.files { try self.spare.root.write(file) }
    }

    private func place(_ name: String) throws(WorkerFailure) {
        try self.spare.root.write(FileContents(path: Array(name.utf8), contents: self.order.code))
    }

    private mutating func startProgram(_ kind: Frame.Kind) {
        self.openStreams[self.spare.channels.standardOutput.raw] = .output
        self.openStreams[self.spare.channels.standardError.raw] = .error
        if let calls = self.spare.heldCalls { self.openStreams[calls.incoming.raw] = .heldCalls }
        if let family { self.openStreams[family.announced.raw] = .announcements }
        var brief = self.order
        brief.files = []
        brief.fetchPaths = []
        brief.standardInput = []
        // Bit by bit like the input: a child that reads a long one allocates, and waits for us to let it.
        self.unsentOrder = UnsentBytes(Frame(kind, brief).wireBytes)
        self.spare.channels.order.setNonBlocking()
        self.openStreams[self.spare.channels.order.raw] = .order
        if self.unsentInput.isEmpty {
            self.spare.closeInput()
        } else {
            self.openStreams[self.spare.channels.standardInput.raw] = .input
        }
    }

    // MARK: While

    /// Returns once the program has ended by itself or must be ended.
    private mutating func watch(until deadline: UInt64) {
        while self.verdict == nil, self.returned == nil {
            let now = monotonicNanoseconds()
            guard now < deadline else {
                self.verdict = .timedOut
                return
            }
            var polled = self.pollList()
            let wait = Int32(min((deadline - now + 999_999) / 1_000_000, 1_000_000))
            guard poll(&polled, nfds_t(polled.count), wait) >= 0 else { continue }
            // The streams first: what was written before the end belongs to it.
            for entry in polled.dropFirst(2) where entry.revents != 0 { self.serve(entry.fd) }
            if polled[1].revents != 0 { self.serverSpoke() }
            if polled[0].revents != 0 { return }
        }
    }

    private func pollList() -> [pollfd] {
        var list = [
            pollfd(fd: self.spare.processDescriptor.raw, events: Int16(POLLIN), revents: 0),
            pollfd(fd: self.server.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        for (descriptor, stream) in self.openStreams {
            let events =
                switch stream {
                case .order, .input: POLLOUT
                case .output, .error, .heldCalls, .returns, .announcements: POLLIN
                }
            list.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
        }
        return list
    }

    private mutating func serverSpoke() {
        guard let (frame, _) = self.server.receive() else {
            // The server is gone: nobody waits for an answer. Ending as pid 1 ends everything below.
            assay_exit_now(0)
        }
        if frame.kind == .cancel { self.verdict = .cancelled }
    }

    private mutating func serve(_ descriptor: Int32) {
        switch self.openStreams[descriptor] {
        case .order: self.handOver(descriptor)
        case .input: self.feed(descriptor)
        case .heldCalls: self.decide(descriptor)
        case .output, .error: self.read(descriptor)
        case .returns:
            self.returned = self.spare.takeReturn()
            if self.returned == nil { self.giveUp() }
        case .announcements: self.family?.admit()
        case nil: break
        }
    }

    /// A session's process ends, or has closed what it reads cells from or tells their ends on. Then nobody can tell one cell
    /// from the next any more, and it is ended, as if it had done so itself.
    private mutating func giveUp() {
        self.openStreams[self.spare.channels.ready.raw] = nil
        var end = pollfd(fd: self.spare.processDescriptor.raw, events: Int16(POLLIN), revents: 0)
        guard poll(&end, 1, Self.endGrace) == 0 else { return }
        self.isMute = true
        self.verdict = .exited(1)
    }

    private mutating func handOver(_ descriptor: Int32) {
        guard self.unsentOrder.write(to: descriptor) else { return }
        self.openStreams[descriptor] = nil
        // Nobody reads it. A program that is run once has ended then.
        if !self.unsentOrder.isEmpty, self.openStreams.values.contains(.returns) { self.giveUp() }
    }

    private mutating func feed(_ descriptor: Int32) {
        guard self.unsentInput.write(to: descriptor) else { return }
        self.openStreams[descriptor] = nil
        self.spare.closeInput()
    }

    private mutating func decide(_ descriptor: Int32) {
        guard let call = self.spare.heldCalls?.next() else {
            self.openStreams[descriptor] = nil
            return
        }
        if self.family?.pass(call, unlessOf: self.spare.pid) == true { return }
        self.decisions.decide(call)
    }

    /// Reads what is there once; true while there may be more.
    @discardableResult
    private mutating func read(_ descriptor: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 16) { buffer in
            guard let count = FileDescriptor(raw: descriptor).readAvailable(into: buffer) else {
                self.openStreams[descriptor] = nil
                return false
            }
            guard count > 0 else { return false }
            self.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), from: descriptor)
            return self.verdict == nil
        }
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, from descriptor: Int32) {
        switch self.openStreams[descriptor] {
        case .output:
            self.output.append(bytes)
            self.stream(.standardOutput, bytes)
        case .error:
            self.errorOutput.append(bytes)
            self.stream(.standardError, bytes)
        default: break
        }
        if self.isInterrupted { return }
        if max(self.output.total, self.errorOutput.total) > Int(self.order.outputLimit) { self.verdict = .outputLimit }
    }

    private func stream(_ stream: OutputChunk.Stream, _ bytes: UnsafeRawBufferPointer) {
        guard self.order.streamsOutput, !self.isInterrupted else { return }
        self.server.send(Frame(.output, OutputChunk(stream: stream, bytes: Array(bytes))))
    }

    // MARK: After

    /// Everything in the namespace is dead or stopped: what the pipes still hold is all there will be.
    private mutating func drain() {
        let ended = self.verdict
        for (descriptor, stream) in self.openStreams {
            switch stream {
            case .output, .error: while self.read(descriptor) {}
            case .order, .input, .heldCalls, .returns, .announcements: break
            }
        }
        if let ended { self.verdict = ended }
    }

    private func report(
        _ end: (status: Int32, cpuNanoseconds: UInt64, maxRSSKiB: UInt64), wall: UInt64
    ) -> ExecutionReport {
        ExecutionReport(
            end: self.verdict ?? self.ownEnd(end.status), standardOutput: self.output.stream,
            standardError: self.errorOutput.stream, claims: self.spare.root.readClaims(),
            files: self.fetchFiles(), listing: self.order.listsFiles ? self.spare.root.list() : [],
            denied: self.decisions.denied,
            metMemoryLimit: self.decisions.metMemoryLimit, wallNanoseconds: wall,
            cpuNanoseconds: end.cpuNanoseconds, layerCosts: self.spare.clock.costs,
            peakMemoryBytes: self.spare.cgroup?.peakBytes ?? end.maxRSSKiB * 1024)
    }

    private func ownEnd(_ status: Int32) -> ExecutionReport.End {
        let signal = status & 0x7f
        if signal == 0 { return .exited((status >> 8) & 0xff) }
        if signal == SIGKILL, self.spare.cgroup?.wasKilled == true { return .outOfMemory }
        // Without a listener nobody could have seen it.
        if signal == SIGKILL, self.spare.heldCalls != nil, !self.decisions.killedItself { return .killedFromOutside }
        return .signaled(signal)
    }

    private func fetchFiles() -> [FileContents] {
        var room = Int(self.order.fetchLimit)
        var files: [FileContents] = []
        for path in self.order.fetchPaths {
            guard let contents = self.spare.root.read(path, limit: room) else { continue }
            room -= contents.count
            files.append(FileContents(path: path, contents: contents))
        }
        return files
    }
}

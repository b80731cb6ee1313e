import CSyscalls
import Glibc
import WorkerProtocol

/// A running template, spoken to over its control socket. Every call blocks: use it from a thread that may wait.
final class TemplateProcess: Sendable {
    let pid: pid_t
    let ready: TemplateReady
    private let control: Int32
    private let stage: String

    /// Starts a template and waits until its interpreter is warm.
    static func start(tier: Tier, workerPath: String) throws(SandboxError) -> TemplateProcess {
        let stage = "template \(tier.rawValue)"
        let ends = try SocketPair(.workerNotStarted, stage: stage)
        let pid = WorkerCommand(path: workerPath, arguments: ["template", tier.rawValue]).spawn(control: ends.theirs)
        close(ends.theirs)
        // A template that hangs must not hold a thread, and its tier, for ever.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(ends.own, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard let pid else {
            close(ends.own)
            throw SandboxError(code: .workerNotStarted, stage: stage, message: "\(workerPath) cannot be started")
        }
        do throws(SandboxError) {
            let frame = try self.receive(ends.own, stage)
            guard frame.kind == .templateReady, let ready = try? TemplateReady(wireBytes: frame.payload) else {
                throw self.failure(frame, stage)
            }
            return TemplateProcess(pid: pid, ready: ready, control: ends.own, stage: stage)
        } catch {
            close(ends.own)
            Glibc.kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw error
        }
    }

    private init(pid: pid_t, ready: TemplateReady, control: Int32, stage: String) {
        self.pid = pid
        self.ready = ready
        self.control = control
        self.stage = stage
    }

    /// Has a slot forked; returns our end of its socket. The slot speaks there once it is ready.
    func spawnSlot(_ order: SlotOrder, cgroupFiles: [Int32]) throws(SandboxError) -> Int32 {
        let ends = try SocketPair(.workerFailed, stage: self.stage)
        defer { close(ends.theirs) }
        do throws(SandboxError) {
            try self.send(Frame(.spawnSlot, order), descriptors: [ends.theirs] + cgroupFiles)
            let frame = try Self.receive(self.control, self.stage)
            guard frame.kind == .slotSpawned else { throw Self.failure(frame, self.stage) }
            return ends.own
        } catch {
            close(ends.own)
            throw error
        }
    }

    /// Ends it and reaps it. It stays until its slots have ended, which they do once their sockets are closed.
    func end() {
        close(self.control)
        waitpid(self.pid, nil, 0)
    }

    /// Ends it at once; its slots are processes of their own and go on until their sockets are closed.
    func kill() {
        Glibc.kill(self.pid, SIGKILL)
        self.end()
    }

    private func send(_ frame: Frame, descriptors: [Int32]) throws(SandboxError) {
        let bytes = frame.wireBytes
        var sent = assay_send_with_fds(self.control, bytes, bytes.count, descriptors, Int32(descriptors.count))
        while sent > 0, sent < bytes.count {
            let more = bytes[sent...].withUnsafeBytes {
                Glibc.send(self.control, $0.baseAddress, $0.count, withoutSignal)
            }
            guard more > 0 else { break }
            sent += more
        }
        guard sent == bytes.count else {
            throw SandboxError(code: .workerLost, stage: self.stage, message: "the template is gone")
        }
    }

    private static func receive(_ control: Int32, _ stage: String) throws(SandboxError) -> Frame {
        let lost = SandboxError(code: .workerLost, stage: stage, message: "the template ended")
        guard let header = self.read(control, Frame.headerSize), let (kind, size) = try? Frame.header(header),
            let payload = self.read(control, size)
        else { throw lost }
        return Frame(kind: kind, payload: payload)
    }

    private static func read(_ descriptor: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var offset = 0
        while offset < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            offset += got
        }
        return bytes
    }

    private static func failure(_ frame: Frame, _ stage: String) -> SandboxError {
        let failure = frame.kind == .failed ? try? WorkerFailure(wireBytes: frame.payload) : nil
        return SandboxError(
            code: .workerFailed, stage: stage, message: failure?.description ?? "an unexpected message came")
    }
}

// An enumerator in the C headers.
private let withoutSignal = Int32(MSG_NOSIGNAL)

import CSyscalls
import Glibc
import WorkerProtocol

/// A child that is confined already and waits for its program.
final class Spare {
    let pid: pid_t
    /// Readable once the child has ended.
    let processDescriptor: FileDescriptor
    let root: PrivateRoot
    let channels: ChildChannels
    let cgroup: Cgroup?
    /// Where refused calls arrive; nil when they fail silently.
    private(set) var heldCalls: HeldCalls?
    /// What it took to put up, and, after its end, to take down.
    private(set) var clock = LayerClock()
    /// The process that its pid namespace belongs to; nil for a branch, which lives in its session's.
    private let namespaceInit: pid_t?

    private var inputIsOpen = true
    private var readyIsOpen = true

    private init(
        pid: pid_t, namespaceInit: pid_t, root: PrivateRoot, channels: ChildChannels, cgroup: Cgroup?
    ) throws(WorkerFailure) {
        self.pid = pid
        self.namespaceInit = namespaceInit
        self.root = root
        self.channels = channels
        self.cgroup = cgroup
        self.processDescriptor = FileDescriptor(raw: try attempt("pidfd") { assay_pidfd_open(pid) })
    }

    /// A session's branch, which the session forked and ``BranchMaker`` saw confined. Nobody who could tell its exit
    /// status is its parent.
    init(
        branch pid: pid_t, root: PrivateRoot, channels: ChildChannels, cgroup: Cgroup?, heldCalls: HeldCalls?
    ) throws(WorkerFailure) {
        self.pid = pid
        self.namespaceInit = nil
        self.root = root
        self.channels = channels
        self.cgroup = cgroup
        self.heldCalls = heldCalls
        self.processDescriptor = FileDescriptor(raw: try attempt("pidfd") { assay_pidfd_open(pid) })
    }

    var isBranch: Bool { self.namespaceInit == nil }

    /// Forks and confines a child; returns when it says that it is ready.
    static func make(
        _ slot: SpareParts, cgroup: Cgroup?, initStack: UnsafeMutableRawPointer
    ) throws(WorkerFailure) -> Spare {
        var clock = LayerClock()
        let root = try PrivateRoot(order: slot.order)
        clock.book(.scratch)
        let channels = try ChildChannels()
        clock.book(.pipes)
        let namespaceInit = try attempt("clone namespace init") { assay_clone_namespace_init(initStack) }
        let pid = try self.fork(into: namespaceInit, slot, root, channels, &clock)
        channels.closeChildSide()
        clock.book(.pipes)
        let spare = try Spare(pid: pid, namespaceInit: namespaceInit, root: root, channels: channels, cgroup: cgroup)
        spare.clock = clock
        do throws(WorkerFailure) {
            try cgroup?.adopt(pid)
            spare.clock.book(.cgroup)
            spare.heldCalls = try spare.awaitReady().map(HeldCalls.init(listener:))
        } catch {
            _ = spare.end()
            spare.release()
            throw error
        }
        return spare
    }

    /// The pid namespace belongs to a process that only waits: the program is then not pid 1, so that signals to
    /// itself work as everywhere, and killing the waiting process kills all that is left.
    private static func fork(
        into namespaceInit: pid_t, _ slot: SpareParts, _ root: PrivateRoot, _ channels: ChildChannels,
        _ clock: inout LayerClock
    ) throws(WorkerFailure) -> pid_t {
        let namespace = try attempt("pidfd init") { assay_pidfd_open(namespaceInit) }
        defer { close(namespace) }
        try attempt("enter pid namespace") { assay_setns(namespace, assay_new_pid_namespace) }
        clock.book(.pidNamespace)
        var child = ConfinedChild(slot: slot, root: root, channels: channels, clock: LayerClock())
        let pid = Glibc.fork()
        if pid == 0 { child.run() }
        let error = errno
        // The child books what its fork took.
        clock.skip()
        try attempt("leave pid namespace") { assay_setns(slot.ownNamespace, assay_new_pid_namespace) }
        clock.book(.pidNamespace)
        guard pid > 0 else { throw WorkerFailure(stage: "fork execution", errno: error) }
        return pid
    }

    private func awaitReady() throws(WorkerFailure) -> FileDescriptor? {
        guard let (frame, descriptors) = FrameSocket(descriptor: self.channels.ready.raw).receive() else {
            throw WorkerFailure(stage: "confine", message: "the child ended")
        }
        if frame.kind == .failed {
            throw (try? WorkerFailure(wireBytes: frame.payload)) ?? WorkerFailure(stage: "confine")
        }
        guard let costs = try? LayerCosts(wireBytes: frame.payload) else {
            throw WorkerFailure(stage: "confine", message: "the child's report is malformed")
        }
        self.clock.add(costs)
        return descriptors.first.map(FileDescriptor.init(raw:))
    }

    /// Ends whatever is left in the execution's pid namespace and reaps; returns how the child ended.
    /// - Parameter alone: leaves the namespace to the branches in it.
    func end(alone: Bool = false) -> (status: Int32, cpuNanoseconds: UInt64, maxRSSKiB: UInt64) {
        self.clock.skip()
        defer { self.clock.book(.end) }
        guard let namespaceInit else { return self.endBranch() }
        kill(alone ? self.pid : namespaceInit, SIGKILL)
        var status: Int32 = 0
        var cpu: UInt64 = 0
        var rss: UInt64 = 0
        _ = assay_wait(self.pid, &status, &cpu, &rss)
        guard !alone else { return (status, cpu, rss) }
        var ignored: (Int32, UInt64, UInt64) = (0, 0, 0)
        _ = assay_wait(namespaceInit, &ignored.0, &ignored.1, &ignored.2)
        return (status, cpu, rss)
    }

    private func endBranch() -> (status: Int32, cpuNanoseconds: UInt64, maxRSSKiB: UInt64) {
        var cpu: UInt64 = 0
        _ = assay_cpu_nanoseconds(self.pid, &cpu)
        self.endAlone()
        // Its parent is the session that forked it, which does not reap it before it forks again.
        return (ProcessStatus.exitStatus(of: self.pid) ?? SIGKILL, cpu, 0)
    }

    /// Ends the child alone and leaves its pid namespace to the branches in it.
    func endAlone() {
        kill(self.pid, SIGKILL)
        self.processDescriptor.waitUntilReadable()
    }

    /// What a session's interpreter has said of its cell's end; nil for nothing, and once it can say no more. One word at a
    /// time: threads may say more than anybody could read.
    func takeReturn() -> UInt8? {
        var word: UInt8 = 0
        return recv(self.channels.ready.raw, &word, 1, Int32(MSG_DONTWAIT)) == 1 ? word : nil
    }

    /// Forgets what else it has said. Only while it is stopped.
    func clearReturns() {
        var bytes = [UInt8](repeating: 0, count: 65536)
        while recv(self.channels.ready.raw, &bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 {}
    }

    /// Stops the child and all its threads; false where it has ended instead.
    func stop() -> Bool {
        kill(self.pid, SIGSTOP)
        if self.isBranch { return self.awaitBranchStopped() }
        var info = siginfo_t()
        // Looked at only: reaping is for the end.
        while waitid(P_PID, id_t(self.pid), &info, WSTOPPED | WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { return false }
        }
        return info.si_code == CLD_STOPPED
    }

    private func awaitBranchStopped() -> Bool {
        while let status = ProcessStatus(of: self.pid) {
            if status.isStopped { return true }
            if self.processDescriptor.isReadable { return false }
            sched_yield()
        }
        return false
    }

    /// Closes what a session answers on. A program that is run once must not find our socket in its network namespace.
    func closeReady() {
        guard self.readyIsOpen else { return }
        self.readyIsOpen = false
        self.channels.ready.close()
    }

    /// Lets the program read the end of its standard input.
    func closeInput() {
        guard self.inputIsOpen else { return }
        self.inputIsOpen = false
        self.channels.standardInput.close()
    }

    /// In the supervisor of a branch: closes what it has inherited of the session, but for the listener, through which
    /// calls are answered.
    func leave() {
        self.heldCalls = nil
        self.release()
    }

    /// Closes what the supervisor holds of it, the private root included.
    func release() {
        self.closeInput()
        self.closeReady()
        for end in [
            self.channels.standardOutput, self.channels.standardError, self.channels.order,
        ] { end.close() }
        self.processDescriptor.close()
        self.heldCalls?.close()
        self.root.close()
    }
}

/// What every spare of a slot is made from.
struct SpareParts {
    let order: SlotOrder
    let interpreter: Interpreter
    /// Made before any fork: what Swift sets up at a first use is then shared by every child.
    let confinement: Confinement
    /// The slot's own pid namespace, to come back to after each fork.
    let ownNamespace: Int32
    /// Address space of the slot before any program, bytes.
    let baselineAddressSpace: UInt64
}

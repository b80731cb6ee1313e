import CSyscalls
import Glibc
import WorkerProtocol

/// Forks a session: a branch of it has a copy of its memory and of its files, and goes its own way.
///
/// Only the session itself can fork, and it is a stranger's. So it is asked to, and four calls that its filter refuses
/// are let through, each once and with the very arguments that a fork needs: `clone`, then the branch's `unshare` of its
/// user and mount namespaces, in which it has capabilities again, the `setsid` with which it leaves the session's process
/// group, where either could signal the other, and the `capset` that gives the capabilities up. In between, where
/// the branch waits for its call to return, its descriptors are replaced by new ones and a helper of ours makes a copy of
/// the session's files its root. What comes of it is looked at from outside before it counts.
struct BranchMaker {
    /// What the branch says on its way.
    enum Word: UInt8 {
        case unshared = 2
        case confined = 3
    }

    private enum Stage {
        case asked, forked
        case unsharing(pid_t), rooted(pid_t), leavingGroup(pid_t), givingUp(pid_t), confined(pid_t)
    }

    private static let patience: UInt64 = 5_000_000_000

    private let session: Spare
    private let calls: HeldCalls
    private let family: Family?
    private let siblings: Set<pid_t>
    private let cgroup: Cgroup?
    private let parts: SpareParts
    /// The branch's.
    let root: PrivateRoot
    let channels: ChildChannels
    private var stage = Stage.asked
    private var sessionAnswered = false
    /// Whether the branch's ends of its channels are here still, not in their places in the branch.
    private var childSideIsOpen = true

    /// Copies the session's files.
    /// - Parameters:
    ///   - number: the branch's place in the family, for its files.
    ///   - cgroup: the branch's own; nil where the host counts nothing.
    ///   - siblings: branches that the session has already.
    init(
        of session: Spare, number: Int, cgroup: Cgroup?, parts: SpareParts, family: Family?, siblings: Set<pid_t>
    ) throws(WorkerFailure) {
        guard let calls = session.heldCalls else {
            throw WorkerFailure(stage: "fork session", message: "this kernel does not tell of refused calls")
        }
        self.session = session
        self.calls = calls
        self.family = family
        self.siblings = siblings
        self.cgroup = cgroup
        self.parts = parts
        self.root = try session.root.makeBranch(number)
        self.channels = try ChildChannels()
    }

    /// The branch's process, stopped.
    /// - Parameter meanwhile: done while the kernel copies the session.
    mutating func make(meanwhile: () throws(WorkerFailure) -> Void) throws(WorkerFailure) -> pid_t {
        do throws(WorkerFailure) {
            self.session.clearReturns()
            try TaskLimit.move(self.session.pid, to: TaskLimit.ofForked(self.parts.order))
            guard self.session.channels.order.write(Frame(kind: .fork).wireBytes) else {
                throw WorkerFailure(stage: "fork session", errno: errno)
            }
            kill(self.session.pid, SIGCONT)
            return try self.conduct(until: monotonicNanoseconds() + Self.patience, meanwhile)
        } catch {
            self.undo()
            throw error
        }
    }

    /// Closes the supervisor's ends of what is the branch's: its own supervisor has them.
    func release() {
        self.channels.closeSupervisorSide()
        self.root.close()
    }

    private mutating func undo() {
        switch self.stage {
        case .asked: break
        case .forked:
            // Somewhere, and in no hurry to be a branch.
            for child in ProcessStatus.children(of: self.session.pid) where !self.siblings.contains(child) {
                kill(child, SIGKILL)
            }
        case .unsharing(let pid), .rooted(let pid), .leavingGroup(let pid), .givingUp(let pid), .confined(let pid):
            kill(pid, SIGKILL)
        }
        self.closeChildSide()
        self.root.removeBranch()
        self.release()
        _ = self.session.stop()
    }

    private mutating func closeChildSide() {
        if self.childSideIsOpen { self.channels.closeChildSide() }
        self.childSideIsOpen = false
    }

    // MARK: The steps

    private mutating func conduct(
        until deadline: UInt64, _ meanwhile: () throws(WorkerFailure) -> Void
    ) throws(WorkerFailure) -> pid_t {
        var isForked = false
        while true {
            if case .confined(let pid) = self.stage, self.sessionAnswered {
                kill(pid, SIGSTOP)
                guard self.session.stop() else { throw WorkerFailure(stage: "fork session", message: "it has ended") }
                try self.check(pid)
                return pid
            }
            if case .forked = self.stage, !isForked {
                isForked = true
                try meanwhile()
            }
            let now = monotonicNanoseconds()
            guard now < deadline else { throw WorkerFailure(stage: "fork session", message: "it did not answer") }
            let sources = [
                self.calls.incoming, self.channels.ready, self.session.channels.ready, self.session.processDescriptor,
            ]
            var polled = sources.map { pollfd(fd: $0.raw, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), Int32((deadline - now) / 1_000_000 + 1)) > 0 else { continue }
            if polled[0].revents != 0, let call = self.calls.next() { try self.decide(call) }
            if polled[1].revents != 0 { try self.hear() }
            if polled[2].revents != 0 { try self.hearSession() }
            if polled[3].revents != 0 { throw WorkerFailure(stage: "fork session", message: "it has ended") }
        }
    }

    private mutating func decide(_ call: HeldCall) throws(WorkerFailure) {
        switch (self.stage, call.number) {
        case (.asked, assay_call_clone)
        where call.thread == self.session.pid && call.arguments[0] == assay_fork_flags:
            self.stage = .forked
            call.letThrough()
        case (.forked, assay_call_unshare) where call.arguments[0] == UInt64(assay_new_branch_namespaces):
            guard let status = ProcessStatus(of: call.thread), status.parent == self.session.pid else {
                return self.refuse(call)
            }
            for (number, end) in self.channels.childSide.enumerated() { try call.place(end, at: Int32(number)) }
            // With ours closed, the branch's end is heard of.
            self.closeChildSide()
            // What its user namespace may ever have is its creator's limit of this moment.
            try TaskLimit.move(status.process, to: TaskLimit.hard(of: self.parts.order))
            self.stage = .unsharing(status.process)
            call.letThrough()
        case (.rooted(let pid), assay_call_setsid) where call.thread == pid:
            self.stage = .leavingGroup(pid)
            call.letThrough()
        case (.leavingGroup(let pid), assay_call_capset) where call.thread == pid:
            self.stage = .givingUp(pid)
            call.letThrough()
        default: self.refuse(call)
        }
    }

    private func refuse(_ call: HeldCall) {
        if self.family?.pass(call, unlessOf: self.session.pid) == true { return }
        call.answerIdle(errno: self.parts.order.defaultErrno)
    }

    private mutating func hear() throws(WorkerFailure) {
        guard let byte = self.channels.ready.read(exactly: 1)?.first else {
            throw WorkerFailure(stage: "fork session", message: "the branch ended")
        }
        switch (self.stage, Word(rawValue: byte)) {
        case (.unsharing(let pid), .unshared):
            try TaskLimit.move(pid, to: UInt64(self.parts.order.maximumTasks))
            try RootHelper(
                branch: pid, session: self.session, root: self.root, base: self.parts.confinement.base
            ).run()
            self.stage = .rooted(pid)
            self.channels.order.write([0])
        case (.givingUp(let pid), .confined): self.stage = .confined(pid)
        default: throw WorkerFailure(stage: "fork session", message: "the branch is out of step")
        }
    }

    private mutating func hearSession() throws(WorkerFailure) {
        switch self.session.takeReturn() {
        case 0: self.sessionAnswered = true
        case nil: break
        default: throw WorkerFailure(stage: "fork session", message: "the system refuses another process")
        }
    }

    private func check(_ pid: pid_t) throws(WorkerFailure) {
        guard let status = ProcessStatus(of: pid), status.isConfined, status.leadsGroup,
            Self.mountNamespace(of: pid) != Self.mountNamespace(of: self.session.pid)
        else { throw WorkerFailure(stage: "fork session", message: "the branch is not confined") }
    }

    private static func mountNamespace(of pid: pid_t) -> String {
        var target = [CChar](repeating: 0, count: 64)
        let length = readlink("/.proc/\(pid)/ns/mnt", &target, target.count - 1)
        return String(decoding: target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

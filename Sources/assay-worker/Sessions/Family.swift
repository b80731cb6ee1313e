import CSyscalls
import Glibc
import WorkerProtocol

/// The supervisors of one slot's sessions, as the first of them sees the others.
///
/// A session's branches are forked from it or from each other. Each has a supervisor of its own, a process that the
/// forking one's supervisor left; the first, the slot's pid 1, alone hears of held calls and passes them on, and stays
/// until the last is gone.
final class Family {
    /// On this, supervisors say which branch they have taken over.
    private let announcements: (read: FileDescriptor, write: FileDescriptor)
    /// By the branch's process.
    private var members: [pid_t: Member] = [:]

    private struct Member {
        /// Where its supervisor hears of its held calls.
        var calls: FileDescriptor
        /// Readable once its supervisor has ended.
        var supervisor: FileDescriptor
        var supervisorID: pid_t
    }

    init() throws(WorkerFailure) {
        self.announcements = try FileDescriptor.socketPair(SOCK_SEQPACKET, stage: "family socket")
    }

    /// For the supervisors of branches to announce themselves on.
    var announcing: FileDescriptor { self.announcements.write }
    /// Readable where somebody has.
    var announced: FileDescriptor { self.announcements.read }

    /// Says that a branch has its own supervisor from now on.
    static func announce(branch: pid_t, supervisor: pid_t, calls: FileDescriptor, on socket: FileDescriptor) {
        let message = [branch, supervisor].withUnsafeBytes { Array($0) }
        var descriptors = [calls.raw]
        _ = assay_send_with_fds(socket.raw, message, message.count, &descriptors, 1)
    }

    /// Takes in those who have announced themselves, and forgets those who are gone.
    func admit() {
        while self.announced.isReadable {
            var message = [UInt8](repeating: 0, count: 8)
            var descriptors: [Int32] = [-1]
            var count: Int32 = 1
            let got = assay_receive_with_fds(self.announced.raw, &message, message.count, &descriptors, &count)
            guard got == message.count, count == 1 else { break }
            let (branch, supervisor) = message.withUnsafeBytes {
                ($0.loadUnaligned(as: pid_t.self), $0.loadUnaligned(fromByteOffset: 4, as: pid_t.self))
            }
            let calls = FileDescriptor(raw: descriptors[0])
            let process = assay_pidfd_open(supervisor)
            guard process >= 0 else {
                calls.close()
                continue
            }
            self.members[branch] = Member(
                calls: calls, supervisor: FileDescriptor(raw: process), supervisorID: supervisor)
        }
        for (branch, member) in self.members where member.supervisor.isReadable {
            member.calls.close()
            member.supervisor.close()
            self.members[branch] = nil
            // Ours to reap, unless its parent is there still; nobody else is, whose status others wait for.
            waitpid(member.supervisorID, nil, WNOHANG)
        }
    }

    /// Whether there are others than the first session.
    var hasMembers: Bool {
        self.admit()
        return !self.members.isEmpty
    }

    /// Passes a call on to the supervisor whose it is.
    /// - Returns: false where it is the caller's own.
    func pass(_ call: HeldCall, unlessOf own: pid_t) -> Bool {
        self.admit()
        guard !self.members.isEmpty, let status = ProcessStatus(of: call.thread), status.process != own else {
            return false
        }
        // A process that nobody knows yet is the one that its parent is forking just now.
        guard let member = self.members[status.process] ?? self.members[status.parent] else { return false }
        // One that does not take its calls has more than its processes could wait for.
        if !member.calls.write(call.bytes) { call.fail(errno: EPERM) }
        return true
    }

    /// Serves the calls of the branches until the last is gone.
    func linger(_ calls: HeldCalls?, defaultErrno: Int32) {
        while true {
            self.admit()
            guard !self.members.isEmpty else { return }
            let sources = self.members.values.map(\.supervisor) + [self.announced] + (calls.map { [$0.incoming] } ?? [])
            var polled = sources.map { pollfd(fd: $0.raw, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
            guard let calls, polled[polled.count - 1].revents & Int16(POLLIN) != 0, let call = calls.next() else {
                continue
            }
            if !self.pass(call, unlessOf: 0) { call.fail(errno: defaultErrno) }
        }
    }
}

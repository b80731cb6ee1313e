import CSyscalls
import Glibc
import WorkerProtocol

/// A system call that the filter holds until the supervisor has decided on it.
///
/// Four kinds are held: calls that the profile refuses, so that they can be named; large allocations, so that the
/// supervisor sees for itself when a program meets its memory limit; SIGKILL, so that it can tell a program that kills
/// itself from one that the host has killed; and signals to a session that may have branches, which these must not send.
/// The latter three go on where the profile allows them.
struct HeldCall {
    /// Smaller ones are not held. What an interpreter or a C library needs when it runs out is never less.
    static let leastAllocation: UInt64 = 1 << 20
    /// The program, or the session that all branches come from, as its pid namespace numbers it.
    static let firstProcess: UInt64 = 2

    private let call: assay_held_call
    private let listener: FileDescriptor

    init(_ call: assay_held_call, listener: FileDescriptor) {
        self.call = call
        self.listener = listener
    }

    var number: Int32 { self.call.number }
    var arguments: [UInt64] { withUnsafeBytes(of: self.call.arguments) { Array($0.bindMemory(to: UInt64.self)) } }
    /// The calling thread, as the supervisor's pid namespace numbers it.
    var thread: Int32 { self.call.thread }
    /// As it is passed on to another supervisor.
    var bytes: [UInt8] { withUnsafeBytes(of: self.call) { Array($0) } }

    /// Bytes by which it would enlarge the address space; nil for a call that is not an allocation.
    var allocation: UInt64? {
        switch self.number {
        case assay_call_mmap: self.arguments[1]
        case assay_call_mremap: self.arguments[2] - min(self.arguments[1], self.arguments[2])
        default: nil
        }
    }

    /// The number of the signal that it sends; nil for a call that sends none.
    var signal: UInt64? {
        switch self.number {
        case assay_call_kill: self.arguments[1]
        case assay_call_tgkill: self.arguments[2]
        default: nil
        }
    }

    /// Whether a profile allows it, for a call whose arguments all lie in registers.
    func isAllowed(by rules: [SystemCallRule]) -> Bool {
        rules.contains { rule in
            rule.action == .allow && rule.name == self.name
                && rule.conditions.allSatisfy { $0.holds(for: self.arguments) }
        }
    }

    /// Its name on this machine.
    var name: String { SystemCallFilter.name(of: self.number) }

    /// Answers a call that no program's limits are to be watched for: of a spare that waits, or of a session between cells.
    func answerIdle(errno: Int32) {
        if self.allocation != nil { self.letThrough() } else { self.fail(errno: errno) }
    }

    func fail(errno: Int32) {
        _ = assay_seccomp_fail(self.listener.raw, self.call.id, errno)
    }

    /// Puts a copy of a descriptor of ours in the place of one of the caller's.
    func place(_ descriptor: FileDescriptor, at number: Int32) throws(WorkerFailure) {
        try attempt("place descriptor") {
            assay_seccomp_place_descriptor(self.listener.raw, self.call.id, descriptor.raw, number)
        }
    }

    /// The kernel goes on with it as if it had never been held. No answer to a question of safety: the arguments that
    /// lie in memory may have changed since.
    func letThrough() {
        _ = assay_seccomp_continue(self.listener.raw, self.call.id)
    }
}

import CSyscalls
import Glibc
import WorkerProtocol

/// A system call that the filter holds until the supervisor has decided on it.
///
/// Three kinds are held: calls that the profile refuses, so that they can be named; large allocations, so that the
/// supervisor sees for itself when a program meets its memory limit; and SIGKILL, so that it can tell a program that
/// kills itself from one that the host has killed. The latter two go on where the profile allows them.
struct HeldCall {
    /// Smaller ones are not held. What an interpreter or a C library needs when it runs out is never less.
    static let leastAllocation: UInt64 = 1 << 20

    private let listener: FileDescriptor
    private let identifier: UInt64
    private let number: Int32
    private let arguments: [UInt64]
    /// The calling thread, as the supervisor's pid namespace numbers it.
    let thread: Int32

    /// The next one that waits; nil when there is none.
    static func next(_ listener: FileDescriptor) -> HeldCall? {
        var call = assay_held_call()
        guard assay_seccomp_next(listener.raw, &call) == 0 else { return nil }
        return HeldCall(
            listener: listener, identifier: call.id, number: call.number,
            arguments: withUnsafeBytes(of: call.arguments) { Array($0.bindMemory(to: UInt64.self)) },
            thread: call.thread)
    }

    /// Bytes by which it would enlarge the address space; nil for a call that is not an allocation.
    var allocation: UInt64? {
        switch self.number {
        case assay_call_mmap: self.arguments[1]
        case assay_call_mremap: self.arguments[2] - min(self.arguments[1], self.arguments[2])
        default: nil
        }
    }

    /// Whether it sends SIGKILL.
    var kills: Bool {
        switch self.number {
        case assay_call_kill: self.arguments[1] == UInt64(SIGKILL)
        case assay_call_tgkill: self.arguments[2] == UInt64(SIGKILL)
        default: false
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

    func fail(errno: Int32) {
        _ = assay_seccomp_fail(self.listener.raw, self.identifier, errno)
    }

    /// The kernel goes on with it as if it had never been held. No answer to a question of safety: the arguments that
    /// lie in memory may have changed since.
    func letThrough() {
        _ = assay_seccomp_continue(self.listener.raw, self.identifier)
    }
}

import Glibc
import WorkerProtocol

/// What became of the calls of one program that the filter held for us.
struct CallDecisions {
    private static let mostNames = 64

    let slot: SlotOrder
    let isBranch: Bool
    let addressSpaceLimit: UInt64
    /// Names of calls that were refused, each once, in their order.
    private(set) var denied: [String] = []
    /// Whether an allocation would have led beyond the limit.
    private(set) var metMemoryLimit = false
    private(set) var killedItself = false

    /// Lets the call through or refuses it, and remembers what it tells of the program's end.
    mutating func decide(_ call: HeldCall) {
        if let bytes = call.allocation {
            self.metMemoryLimit =
                self.metMemoryLimit || Self.addressSpace(of: call.thread) + bytes > self.addressSpaceLimit
            return call.letThrough()
        }
        if let signal = call.signal, call.isAllowed(by: self.slot.rules) {
            // To the program itself, or to its group. A branch is not the process that its profile lets it name.
            if self.isBranch, call.arguments[0] == HeldCall.firstProcess { return call.fail(errno: ESRCH) }
            if signal == UInt64(SIGKILL) { self.killedItself = true }
            return call.letThrough()
        }
        if self.denied.count < Self.mostNames, !self.denied.contains(call.name) { self.denied.append(call.name) }
        if self.slot.logsRefused { call.letThrough() } else { call.fail(errno: self.slot.defaultErrno) }
    }

    /// Bytes in use by the thread's process; 0 where the slot has no /proc to look at.
    private static func addressSpace(of thread: Int32) -> UInt64 {
        let pages = readTextFile("/.proc/\(thread)/statm").split(separator: " ").first.flatMap { UInt64($0) }
        return (pages ?? 0) * 4096
    }
}

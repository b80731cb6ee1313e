import CSyscalls
import Glibc
import WorkerProtocol

/// How many tasks a session may have by the resource limit, which the kernel counts by user namespace: those of a branch
/// count for the branch, and again for whom it was forked from, and for the session that all come from.
///
/// Where a cgroup counts tasks, each has one of its own, which is stricter.
enum TaskLimit {
    /// Of a session that has been forked: as many as its whole family may have.
    static func ofForked(_ order: SlotOrder) -> UInt64 {
        UInt64(order.maximumTasks) * (1 + UInt64(order.maximumBranches))
    }

    /// What no limit may be moved above: room for the branches' tasks even where the session uses up its own.
    static func hard(of order: SlotOrder) -> UInt64 {
        order.maximumBranches == 0 ? UInt64(order.maximumTasks) : 2 * self.ofForked(order)
    }

    static func move(_ pid: pid_t, to limit: UInt64) throws(WorkerFailure) {
        try attempt("move task limit") { assay_move_limit(pid, assay_limit_tasks, limit) }
    }
}

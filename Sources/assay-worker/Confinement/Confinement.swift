import CSyscalls
import Glibc
import WorkerProtocol

/// The steps that turn a forked child into a place for hostile code. Any failure ends the child before the first
/// byte of a program; the order of the steps matters and is argued where it is not plain.
struct Confinement {
    let order: SlotOrder
    let base: [BaseEntry]
    let filter: SystemCallFilter
    private let limits: [(name: String, resource: Int32, value: UInt64)]

    init(order: SlotOrder, base: [BaseEntry], filter: SystemCallFilter) {
        self.order = order
        self.base = base
        self.filter = filter
        self.limits = [
            ("core", assay_limit_core, 0),
            ("file size", assay_limit_file_size, order.maximumFileBytes),
            ("open files", assay_limit_open_files, UInt64(order.maximumOpenFiles)),
            ("stack", assay_limit_stack, order.stackBytes),
            ("locked memory", assay_limit_locked_memory, 0),
            ("message queues", assay_limit_message_queues, 0),
            ("realtime", assay_limit_realtime, 0),
            ("pending signals", assay_limit_pending_signals, 128),
        ]
    }

    /// Returns the listener's descriptor, for the supervisor.
    func apply(_ root: PrivateRoot, _ clock: inout LayerClock) throws(WorkerFailure) -> Int32? {
        setsid()
        try root.enter(base: self.base, mountsProc: self.order.mountsProc)
        clock.book(.mounts)
        try Landlock.restrict(branches: Int(self.order.maximumBranches))
        clock.book(.landlock)
        // Only now: the steps above used descriptors of the supervisor's.
        try attempt("close descriptors") { assay_close_from(UInt32(ChildChannels.ready) + 1) }
        try self.limitTasks()
        for limit in self.limits { try attempt("limit \(limit.name)") { assay_limit(limit.resource, limit.value) } }
        clock.book(.limits)
        try self.dropPrivileges()
        try attempt("no_new_privs") { assay_no_new_privileges() }
        clock.book(.privileges)
        // Last: the steps above need calls that the filter refuses.
        defer { clock.book(.seccomp) }
        return try self.filter.install()
    }

    /// The kernel counts a branch's tasks for the session as well that it was forked from, so that the supervisor has to
    /// have room to move a forked session's limit (``BranchMaker``); the filter keeps programs from moving it themselves.
    private func limitTasks() throws(WorkerFailure) {
        let tasks = self.order.maximumTasks
        try attempt("limit tasks") {
            assay_limit_softly(assay_limit_tasks, UInt64(tasks), TaskLimit.hard(of: self.order))
        }
    }

    private func dropPrivileges() throws(WorkerFailure) {
        let user = SlotSpawner.executionUser
        if self.order.hostUserBase != 0 {
            try attempt("become user") { assay_become(user, user) }
        }
        try attempt("drop capabilities") { assay_drop_capabilities() }
        // The change of user cleared it, and with it a program's access to its own /proc/self.
        try attempt("dumpable") { assay_set_dumpable() }
    }
}

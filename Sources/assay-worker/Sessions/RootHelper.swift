import CSyscalls
import Glibc
import WorkerProtocol

/// A process of ours that enters a branch's namespaces for a moment: it says whom the branch's user namespace knows, and
/// makes the copy of the session's files its root.
struct RootHelper {
    let branch: pid_t
    let session: Spare
    let root: PrivateRoot
    let base: [BaseEntry]

    /// In our memory, on a stack of its own, while we wait.
    func run() throws(WorkerFailure) {
        let stack = UnsafeMutableRawPointer.allocate(byteCount: Self.stackSize, alignment: 16)
        defer { stack.deallocate() }
        var task = Task(helper: self)
        let status = withUnsafeMutablePointer(to: &task) { task in
            assay_run_in_child(
                stack + Self.stackSize,
                { task in
                    task?.assumingMemoryBound(to: Task.self).pointee.run()
                    return 0
                }, task)
        }
        guard status >= 0 else { throw WorkerFailure(stage: "root helper", errno: errno) }
        if let failure = task.failure { throw failure }
        guard status == 0, task.isDone else { throw WorkerFailure(stage: "root helper", message: "it ended") }
    }

    private static let stackSize = 256 << 10

    private struct Task {
        let helper: RootHelper
        var failure: WorkerFailure?
        var isDone = false

        init(helper: RootHelper) {
            self.helper = helper
        }

        mutating func run() {
            do throws(WorkerFailure) { try self.helper.enterAndMount() } catch { self.failure = error }
            self.isDone = true
        }
    }

    private func enterAndMount() throws(WorkerFailure) {
        let proc = try attempt("proc") { assay_proc() }
        let namespaces = try attempt("pidfd branch") { assay_pidfd_open(self.branch) }
        // Whom a user namespace knows may be said from its parent only: ours, or that of the branch it was forked from.
        if self.session.isBranch {
            try attempt("enter session") { assay_setns(self.session.processDescriptor.raw, assay_new_user_namespace) }
        }
        let user = SlotSpawner.executionUser
        try self.write("deny", to: "setgroups", proc)
        try self.write("\(user) \(user) 1\n", to: "uid_map", proc)
        try self.write("\(user) \(user) 1\n", to: "gid_map", proc)
        try attempt("enter branch") { assay_setns(namespaces, assay_new_branch_namespaces) }
        try self.root.becomeRoot(base: self.base)
    }

    private func write(_ text: String, to file: String, _ proc: Int32) throws(WorkerFailure) {
        let descriptor = try attempt("open \(file)") { openat(proc, "\(self.branch)/\(file)", O_WRONLY | O_CLOEXEC) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try attempt("write \(file)") { Glibc.write(descriptor, bytes, bytes.count) }
    }
}

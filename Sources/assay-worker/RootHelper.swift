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

    func run() throws(WorkerFailure) {
        let report = try FileDescriptor.pipe(stage: "root helper pipe")
        defer { report.read.close() }
        let pid = fork()
        if pid == 0 {
            do throws(WorkerFailure) {
                try self.enterAndMount()
            } catch {
                report.write.write(error.wireBytes)
            }
            assay_exit_now(0)
        }
        report.write.close()
        guard pid > 0 else { throw WorkerFailure(stage: "fork root helper", errno: errno) }
        var failure: [UInt8] = []
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { buffer in
            while let count = report.read.readAvailable(into: buffer) { failure += buffer[..<count] }
        }
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
        if !failure.isEmpty { throw (try? WorkerFailure(wireBytes: failure)) ?? WorkerFailure(stage: "root helper") }
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

import CSyscalls
import Glibc
import WorkerProtocol

/// A process forked to supervise a branch before there is one: it waits to be told.
struct Successor {
    let pid: pid_t
    private let word: FileDescriptor

    /// - Parameter life: in the process forked.
    init(_ life: (Word) -> Never) throws(WorkerFailure) {
        let word = try FileDescriptor.pipe(stage: "successor pipe")
        let pid = assay_fork_alone()
        if pid == 0 {
            word.write.close()
            life(Word(source: word.read))
        }
        let error = errno
        word.read.close()
        self.pid = pid
        self.word = word.write
        guard pid > 0 else {
            self.word.close()
            throw WorkerFailure(stage: "fork supervisor", errno: error)
        }
    }

    /// Which process is its branch.
    func tell(_ branch: pid_t) {
        self.word.write(withUnsafeBytes(of: branch) { Array($0) })
        self.word.close()
    }

    /// There will be no branch.
    func dismiss() {
        self.word.close()
        waitpid(self.pid, nil, 0)
    }

    struct Word {
        fileprivate let source: FileDescriptor

        /// The branch; nil where there will be none.
        func wait() -> pid_t? {
            defer { self.source.close() }
            return self.source.read(exactly: 4)?.withUnsafeBytes { $0.loadUnaligned(as: pid_t.self) }
        }
    }
}

import CSyscalls
import Glibc
import WorkerProtocol

/// The forked child's life: confine, say so, wait, run one program, end.
struct ConfinedChild {
    let slot: SpareParts
    let root: PrivateRoot
    let channels: ChildChannels
    /// Set going just before the fork.
    var clock: LayerClock

    mutating func run() -> Never {
        self.clock.book(.fork)
        do {
            try self.channels.takeChildSide()
            self.clock.book(.pipes)
        } catch {
            assay_exit_now(1)
        }
        let ready = FileDescriptor(raw: ChildChannels.ready)
        do throws(WorkerFailure) {
            let listener = try self.slot.confinement.apply(self.root, &self.clock)
            let report = Frame(.slotReady, self.clock.costs)
            if let listener {
                guard FrameSocket(descriptor: ready.raw).send(report, with: listener) else { assay_exit_now(1) }
                close(listener)
            } else {
                ready.write(report.wireBytes)
            }
            try self.slot.interpreter.reseed()
            // With a program at the door, its own faults are the only ones worth taking.
            if self.slot.order.touchesSpares, !Self.programWaits { try self.slot.interpreter.prepare() }
            self.awaitProgram()
        } catch {
            ready.write(Frame(.failed, error).wireBytes)
            assay_exit_now(1)
        }
    }

    private static var programWaits: Bool {
        // Under load the next one comes within a millisecond of the last one's report.
        var order = pollfd(fd: ChildChannels.order, events: Int16(POLLIN), revents: 0)
        return poll(&order, 1, 1) > 0
    }

    private func awaitProgram() -> Never {
        let source = FileDescriptor(raw: ChildChannels.order)
        let (kind, order) = Self.nextOrder(from: source)
        guard let order else { assay_exit_now(0) }
        let addressSpace = self.slot.baselineAddressSpace + order.memoryBytes
        guard assay_limit(assay_limit_address_space, addressSpace) == 0 else { assay_exit_now(1) }
        if kind == .cell { self.serveCells(first: order, from: source) }
        source.close()
        close(ChildChannels.ready)
        switch order.language {
        case .python, .pytest: assay_exit_now(self.slot.interpreter.execute(order))
        case .bash: Shell.execute()
        }
    }

    /// Runs one cell after another in the same interpreter, until nobody orders any more.
    private func serveCells(first order: ExecutionOrder, from source: FileDescriptor) -> Never {
        let answers = FileDescriptor(raw: ChildChannels.ready)
        var next: (kind: Frame.Kind, order: ExecutionOrder?) = (.cell, order)
        var isNewBranch = false
        while true {
            if isNewBranch { self.slot.interpreter.becomeBranch() }
            isNewBranch = false
            switch next {
            case (.cell, let order?):
                let status = self.slot.interpreter.runCell(order)
                answers.write([status == 0 ? 0 : 1])
            case (.fork, _): isNewBranch = self.fork(answers, source)
            default: assay_exit_now(0)
            }
            next = Self.nextOrder(from: source)
        }
    }

    /// Forks the session; returns whether this is the branch. The supervisor lets four calls through that the filter refuses,
    /// and replaces the branch's descriptors while it waits in `unshare`: see ``BranchMaker``.
    ///
    /// What Python does in a fork's child waits for the branch's first cell: whoever forks a group need not wait for it.
    private func fork(_ answers: FileDescriptor, _ orders: FileDescriptor) -> Bool {
        // Branches that have ended count as tasks until then.
        while waitpid(-1, nil, WNOHANG) > 0 {}
        let pid = self.slot.interpreter.fork()
        guard pid == 0 else {
            answers.write([pid > 0 ? 0 : 1])
            return false
        }
        guard assay_unshare(assay_new_branch_namespaces) == 0 else { assay_exit_now(1) }
        answers.write([BranchMaker.Word.unshared.rawValue])
        guard orders.read(exactly: 1) != nil, chdir("/" + PrivateRoot.work) == 0, setsid() > 0,
            assay_drop_capabilities() == 0
        else { assay_exit_now(1) }
        answers.write([BranchMaker.Word.confined.rawValue])
        return true
    }

    private static func nextOrder(from source: FileDescriptor) -> (kind: Frame.Kind, order: ExecutionOrder?) {
        guard let header = source.read(exactly: Frame.headerSize), let (kind, size) = try? Frame.header(header),
            let payload = source.read(exactly: size)
        else { assay_exit_now(1) }
        return (kind, try? ExecutionOrder(wireBytes: payload))
    }
}

/// `bash main.sh` in place of the interpreter.
enum Shell {
    private static let environment = [
        "HOME=/home/user", "LANG=C.UTF-8", "LOGNAME=user", "PATH=/usr/local/bin:/usr/bin:/bin", "PWD=/work",
        "TMPDIR=/tmp", "USER=user",
    ]

    static func execute() -> Never {
        // Ignored signals stay ignored through exec; pipelines in scripts count on this one.
        signal(SIGPIPE, SIG_DFL)
        signal(SIGINT, SIG_DFL)
        var arguments: [UnsafeMutablePointer<CChar>?] = ["bash", "main.sh"].map { Self.copy($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = self.environment.map { Self.copy($0) } + [nil]
        _ = assay_execve("/bin/bash", &arguments, &environment)
        FileDescriptor.standardError.write("/bin/bash cannot be started: errno \(errno)\n")
        assay_exit_now(127)
    }

    private static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
        text.withCString { strdup($0) }
    }
}

import CSyscalls
import Glibc
import WorkerProtocol

/// The loop of a slot whose spare has become a session, and of each branch: runs cells, forks, until the server closes.
final class SessionSupervisor {
    private let server: FrameSocket
    private let parts: SpareParts
    private let session: Spare
    /// Those that this one listens for; nil for the supervisor of a branch.
    private let family: Family?
    /// Where new branches are announced.
    private let announcing: FileDescriptor
    /// What was forked from the session here.
    private var branches: Set<pid_t> = []

    /// Of a slot's first session.
    init(server: FrameSocket, parts: SpareParts, session: Spare) throws(WorkerFailure) {
        let family = try Family()
        self.server = server
        self.parts = parts
        self.session = session
        self.family = family
        self.announcing = family.announcing
    }

    /// Of a branch.
    private init(server: FrameSocket, parts: SpareParts, branch: Spare, announcing: FileDescriptor) {
        self.server = server
        self.parts = parts
        self.session = branch
        self.family = nil
        self.announcing = announcing
    }

    func run(first order: ExecutionOrder) -> Never {
        self.execute(order)
        // While nobody waits: it runs no Python any more, and neither do those that it forks.
        self.parts.interpreter.unmap()
        self.serve()
    }

    private func serve() -> Never {
        while true {
            self.waitForServer()
            guard let (frame, descriptors) = self.server.receive() else { self.end() }
            switch frame.kind {
            case .cell:
                guard let order = try? ExecutionOrder(wireBytes: frame.payload) else { self.end() }
                self.execute(order)
            case .files:
                guard let order = try? FileOrder(wireBytes: frame.payload) else { self.end() }
                self.server.send(Frame(.filesDone, self.session.root.carryOut(order)))
            case .fork:
                guard let order = try? ForkOrder(wireBytes: frame.payload), let socket = descriptors.first else {
                    self.end()
                }
                let files = Array(descriptors.dropFirst())
                let cgroup = files.isEmpty ? nil : Cgroup(kind: self.parts.order.cgroupKind, descriptors: files)
                self.fork(order, FrameSocket(descriptor: socket), cgroup)
                cgroup?.close()
                close(socket)
            default: continue
            }
        }
    }

    private func execute(_ order: ExecutionOrder) {
        var execution = RunningExecution(
            spare: self.session, order: order, server: self.server, slot: self.parts.order,
            addressSpaceLimit: self.parts.baselineAddressSpace + order.memoryBytes, family: self.family)
        let report = execution.runCell()
        self.server.send(Frame(.executed, report))
        if !report.isAlive { self.end() }
    }

    /// Sleeps until the server speaks. A session that ends meanwhile is not begun anew: whoever goes on with it must learn
    /// that its state is gone.
    private func waitForServer() {
        while true {
            let calls = self.session.heldCalls
            let sources =
                [FileDescriptor(raw: self.server.descriptor), self.session.processDescriptor]
                + (self.family.map { [$0.announced] } ?? []) + (calls.map { [$0.incoming] } ?? [])
            var polled = sources.map { pollfd(fd: $0.raw, events: Int16(POLLIN), revents: 0) }
            if poll(&polled, nfds_t(polled.count), -1) < 0 { continue }
            if polled[0].revents != 0 { return }
            if polled[1].revents != 0 { self.end() }
            self.family?.admit()
            if polled[polled.count - 1].revents & Int16(POLLIN) != 0, let call = calls?.next() { self.answer(call) }
        }
    }

    /// A stopped session calls nothing: it is a branch's call, or one that was under way.
    private func answer(_ call: HeldCall) {
        if self.family?.pass(call, unlessOf: self.session.pid) == true { return }
        call.answerIdle(errno: self.parts.order.defaultErrno)
    }

    // MARK: Branches

    private func fork(_ order: ForkOrder, _ socket: FrameSocket, _ cgroup: Cgroup?) {
        var successor: Successor?
        do throws(WorkerFailure) {
            let calls = try FileDescriptor.pipe(stage: "branch calls")
            calls.write.setNonBlocking()
            defer {
                calls.read.close()
                calls.write.close()
            }
            var maker = try BranchMaker(
                of: self.session, number: Int(order.number), cgroup: cgroup, parts: self.parts, family: self.family,
                siblings: self.branches)
            let (root, channels) = (maker.root, maker.channels)
            let branch = try maker.make { () throws(WorkerFailure) in
                successor = try Successor { word in
                    channels.closeChildSide()
                    calls.write.close()
                    guard let pid = word.wait() else { assay_exit_now(0) }
                    self.succeed(pid, root, channels, cgroup, calls.read, socket)
                }
            }
            guard let successor else { throw WorkerFailure(stage: "fork supervisor") }
            self.branches.insert(branch)
            Family.announce(branch: branch, supervisor: successor.pid, calls: calls.write, on: self.announcing)
            successor.tell(branch)
            maker.release()
        } catch {
            successor?.dismiss()
            socket.send(Frame(.failed, error))
        }
    }

    /// In the process forked for it.
    private func succeed(
        _ pid: pid_t, _ root: PrivateRoot, _ channels: ChildChannels, _ cgroup: Cgroup?, _ calls: FileDescriptor,
        _ socket: FrameSocket
    ) -> Never {
        do throws(WorkerFailure) {
            let branch = try Spare(
                branch: pid, root: root, channels: channels, cgroup: cgroup,
                heldCalls: self.session.heldCalls.map { HeldCalls(forwarded: calls, of: $0) })
            self.become(branch, socket)
        } catch {
            socket.send(Frame(.failed, error))
            assay_exit_now(1)
        }
    }

    /// The branch's supervisor.
    private func become(_ branch: Spare, _ socket: FrameSocket) -> Never {
        close(self.server.descriptor)
        self.family?.announced.close()
        self.session.cgroup?.close()
        // Supervisors forked from here end unseen.
        signal(SIGCHLD, SIG_IGN)
        let supervisor = SessionSupervisor(
            server: socket, parts: self.parts, branch: branch, announcing: self.announcing)
        // Its input's end must be the branch's alone, or it would never come.
        self.session.leave()
        socket.send(Frame(.slotReady, SlotReady(layers: [], missing: [])))
        // It stands still until its first cell. The kernel takes ten milliseconds for this, where nobody has moved a process
        // just before, and whoever asked for the branch need not wait for it.
        do throws(WorkerFailure) { try branch.cgroup?.adopt(branch.pid) } catch { supervisor.end() }
        supervisor.serve()
    }

    private func end() -> Never {
        if let family {
            // The namespaces stay for as long as branches live in them.
            self.session.endAlone()
            close(self.server.descriptor)
            family.linger(self.session.heldCalls, defaultErrno: self.parts.order.defaultErrno)
        } else {
            self.session.endAlone()
            self.session.root.removeBranch()
        }
        assay_exit_now(0)
    }
}

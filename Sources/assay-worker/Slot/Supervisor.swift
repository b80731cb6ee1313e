import CSyscalls
import Glibc
import WorkerProtocol

/// A slot's loop: keep one confined spare waiting, hand it the next program, report what happened.
final class Supervisor {
    private let server: FrameSocket
    private let parts: SpareParts
    private let cgroups: [Cgroup]
    private let initStacks: [UnsafeMutableRawPointer]
    private var spare: Spare?
    private var forks = 0

    init(
        order: SlotOrder, server: FrameSocket, interpreter: Interpreter, filter: SystemCallFilter, cgroups: [Cgroup],
        addressSpace: UInt64
    ) throws(WorkerFailure) {
        self.server = server
        self.cgroups = cgroups
        let own = try attempt("own pid namespace") { assay_pidfd_open(getpid()) }
        self.parts = SpareParts(
            order: order, interpreter: interpreter,
            confinement: Confinement(order: order, base: try BaseEntry.all(), filter: filter), ownNamespace: own,
            baselineAddressSpace: addressSpace)
        let stackSize = 16384
        self.initStacks = (0..<2).map { _ in
            UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16) + stackSize
        }
    }

    /// Makes the first spare, so that a slot which cannot confine says so before it serves.
    func start() throws(WorkerFailure) {
        self.spare = try self.makeSpare()
    }

    func run() -> Never {
        while true {
            self.waitForServer()
            guard let (frame, _) = self.server.receive() else { assay_exit_now(0) }
            guard let order = try? ExecutionOrder(wireBytes: frame.payload) else { continue }
            switch frame.kind {
            case .execute:
                self.server.send(Frame(.executed, self.execute(order)))
                self.spare = try? self.makeSpare()
            case .cell: self.becomeSession(order)
            default: continue
            }
        }
    }

    /// The spare becomes a session, which has the slot to itself from now on.
    private func becomeSession(_ order: ExecutionOrder) -> Never {
        do throws(WorkerFailure) {
            let session = if let spare = self.spare { spare } else { try self.makeSpare() }
            try SessionSupervisor(server: self.server, parts: self.parts, session: session).run(first: order)
        } catch {
            self.server.send(Frame(.executed, ExecutionReport(end: .notStarted(error))))
            assay_exit_now(0)
        }
    }

    private func execute(_ order: ExecutionOrder) -> ExecutionReport {
        do throws(WorkerFailure) {
            let spare = if let spare = self.spare { spare } else { try self.makeSpare() }
            self.spare = nil
            defer { spare.release() }
            var execution = RunningExecution(
                spare: spare, order: order, server: self.server, slot: self.parts.order,
                addressSpaceLimit: self.parts.baselineAddressSpace + order.memoryBytes)
            return try execution.run()
        } catch {
            return ExecutionReport(end: .notStarted(error))
        }
    }

    private func makeSpare() throws(WorkerFailure) -> Spare {
        // Two of each, in turn: the next child's never touch the last one's.
        self.forks += 1
        let cgroup = self.cgroups.isEmpty ? nil : self.cgroups[self.forks % self.cgroups.count]
        return try Spare.make(self.parts, cgroup: cgroup, initStack: self.initStacks[self.forks % 2])
    }

    /// Sleeps until the server speaks, answering calls of the waiting spare's interpreter that are held.
    private func waitForServer() {
        while true {
            var polled = [pollfd(fd: self.server.descriptor, events: Int16(POLLIN), revents: 0)]
            if let calls = self.spare?.heldCalls {
                polled.append(pollfd(fd: calls.incoming.raw, events: Int16(POLLIN), revents: 0))
            }
            if poll(&polled, nfds_t(polled.count), -1) < 0 { continue }
            if polled[0].revents != 0 { return }
            if let calls = self.spare?.heldCalls {
                if polled[1].revents & Int16(POLLIN) != 0 {
                    self.answer(calls.next())
                } else if polled[1].revents != 0 {
                    // The spare died while it waited; the next order gets a new one.
                    self.replaceDeadSpare()
                }
            }
        }
    }

    /// The interpreter's own calls, before there is a program.
    private func answer(_ call: HeldCall?) {
        call?.answerIdle(errno: self.parts.order.defaultErrno)
    }

    private func replaceDeadSpare() {
        if let dead = self.spare {
            _ = dead.end()
            dead.release()
        }
        self.spare = try? self.makeSpare()
    }
}

import CSyscalls
import Glibc
import WorkerProtocol

/// Holds one warmed interpreter and forks slots from it at the server's request.
struct Template {
    let tier: Tier
    let control: FrameSocket

    func run() -> Never {
        // A Ctrl-C at the server's terminal is for the server: it ends its workers itself.
        setsid()
        signal(SIGPIPE, SIG_IGN)
        // Not the operator's, which may be 077: programs, who are another user, must be able to read their root.
        umask(0o022)
        let start = monotonicNanoseconds()
        do throws(WorkerFailure) {
            var interpreter = try Interpreter()
            let modules = try interpreter.preload(self.tier)
            try interpreter.settle()
            HeapHoles.fill()
            HeapHoles.touchTop()
            HugePages.collapse()
            // Slots lose their first parent at once; this makes them ours, and ignoring the signal reaps them.
            try attempt("subreaper") { assay_become_subreaper() }
            signal(SIGCHLD, SIG_IGN)
            let ready = TemplateReady(
                pythonVersion: interpreter.version, modules: modules,
                startupMilliseconds: UInt32((monotonicNanoseconds() - start) / 1_000_000),
                residentBytes: Self.residentBytes())
            self.control.send(Frame(.templateReady, ready))
            self.serve(interpreter)
        } catch {
            self.control.send(Frame(.failed, error))
            exit(1)
        }
    }

    private func serve(_ interpreter: Interpreter) -> Never {
        while let (frame, descriptors) = self.control.receive() {
            defer { for descriptor in descriptors { close(descriptor) } }
            guard frame.kind == .spawnSlot, let order = try? SlotOrder(wireBytes: frame.payload) else {
                let failure = WorkerFailure(stage: "slot order", message: "server and worker are of different versions")
                self.control.send(Frame(.failed, failure))
                continue
            }
            do throws(WorkerFailure) {
                let pid = try SlotSpawner(order: order, descriptors: descriptors, control: self.control.descriptor)
                    .spawn(interpreter)
                self.control.send(Frame(.slotSpawned, SlotSpawned(slotID: order.slotID, hostPID: pid)))
            } catch {
                self.control.send(Frame(.failed, error))
            }
        }
        // The server is gone or wants an end: the slots see that themselves. Staying until they are dead lets them
        // be reaped, and whoever waits for us knows then that nothing is left. Bounded, should one not die.
        alarm(5)
        while waitpid(-1, nil, 0) > 0 || errno == EINTR {}
        exit(0)
    }

    private static func residentBytes() -> UInt64 {
        let pages = readTextFile("/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
        return (pages ?? 0) * 4096
    }
}

func monotonicNanoseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

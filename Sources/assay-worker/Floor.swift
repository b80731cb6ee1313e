import CSyscalls
import Glibc
import WorkerProtocol

/// The floor that isolation is measured against: fork the warmed image, run the program, wait. Nothing else.
struct Floor {
    let tier: Tier
    let count: Int
    let path: String

    init?(arguments: [String]) {
        guard arguments.count == 5, arguments[0] == "--tier", let tier = Tier(rawValue: arguments[1]),
            arguments[2] == "--count", let count = Int(arguments[3])
        else { return nil }
        self.tier = tier
        self.count = count
        self.path = arguments[4]
    }

    /// Prints one line a run: nanoseconds from fork to reaped.
    func run() -> Never {
        do throws(WorkerFailure) {
            var interpreter = try Interpreter()
            _ = try interpreter.preload(self.tier)
            try interpreter.settle()
            HeapHoles.fill()
            HeapHoles.touchTop()
            HugePages.collapse()
            let order = ExecutionOrder(
                language: .python, code: Array(readTextFile(self.path).utf8), prelude: .none, echoLast: false,
                standardInput: [], files: [], fetchPaths: [], fetchLimit: 0, wallMilliseconds: 0, memoryBytes: 0,
                outputKeep: 0, outputLimit: 0)
            let silence = try attempt("open /dev/null") { open("/dev/null", O_RDWR | O_CLOEXEC) }
            for _ in 0..<self.count { self.runOnce(interpreter, order, silence) }
            exit(0)
        } catch {
            FileDescriptor.standardError.write("\(error)\n")
            exit(1)
        }
    }

    private func runOnce(_ interpreter: Interpreter, _ order: ExecutionOrder, _ silence: Int32) {
        let start = monotonicNanoseconds()
        let pid = fork()
        if pid == 0 {
            for descriptor: Int32 in [1, 2] { dup2(silence, descriptor) }
            assay_exit_now(interpreter.execute(order))
        }
        var ignored: (Int32, UInt64, UInt64) = (0, 0, 0)
        _ = assay_wait(pid, &ignored.0, &ignored.1, &ignored.2)
        print(monotonicNanoseconds() - start)
    }
}

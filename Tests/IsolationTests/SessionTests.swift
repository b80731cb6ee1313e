import AssayOutcome
import AssaySandbox
import Foundation
import RealWorker
import Testing

/// Sessions against the real worker.
@Suite struct SessionTests {
    private static func withSession(
        _ request: SessionRequest = SessionRequest(tier: .bare), tiers: [Tier] = [.bare],
        configure: (inout ExecutorConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (TestSession) async throws -> Void
    ) async throws {
        try await RealWorker.withExecutor(tiers: tiers, configure: configure) { executor in
            let session = try await executor.makeSession(request)
            try await body(TestSession(executor: executor, id: session.id))
        }
    }

    private struct TestSession: Sendable {
        let executor: Executor
        let id: String

        func run(_ code: String, timeout: Duration = .seconds(10)) async throws -> CellResult {
            try await self.executor.execute(
                ExecutionRequest(code: code, timeout: timeout, echoLast: true), in: self.id, of: "")
        }

        func fork() async throws -> TestSession {
            TestSession(executor: self.executor, id: try await self.executor.forkSession(self.id, of: "").id)
        }

        func value(_ code: String) async throws -> String? { try await self.run(code).result.value }
    }

    @Test func stateIsKept() async throws {
        try await Self.withSession { session in
            let first = try await session.run("x = 41\nprint('one')")
            #expect(first.result.outcome == .ok)
            #expect(first.isAlive)
            #expect(first.result.standardOutput == Array("one\n".utf8))
            #expect(try await session.value("x + 1") == "42")
            _ = try await session.run("def f(): return x")
            #expect(try await session.value("f()") == "41")
        }
    }

    @Test func anExceptionLeavesTheSession() async throws {
        try await Self.withSession { session in
            _ = try await session.run("def f():\n    return 1 / 0")
            let cell = try await session.run("f()")
            #expect(cell.result.outcome == .error)
            #expect(cell.isAlive)
            #expect(cell.result.exception?.type == "ZeroDivisionError")
            #expect(cell.result.exception?.traceback.contains("return 1 / 0") == true)
            #expect(try await session.value("1 + 1") == "2")
            #expect(try await session.run("1 +").result.exception?.type == "SyntaxError")
            #expect(try await session.run("raise SystemExit(3)").isAlive)
        }
    }

    @Test func aTimeoutInterrupts() async throws {
        try await Self.withSession { session in
            _ = try await session.run("n = 0")
            let cell = try await session.run("while True: n += 1", timeout: .milliseconds(300))
            #expect(cell.result.outcome == .timeout)
            #expect(cell.isAlive)
            #expect(cell.result.exception?.type == "KeyboardInterrupt")
            #expect(try await session.value("n > 0") == "True")
        }
    }

    @Test func oneThatWillNotStopIsLost() async throws {
        try await Self.withSession { session in
            let code = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
            let cell = try await session.run(code, timeout: .milliseconds(300))
            #expect(cell.result.outcome == .timeout)
            #expect(!cell.isAlive)
            await #expect(throws: SessionError.lost("its interpreter ended")) { _ = try await session.run("1") }
        }
    }

    @Test func anEndedInterpreterIsLost() async throws {
        try await Self.withSession { session in
            let cell = try await session.run("import os; print('x', flush=True); os._exit(7)")
            #expect(cell.result.exitCode == 7)
            #expect(cell.result.outcome == .error)
            #expect(cell.result.standardOutput == Array("x\n".utf8))
            #expect(!cell.isAlive)
            await #expect(throws: SessionError.lost("its interpreter ended")) { _ = try await session.run("1") }
        }
    }

    @Test func memoryIsLimitedAndTheSessionStays() async throws {
        try await Self.withSession { session in
            let cell = try await session.run("b = bytearray(3 << 30)")
            #expect(cell.result.outcome == .memoryLimit)
            #expect(cell.isAlive)
            #expect(try await session.value("1") == "1")
        }
    }

    @Test func betweenCellsNothingRuns() async throws {
        try await Self.withSession { session in
            _ = try await session.run(
                """
                import threading, time
                n = 0
                def count():
                    global n
                    while True:
                        n += 1
                        time.sleep(0.001)
                threading.Thread(target=count, daemon=True).start()
                """)
            let before = try await session.value("n")
            try await Task.sleep(for: .milliseconds(400))
            let after = try await session.value("n")
            let difference = try #require(Int(after ?? "")) - (try #require(Int(before ?? "")))
            #expect(difference < 100)
            #expect(try await session.value("time.sleep(0.2) or n > \(after ?? "0") + 20") == "True")
        }
    }

    @Test func outputComesAsItIsWritten() async throws {
        try await Self.withSession { session in
            let chunks = AsyncStream<String>.makeStream()
            async let cell = session.executor.execute(
                ExecutionRequest(code: "import time\nprint('a')\ntime.sleep(3)\nprint('b')", timeout: .seconds(10)),
                in: session.id, of: "",
                onOutput: { chunks.continuation.yield(String(decoding: $0.bytes, as: UTF8.self)) })
            let first = await chunks.stream.first { _ in true }
            #expect(first?.hasPrefix("a") == true)
            // The cell is under way still: the executor counts it.
            #expect(try session.executor.session(session.id, of: "").isBusy)
            let whole = try await cell.result.standardOutput
            #expect(whole == Array("a\nb\n".utf8))
        }
    }

    @Test func filesStay() async throws {
        try await Self.withSession { session in
            let write = ExecutionRequest(code: "", files: ["in.txt": Array("hello".utf8)])
            _ = try await session.executor.execute(write, in: session.id, of: "")
            _ = try await session.run("open('out.txt', 'w').write(open('in.txt').read().upper())")
            let read = ExecutionRequest(code: "", fetchFiles: ["out.txt"])
            let result = try await session.executor.execute(read, in: session.id, of: "").result
            #expect(result.files["out.txt"] == Array("HELLO".utf8))
        }
    }

    @Test func ownersAreApart() async throws {
        try await Self.withSession(SessionRequest(owner: "a", tier: .bare)) { session in
            await #expect(throws: SessionError.unknown) {
                _ = try await session.executor.execute(ExecutionRequest(code: "1"), in: session.id, of: "b")
            }
            #expect(session.executor.sessions(of: "a").map(\.id) == [session.id])
            #expect(session.executor.sessions(of: "b").isEmpty)
            try session.executor.endSession(session.id, of: "a")
            await #expect(throws: SessionError.lost("it was deleted")) {
                _ = try await session.executor.execute(ExecutionRequest(code: "1"), in: session.id, of: "a")
            }
        }
    }

    @Test func placesAreCounted() async throws {
        try await Self.withSession(configure: { $0.sessions.maximumSessionsPerOwner = 1 }) { session in
            await #expect(throws: SessionError.self) {
                _ = try await session.executor.makeSession(SessionRequest(tier: .bare))
            }
            try session.executor.endSession(session.id, of: "")
            #expect(session.executor.sessions(of: "").isEmpty)
            // The place is free once the slot is gone.
            var made: SessionSummary?
            for _ in 0..<200 where made == nil {
                try await Task.sleep(for: .milliseconds(10))
                made = try? await session.executor.makeSession(SessionRequest(tier: .bare))
            }
            #expect(made != nil)
        }
    }

    @Test func idleOnesEnd() async throws {
        try await Self.withSession(configure: { $0.sessions.idleLifetime = .milliseconds(200) }) { session in
            for _ in 0..<300 where !session.executor.sessions(of: "").isEmpty {
                try await Task.sleep(for: .milliseconds(10))
            }
            await #expect(throws: SessionError.self) { _ = try await session.run("1") }
        }
    }

    @Test func forksGoTheirOwnWay() async throws {
        try await Self.withSession { session in
            _ = try await session.run("x = [1]\nopen('a.txt', 'w').write('one')\nopen('/tmp/b', 'w').write('two')")
            let branch = try await session.fork()
            #expect(try await branch.value("x") == "[1]")
            _ = try await branch.run("x.append(2)\nopen('a.txt', 'w').write('other')\nopen('c.txt', 'w').close()")
            _ = try await session.run("x.append(3)")
            #expect(try await branch.value("x") == "[1, 2]")
            #expect(try await session.value("x") == "[1, 3]")
            #expect(try await session.value("open('/work/a.txt').read()") == "'one'")
            #expect(try await branch.value("open('/work/a.txt').read(), open('/tmp/b').read()") == "('other', 'two')")
            #expect(try await session.value("import os; sorted(os.listdir())") == "['a.txt']")
            #expect(
                try await branch.value("import os; os.getcwd(), sorted(os.listdir('/work'))")
                    == "('/work', ['a.txt', 'c.txt'])")
            let value = try await branch.value("import random; random.random()")
            #expect(try await session.value("import random; random.random()") != value)
        }
    }

    @Test func aBranchBeginsAsTheChildOfAForkDoes() async throws {
        try await Self.withSession { session in
            _ = try await session.run(
                """
                import os, threading, time
                seen = []
                os.register_at_fork(after_in_child=lambda: seen.append(os.getpid()))
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                """)
            let state = "seen == [os.getpid()], threading.active_count()"
            let branch = try await session.fork()
            // Forked before it has run anything.
            let second = try await branch.fork()
            #expect(try await branch.value(state) == "(True, 1)")
            #expect(try await second.value("len(seen), threading.active_count()") == "(2, 1)")
            #expect(try await session.value("seen, threading.active_count()") == "([], 2)")
        }
    }

    @Test func forksOfForksAndTheirEnds() async throws {
        try await Self.withSession { session in
            _ = try await session.run("x = 0")
            let first = try await session.fork()
            _ = try await first.run("x = 1")
            let second = try await first.fork()
            _ = try await second.run("x = 2; open('d.txt', 'w').write('2')")
            let third = try await second.fork()
            #expect(try await third.value("x, open('d.txt').read()") == "(2, '2')")
            try session.executor.endSession(session.id, of: "")
            try session.executor.endSession(first.id, of: "")
            #expect(try await second.value("x") == "2")
            #expect(try await third.value("x + 1") == "3")
            let lost = try await third.run("b = bytearray(3 << 30)")
            #expect(lost.result.outcome == .memoryLimit)
            let denied = try await second.run("import os; os.fork()")
            #expect(denied.result.denied == ["clone"])
            let ended = try await third.run("os = __import__('os'); os._exit(3)")
            #expect((ended.result.outcome, ended.result.exitCode, ended.isAlive) == (.error, 3, false))
            #expect(try await second.value("x") == "2")
        }
    }

    @Test func aHostileSessionDoesNotForkPastItsWalls() async throws {
        try await Self.withSession { session in
            _ = try await session.run(
                """
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                def unshare():
                    return libc.unshare(0x10020000), ctypes.get_errno()
                """)
            #expect(try await session.value("unshare()") == "(-1, 1)")
            let branch = try await session.fork()
            #expect(try await branch.value("unshare()") == "(-1, 1)")
            #expect(try await branch.value("libc.mount(None, b'/', None, 0, None), ctypes.get_errno()") == "(-1, 1)")
            let family = try await branch.run("os.listdir('/.family')")
            #expect(family.result.exception?.type == "PermissionError")
        }
    }

    @Test func aGroupOfForks() async throws {
        try await Self.withSession { session in
            _ = try await session.run("x = 1")
            var branches: [TestSession] = []
            for _ in 0..<16 { branches.append(try await session.fork()) }
            let values = try await withThrowingTaskGroup(of: String?.self) { group in
                for (index, branch) in branches.enumerated() {
                    group.addTask { try await branch.value("x + \(index)") }
                }
                return try await group.reduce(into: Set<String>()) { if let value = $1 { $0.insert(value) } }
            }
            #expect(values == Set((1...16).map { "\($0)" }))
        }
    }

    /// How many threads a session can start, counted in it.
    private static let threads = """
        import threading, time
        started = 0
        try:
            for _ in range(200):
                threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
                started += 1
        except RuntimeError: pass
        started
        """

    @Test func forksHaveTasksOfTheirOwn() async throws {
        try await Self.withSession { session in
            let own = try #require(Int(try await session.value(Self.threads) ?? ""))
            let first = try await session.fork()
            let second = try await first.fork()
            for branch in [first, second] {
                let started = try #require(Int(try await branch.value(Self.threads) ?? ""))
                #expect(started >= own)
                #expect(started <= 65)
            }
        }
    }

    @Test func aPlaceIsUsedAgain() async throws {
        try await Self.withSession { session in
            _ = try await session.run("open('a.txt', 'w').write('one')")
            for _ in 0..<70 {
                let branch = try await session.fork()
                #expect(try await branch.value("open('a.txt').read()") == "'one'")
                try session.executor.endSession(branch.id, of: "")
            }
        }
    }

    @Test func cellsAwait() async throws {
        try await Self.withSession { session in
            #expect(try await session.value("import asyncio\nawait asyncio.sleep(0, 7)") == "7")
            _ = try await session.run("task = asyncio.create_task(asyncio.sleep(0.01, 8))\nawait asyncio.sleep(0)")
            #expect(try await session.value("await task") == "8")
            let cell = try await session.run(
                "try:\n    await asyncio.sleep(60)\nfinally:\n    x = 9", timeout: .milliseconds(300))
            #expect(cell.result.outcome == .timeout)
            #expect(cell.isAlive)
            #expect(try await session.value("await asyncio.sleep(0, x)") == "9")
        }
    }

    @Test func cellsKnowIPythonsCommands() async throws {
        try await Self.withSession { session in
            #expect(try await session.value("%matplotlib inline\n1 + 1") == "2")
            let timed = try await session.run("x = 6\n%time x * 7")
            #expect(timed.result.value == "42")
            #expect(String(decoding: timed.result.standardOutput, as: UTF8.self).contains("Wall time: "))
            _ = try await session.run("%%writefile a.txt\n%time is not run\n")
            #expect(try await session.value("open('a.txt').read()") == #"'%time is not run\n'"#)
            let failed = try await session.run("%%time\ny = 1\n1 / 0")
            #expect(failed.result.exception?.traceback.contains("line 3") == true)
            #expect(try await session.run("%nothing").result.exception?.type == "UsageError")
            // The profile starts no processes, and the cell is told so as on a terminal.
            let shell = try await session.run("!ls\n'after'")
            #expect(shell.result.value == "'after'")
            #expect(String(decoding: shell.result.standardError, as: UTF8.self) == "ls: Operation not permitted\n")
            let wrong = try await session.run("%pwd\nx = (1,\n")
            #expect(wrong.result.exception?.message.contains("was never closed") == true)
            // A program is no cell.
            let program = try await session.executor.execute(ExecutionRequest(code: "%pwd"))
            #expect(program.exception?.type == "SyntaxError")
        }
    }

    @Test func valuesAreShown() async throws {
        try await Self.withSession { session in
            let cell = try await session.run(
                """
                class A:
                    def _repr_html_(self): return '<b>a</b>'
                    def __repr__(self): return 'A()'
                display(A(), 3)
                A()
                """)
            #expect(cell.result.value == "A()")
            #expect(
                cell.result.display == [
                    ["text/plain": "A()", "text/html": "<b>a</b>"], ["text/plain": "3"],
                    ["text/plain": "A()", "text/html": "<b>a</b>"],
                ])
        }
    }
}

import AssayOutcome
import AssaySandbox
import RealWorker
import Testing

/// Each way for a program to end, through the real worker.
@Suite("Outcomes", .serialized)
struct OutcomeTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var code: String
        var outcome: Outcome
        var exitCode: Int32?
        var signal: Int32?
        var testDescription: String { self.name }
    }

    static let cases: [Case] = [
        Case(name: "prints", code: "print(1 + 1)", outcome: .ok, exitCode: 0),
        Case(name: "exits early", code: "import os; os._exit(0)", outcome: .ok, exitCode: 0),
        Case(name: "raises", code: "1 / 0", outcome: .error, exitCode: 1),
        Case(name: "does not parse", code: "x +", outcome: .error, exitCode: 1),
        Case(name: "holds a NUL", code: "x = 1\0", outcome: .error, exitCode: 1),
        Case(name: "exits with a status", code: "import sys; sys.exit(3)", outcome: .error, exitCode: 3),
        Case(name: "exits with a text", code: "import sys; sys.exit('no')", outcome: .error, exitCode: 1),
        Case(name: "kills itself", code: "import os; os.kill(os.getpid(), 9)", outcome: .signal, signal: 9),
        Case(name: "aborts", code: "import os; os.abort()", outcome: .signal, signal: 6),
        Case(name: "segfaults", code: "import ctypes; ctypes.string_at(0)", outcome: .signal, signal: 11),
        Case(name: "runs too long", code: "while True: pass", outcome: .timeout),
        Case(name: "sleeps too long", code: "import time; time.sleep(60)", outcome: .timeout),
        Case(name: "floods", code: "while True: print('x' * 4096)", outcome: .outputLimit),
        Case(
            name: "wants too much memory", code: "x = [bytearray(100 << 20) for _ in range(13)]",
            outcome: .memoryLimit),
        Case(name: "wants far too much at once", code: "bytearray(2 << 30)", outcome: .memoryLimit),
        Case(name: "fills memory bit by bit", code: "x = []\nwhile True: x.append([0] * 1000)", outcome: .memoryLimit),
        Case(name: "pretends to lack memory", code: "raise MemoryError()", outcome: .error, exitCode: 1),
        Case(
            name: "does without the memory", code: "try: bytearray(2 << 30)\nexcept MemoryError: pass", outcome: .ok),
    ]

    @Test(arguments: cases) func ends(as expected: Case) async throws {
        try await RealWorker.withExecutor { executor in
            var request = ExecutionRequest(code: expected.code)
            request.timeout = expected.outcome == .timeout ? .milliseconds(300) : .seconds(30)
            let result = try await executor.execute(request)
            #expect(result.outcome == expected.outcome)
            if let exitCode = expected.exitCode { #expect(result.exitCode == exitCode) }
            if let signal = expected.signal { #expect(result.signal == signal) }
            // Whatever it did, the next program finds nothing of it.
            let next = try await executor.execute(ExecutionRequest(code: "print('clean')"))
            #expect(String(decoding: next.standardOutput, as: UTF8.self) == "clean\n")
        }
    }

    @Test func partialOutputSurvivesATimeout() async throws {
        try await RealWorker.withExecutor { executor in
            var request = ExecutionRequest(code: "print('half', end='')\nwhile True: pass")
            request.timeout = .milliseconds(300)
            let result = try await executor.execute(request)
            #expect(result.outcome == .timeout)
            #expect(String(decoding: result.standardOutput, as: UTF8.self) == "half")
            #expect(result.exitCode == nil)
        }
    }

    @Test func outputKeepsHeadAndTail() async throws {
        try await RealWorker.withExecutor(configure: { $0.outputKeepBytes = 1024 }) { executor in
            let code = "print('first' + 'x' * 100_000 + 'last')"
            let result = try await executor.execute(ExecutionRequest(code: code))
            let text = String(decoding: result.standardOutput, as: UTF8.self)
            #expect(result.outcome == .ok)
            #expect(result.standardOutputTruncated)
            #expect(text.hasPrefix("first"))
            #expect(text.hasSuffix("last\n"))
            #expect(text.utf8.count < 4096)
        }
    }

    @Test func valueAndExceptionAreReported() async throws {
        try await RealWorker.withExecutor { executor in
            var request = ExecutionRequest(code: "x = 40\nx + 2")
            request.echoLast = true
            #expect(try await executor.execute(request).value == "42")
            let failed = try await executor.execute(ExecutionRequest(code: "int('x')"))
            #expect(failed.exception?.type == "ValueError")
            #expect(failed.exception?.traceback.contains("/work/main.py") == true)
        }
    }

    @Test func filesStayInsideThePrivateRoot() async throws {
        try await RealWorker.withExecutor { executor in
            var request = ExecutionRequest(
                code: """
                    import os, shutil
                    shutil.copy('in/a.txt', '/mnt/b')
                    os.symlink('/etc/passwd', 'link')
                    try: os.mkfifo('fifo')
                    except OSError: pass
                    """)
            request.files = ["in/a.txt": Array("hello".utf8), "../../mnt/c": Array("up".utf8)]
            request.fetchFiles = ["/mnt/b", "/mnt/c", "link", "fifo", "missing", "../../../../etc/hostname"]
            let result = try await executor.execute(request)
            #expect(result.outcome == .ok)
            #expect(result.files == ["/mnt/b": Array("hello".utf8), "/mnt/c": Array("up".utf8)])
        }
    }

    @Test func fileNamesAreUTF8() async throws {
        try await RealWorker.withExecutor { executor in
            let code = "open('/tmp/é', 'w').close(); import os; print(os.listdir('/tmp') == ['é'])"
            let result = try await executor.execute(ExecutionRequest(code: code))
            #expect(String(decoding: result.standardOutput, as: UTF8.self) == "True\n")
        }
    }

    /// More than a pipe holds, for a child that allocates to read it.
    @Test func longProgramsArrive() async throws {
        try await RealWorker.withExecutor { executor in
            let code = "text = '" + String(repeating: "x", count: 20 << 20) + "'\nprint('end')"
            let result = try await executor.execute(ExecutionRequest(code: code, timeout: .seconds(20)))
            #expect(String(decoding: result.standardOutput, as: UTF8.self) == "end\n")
        }
    }

    @Test func refusedCallsAreNamed() async throws {
        try await RealWorker.withExecutor { executor in
            let code =
                "import subprocess\ntry: subprocess.run(['/bin/true'])\nexcept OSError as error: print(error.errno)"
            let result = try await executor.execute(ExecutionRequest(code: code))
            #expect(result.outcome == .ok)
            #expect(!result.denied.isEmpty)
        }
    }

    @Test func shellAndPytestMayRunPrograms() async throws {
        try await RealWorker.withExecutor { executor in
            var shell = ExecutionRequest(code: "cat <(echo one | tr a-z A-Z); exit 4")
            shell.language = .bash
            let answer = try await executor.execute(shell)
            #expect(String(decoding: answer.standardOutput, as: UTF8.self) == "ONE\n")
            #expect(answer.exitCode == 4)
            var tests = ExecutionRequest(code: "def test_one(): assert 1 + 1 == 2\ndef test_two(): assert False\n")
            tests.language = .pytest
            let report = try await executor.execute(tests)
            #expect(report.exitCode == 1)
            #expect(String(decoding: report.standardOutput, as: UTF8.self).contains("1 failed, 1 passed"))
        }
    }

    @Test func cancellationEndsTheProgram() async throws {
        try await RealWorker.withExecutor { executor in
            let running = Task { try await executor.execute(ExecutionRequest(code: "while True: pass")) }
            try await Task.sleep(for: .milliseconds(200))
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.value }
            let start = ContinuousClock.now
            _ = try await executor.execute(ExecutionRequest(code: "print()"))
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }
}

import AssayOutcome
import AssaySandbox
import RealWorker
import Testing

/// How cells show themselves, against the real worker.
@Suite struct CellStyleTests {
    private static func run(_ cells: [(String, CellStyle)]) async throws -> [ExecutionResult] {
        try await RealWorker.withExecutor { executor in
            let session = try await executor.makeSession(SessionRequest(tier: .bare))
            var results: [ExecutionResult] = []
            for (code, style) in cells {
                var request = ExecutionRequest(code: code, timeout: .seconds(10), echoLast: true)
                request.style = style
                results.append(try await executor.execute(request, in: session.id, of: "").result)
            }
            return results
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func aKernelTellsItsClientAndWritesNothing() async throws {
        let results = try await Self.run([
            ("display('a')\n[1, 'b']", .kernel), ("def f(n):\n    return 1 / n", .kernel), ("f(0)", .kernel),
            ("1;", .kernel), ("1 +", .kernel),
        ])
        #expect(results[0].display == [["text/plain": "'a'"], ["text/plain": "[1, 'b']"]])
        #expect(results[0].resultIndex == 1)
        #expect(results[2].standardError.isEmpty && results[2].standardOutput.isEmpty)
        #expect(
            results[2].exception?.entries == [
                String(repeating: "-", count: 75),
                "ZeroDivisionError                         Traceback (most recent call last)",
                "Cell In[3], line 1\n----> 1 f(0)\n",
                "Cell In[2], line 2, in f(n)\n      1 def f(n):\n----> 2     return 1 / n\n",
                "ZeroDivisionError: division by zero",
            ])
        #expect(results[3].display.isEmpty && results[3].resultIndex == nil)
        #expect(
            results[4].exception?.entries == [
                "  Cell In[5], line 1\n    1 +\n       ^\nSyntaxError: invalid syntax\n"
            ])
    }

    @Test func aShellWritesWhatItShows() async throws {
        let results = try await Self.run([
            ("print('a')\n{'k': 1}", .shell(.plain)), ("list(range(40))", .shell(.plain)), ("int", .shell(.plain)),
            ("1 / 0", .shell(.minimal)), ("1 / 0", .shell(.plain)), ("1 / 0", .shell(.context)),
            ("display('x', 3)", .shell(.plain)), ("def f(n):\n    return 1 / n\nf(0)", .shell(.verbose)),
        ])
        #expect(Self.text(results[0].standardOutput) == "a\nOut[0]: {'k': 1}\n")
        #expect(Self.text(results[1].standardOutput).hasPrefix("Out[0]: \n[0,\n 1,\n"))
        #expect(Self.text(results[2].standardOutput) == "Out[0]: int\n")
        #expect(Self.text(results[3].standardOutput) == "ZeroDivisionError: division by zero\n")
        #expect(
            Self.text(results[4].standardOutput)
                == "Traceback (most recent call last):\n    1 / 0\nZeroDivisionError: division by zero\n")
        #expect(Self.text(results[5].standardOutput).contains("Cell In[6], line 1\n----> 1 1 / 0\n"))
        #expect(Self.text(results[6].standardOutput) == "x 3\n")
        #expect(Self.text(results[7].standardOutput).contains("in f(n=0)"))
        #expect(results[7].outcome == .error)
        #expect(results.allSatisfy { $0.display.isEmpty && $0.standardError.isEmpty })
    }

    @Test func aTracebackThatCannotBeMadeIsStillAnError() async throws {
        let results = try await Self.run([
            ("class E(Exception):\n    def __str__(self): raise KeyError\nraise E", .kernel),
            ("def r(n): return r(n + 1)\nr(0)", .kernel),
            ("exec(compile('1/0', 'nowhere', 'exec'))", .kernel),
        ])
        #expect(results.allSatisfy { $0.outcome == .error })
        #expect(results[1].exception?.traceback.contains("skipping similar frames: r at line 1") == true)
        #expect(results[2].exception?.traceback.contains("File nowhere:1") == true)
    }

    @Test func variablesAreACellsOwn() async throws {
        try await RealWorker.withExecutor { executor in
            var making = SessionRequest(tier: .bare)
            making.environment = ["KEPT": "'\\é"]
            making.workingDirectory = "/tmp"
            let session = try await executor.makeSession(making)
            func value(_ code: String, _ environment: [String: String] = [:]) async throws -> String? {
                var request = ExecutionRequest(code: code, echoLast: true)
                request.environment = environment
                return try await executor.execute(request, in: session.id, of: "").result.value
            }
            #expect(try await value("import os; os.environ['KEPT'], os.getcwd()") == #"("'\\é", '/tmp')"#)
            #expect(try await value("os.environ['A'] + os.environ['HOME']", ["A": "=b", "HOME": "c"]) == "'=bc'")
            #expect(try await value("os.environ.get('A'), os.environ['HOME']") == "(None, '/home/user')")
            await #expect(throws: ExecutionRefusal.self) { _ = try await value("1", ["A=": "b"]) }
            await #expect(throws: ExecutionRefusal.self) { _ = try await value("1", ["A": "\0"]) }
            making.workingDirectory = "/nowhere"
            let request = making
            await #expect(throws: ExecutionRefusal.self) { _ = try await executor.makeSession(request) }
        }
    }
}

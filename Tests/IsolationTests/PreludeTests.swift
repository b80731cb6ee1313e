import AssayOutcome
import AssaySandbox
import RealWorker
import Testing

/// The seed's prelude, which the math tier has run beforehand, is as if it ran before each program.
@Suite("The seed's prelude", .serialized)
struct PreludeTests {
    /// The same, as a text that the worker does not know and so runs.
    private static let unknown = ExecutionRequest.seedPrelude + "\n# in so many words\n"

    private static let programs: [(name: String, code: String)] = [
        ("names", "print(sqrt.__module__, symbols.__module__, np.__name__, e, N.__name__)"),
        ("the namespace", "print([(name, type(value)) for name, value in globals().items()])"),
        (
            "its own import",
            "import __main__\nprint(__main__.sqrt is sqrt, __main__.__dict__ is globals(), dir(__main__))"
        ),
        ("a star import of itself", "from __main__ import *\nprint(len(dir()))"),
        (
            "a function",
            "def f(y):\n    global E\n    E = y\n    return sqrt(y) + solve(x - 1, x)[0]\nx = symbols('x')\nprint(f(4), E)"
        ),
        ("a deleted name", "del sqrt\nprint(sqrt(4))"),
        ("other globals", "print(eval('sqrt(4)', {}))"),
        ("an unknown name", "print(1)\n\nsolve(nothing)"),
        ("a failure below", "solve(1, 2, 3)"),
        (
            "ends that speak",
            "class Loud:\n    def __del__(self): print('gone')\nbeta = Loud()\nown = Loud()\n_first = Loud()"
        ),
        ("a cycle", "class Loud:\n    def __del__(self): print('gone')\nbeta = Loud()\nbeta.own = beta"),
        ("modules", "import sys\nprint(sorted(name for name in sys.modules if 'sympy' in name or name == '__main__'))"),
        ("values", "x, y = symbols('x y'); expand((x + y)**2)"),
        ("the last of several", "a = Rational(1, 3)\na + 1"),
        ("an exit", "raise SystemExit(5)"),
        ("a docstring", "'said'"), ("nothing", ""), ("a comment", "# no"), ("not Python", "x +"),
    ]

    @Test func isTheSameAsRunningIt() async throws {
        try await RealWorker.withExecutor(tiers: [.math], slots: 2) { executor in
            for program in Self.programs {
                let ready = try await Self.run(program.code, prelude: ExecutionRequest.seedPrelude, on: executor)
                let ran = try await Self.run(program.code, prelude: Self.unknown, on: executor)
                #expect(ready == ran, "\(program.name)")
            }
        }
    }

    /// CPython would have dropped it by then; who ran the prelude for a destructor's sake is better off.
    @Test func lastsUntilTheProgramsOwnNamesAreGone() async throws {
        try await RealWorker.withExecutor(tiers: [.math]) { executor in
            let code = "class Last:\n    def __del__(self): print(sqrt(4))\nlast = Last()"
            let result = try await Self.run(code, prelude: ExecutionRequest.seedPrelude, on: executor)
            #expect(result.output == "2.0\n")
        }
    }

    @Test func isRunWhereItIsNotHeldReady() async throws {
        try await RealWorker.withExecutor(tiers: [.bare]) { executor in
            let request = ExecutionRequest(
                code: "symbols('x') + sqrt(4)", prelude: ExecutionRequest.seedPrelude, echoLast: true)
            let result = try await executor.execute(request)
            #expect(result.value == "x + 2.0")
        }
    }

    @Test func isNewForEachProgram() async throws {
        try await RealWorker.withExecutor(tiers: [.math]) { executor in
            let spoil = "for name in list(globals()):\n    if name[:2] != '__': globals()[name] = None"
            let spoilt = try await Self.run(spoil, prelude: ExecutionRequest.seedPrelude, on: executor)
            #expect(spoilt.outcome == .ok)
            let next = try await Self.run(
                "sqrt(4), np.pi, N(pi, 3)", prelude: ExecutionRequest.seedPrelude, on: executor)
            #expect(next.value == "(2.0, 3.141592653589793, 3.14)")
            let without = try await Self.run("sqrt(4)", prelude: nil, on: executor)
            #expect(without.exception?.type == "NameError")
        }
    }

    @Test func randomNumbersDifferFromProgramToProgram() async throws {
        try await RealWorker.withExecutor(tiers: [.math]) { executor in
            var seen: Set<String> = []
            for _ in 0..<8 {
                let code = "import random\nimport numpy as np\n(random.random(), np.random.rand(), np.random.randn())"
                seen.insert(try #require(try await Self.run(code, prelude: nil, on: executor).value))
            }
            #expect(seen.count == 8)
            let code = "import numpy as np\nnp.random.seed(42)\n[int(n) for n in np.random.randint(0, 100, 5)]"
            let seeded = try await Self.run(code, prelude: nil, on: executor)
            #expect(seeded.value == "[51, 92, 14, 71, 60]")
            let state =
                "import numpy as np\nkind, key, place, has, cached = np.random.get_state()\n(len(set(map(int, key))) > 600, place, has)"
            let told = try await Self.run(state, prelude: nil, on: executor)
            #expect(told.value == "(True, 624, 0)")
        }
    }

    /// What a program showed.
    private struct Shown: Equatable {
        var outcome: Outcome
        var exitCode: Int32?
        var output: String
        var error: String
        var value: String?
        var exception: ExceptionClaim?
    }

    private static func run(_ code: String, prelude: String?, on executor: Executor) async throws -> Shown {
        let result = try await executor.execute(ExecutionRequest(code: code, prelude: prelude, echoLast: true))
        return Shown(
            outcome: result.outcome, exitCode: result.exitCode,
            output: String(decoding: result.standardOutput, as: UTF8.self),
            error: String(decoding: result.standardError, as: UTF8.self), value: result.value,
            exception: result.exception)
    }
}

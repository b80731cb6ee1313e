import Foundation
import Glibc

/// A program that is measured.
struct Workload {
    let name: String
    let tier: String
    let code: String

    static let all = [
        Workload(name: "print(1+1)", tier: "bare", code: "print(1+1)\n"),
        Workload(
            name: "gsm8k-like", tier: "bare",
            code: """
                def solution():
                    eggs_per_day = 16
                    eggs_eaten = 3
                    eggs_baked = 4
                    eggs_sold = eggs_per_day - eggs_eaten - eggs_baked
                    price_per_egg = 2
                    return eggs_sold * price_per_egg
                print(solution())

                """),
        Workload(name: "import numpy", tier: "math", code: "import numpy as np\nprint(np.arange(10).sum())\n"),
        Workload(
            name: "sympy solve", tier: "math",
            code: "from sympy import symbols, solve\nx = symbols('x')\nprint(solve(2*(x + x + 3) - 30, x))\n"),
    ]

    /// The request body for `/v1/execute`.
    var body: String {
        let code = self.code.replacingOccurrences(of: "\n", with: "\\n")
        return #"{"code":"\#(code)","echo_last":false}"#
    }
}

/// What a fresh interpreter takes for the same.
enum ColdPython {
    /// Median of eleven runs, milliseconds.
    static func median(_ code: String) throws -> Double {
        var times: [Double] = []
        for _ in 0..<11 {
            let start = ContinuousClock.now
            try Self.run(code)
            times.append((ContinuousClock.now - start).milliseconds)
        }
        return times.sorted()[times.count / 2]
    }

    /// Not Foundation's Process: its wait polls, which adds tens of milliseconds to a short run.
    private static func run(_ code: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = ["python3", "-c", code].map { text in
            text.withCString { strdup($0) }
        }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var pid: pid_t = 0
        guard posix_spawn(&pid, "/usr/bin/python3", &actions, nil, &arguments, environ) == 0 else {
            throw CocoaError(.executableLoad)
        }
        waitpid(pid, nil, 0)
    }
}

/// What forking the warmed image, running and waiting takes without any isolation.
enum Floor {
    /// Median of 300 runs, milliseconds.
    static func median(_ workload: Workload) throws -> Double {
        let file = FileManager.default.temporaryDirectory.appending(path: "assay-floor-\(UUID().uuidString).py")
        try workload.code.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = BenchServer.binary("assay-worker")
        process.arguments = ["floor", "--tier", workload.tier, "--count", "300", file.path]
        process.environment = [
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "LC_ALL": "C.UTF-8", "LD_BIND_NOW": "1",
            "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let times = text.split(separator: "\n").compactMap { Double($0) }.sorted()
        guard !times.isEmpty else { throw CocoaError(.featureUnsupported) }
        return times[times.count / 2] / 1_000_000
    }
}

extension Duration {
    var milliseconds: Double {
        Double(self.components.seconds) * 1000 + Double(self.components.attoseconds) / 1e15
    }
}

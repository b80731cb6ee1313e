import ArgumentParser
import Foundation
import Synchronization

/// What sessions cost: one among few, and one among thousands.
struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures sessions: memory, cells, forks, and how many live.")

    @Option(help: "Sessions alive at the same time.")
    var sessions = 5000
    @Option(help: "Cells a second, to sessions chosen at random.")
    var rate = 100.0
    @Option(help: "Seconds of that load.")
    var seconds = 30.0
    @Option(help: "Connections that make sessions and send cells.")
    var connections = 8
    @Option(help: "The interpreter: bare or math.")
    var tier = "math"

    /// Alone on the server, for latencies of one thing at a time.
    private static let few = 20

    func run() throws {
        print(Machine.line)
        let most = "\(self.sessions + Self.few + 64)"
        let server = try BenchServer(settings: ["ASSAY_SESSIONS_MAX": most, "ASSAY_SESSIONS_MAX_PER_KEY": most])
        defer { server.stop() }
        var rows: [Row] = []
        var paths = try self.alone(server, &rows)
        let memoryBefore = Self.availableMebibytes
        let made = try self.fill(server, upTo: self.sessions - paths.count)
        paths += made.paths
        rows.append(Row("a session made, \(self.connections) at a time, p50 ms", made.times.sorted().percentile(0.5)))
        let taken = (memoryBefore - Self.availableMebibytes) / Double(max(1, made.paths.count))
        rows.append(Row("memory of the machine a session, MiB", taken))
        rows.append(try self.idle(server))
        try self.load(server, paths, &rows)
        print("\n\(Machine.pad("", 48))      goal    figure")
        for row in rows { print(row.text) }
        guard rows.allSatisfy(\.isMet) else { throw ExitCode(1) }
    }

    /// One thing after another, on a server that has nothing else to do.
    private func alone(_ server: BenchServer, _ rows: inout [Row]) throws -> [String] {
        let client = try SessionClient(port: server.port)
        defer { client.close() }
        var paths: [String] = []
        let made = try Self.times(Self.few) {
            paths.append(try client.create(tier: self.tier))
            // Let the next one's worker be made.
            return { Thread.sleep(forTimeInterval: 0.1) }
        }
        rows.append(Row("a session made, p50 ms", made.percentile(0.5)))
        for path in paths { try client.run(path) }
        Thread.sleep(forTimeInterval: 0.2)
        let memory = SessionMemory.ofIdle(below: server.pid).sorted { $0.mebibytes < $1.mebibytes }
        guard memory.count == paths.count else { throw SessionFault("\(memory.count) sessions are idle") }
        rows.append(Row("private memory of an idle session, MiB", memory[memory.count / 2].mebibytes, goal: 1.5))
        rows.append(Row("  of it the interpreter's, MiB", Double(memory[memory.count / 2].interpreter) / 1024))
        let cells = try Self.times(2000) {
            try client.run(paths[0])
            return {}
        }
        rows.append(Row("a cell, p50 ms", cells.percentile(0.5), goal: 2))
        try self.groups(client, of: paths[1], &rows)
        return paths
    }

    /// As a trainer branches a group of rollouts from one state: eight forks, a cell in each, and they go.
    private func groups(_ client: SessionClient, of session: String, _ rows: inout [Row]) throws {
        var forks: [Double] = []
        var firstCells: [Double] = []
        for _ in 0..<15 {
            var branches: [String] = []
            forks += try Self.times(8) {
                branches.append(try client.fork(session))
                return {}
            }
            firstCells += try branches.flatMap { branch in
                try Self.times(1) {
                    try client.run(branch)
                    return {}
                }
            }
            for branch in branches { try client.delete(branch) }
            // What they leave takes a processor for milliseconds.
            Thread.sleep(forTimeInterval: 0.1)
        }
        rows.append(Row("a fork, p50 ms", forks.sorted().percentile(0.5), goal: 5))
        rows.append(Row("a branch's first cell, p50 ms", firstCells.sorted().percentile(0.5)))
    }

    /// How long each took, milliseconds, sorted; what comes after it is not counted.
    private static func times(_ count: Int, _ body: () throws -> () throws -> Void) throws -> [Double] {
        var times: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            let rest = try body()
            times.append((ContinuousClock.now - start).milliseconds)
            try rest()
        }
        return times.sorted()
    }

    private func fill(_ server: BenchServer, upTo count: Int) throws -> (paths: [String], times: [Double]) {
        let made = Mutex<Result<[(String, Double)], any Error>>(.success([]))
        let left = Atomic(count)
        let (port, tier) = (server.port, self.tier)
        DispatchQueue.concurrentPerform(iterations: self.connections) { _ in
            let result = Result {
                let client = try SessionClient(port: port)
                defer { client.close() }
                var made: [(String, Double)] = []
                while left.subtract(1, ordering: .relaxed).oldValue > 0 {
                    let start = ContinuousClock.now
                    let path = try client.create(tier: tier)
                    made.append((path, (ContinuousClock.now - start).milliseconds))
                }
                return made
            }
            made.withLock { all in all = all.flatMap { sofar in result.map { sofar + $0 } } }
        }
        let all = try made.withLock { try $0.get() }
        return (all.map(\.0), all.map(\.1))
    }

    /// What the server does while nobody asks.
    private func idle(_ server: BenchServer) throws -> Row {
        Thread.sleep(forTimeInterval: 1)
        let before = server.processorSeconds
        Thread.sleep(forTimeInterval: 5)
        return Row("of a core, the server while all are idle, %", (server.processorSeconds - before) / 5 * 100)
    }

    private func load(_ server: BenchServer, _ paths: [String], _ rows: inout [Row]) throws {
        let before = (everybody: Machine.processorSeconds, ours: server.treeProcessorSeconds)
        let latencies = try SessionLoad(
            port: server.port, sessions: paths, rate: self.rate, senders: self.connections
        ).run(seconds: self.seconds)
        let spent = (
            everybody: Machine.processorSeconds - before.everybody, ours: server.treeProcessorSeconds - before.ours
        )
        let client = try SessionClient(port: server.port)
        defer { client.close() }
        rows.append(
            Row("sessions alive at the end", Double(try client.live()), goal: Double(self.sessions), least: true))
        let load = "at \(Int(self.rate)) cells/s in all of them"
        rows.append(Row("a cell \(load), p50 ms", latencies.percentile(0.5)))
        rows.append(Row("a cell \(load), p99 ms", latencies.percentile(0.99), goal: 10))
        rows.append(Row("of a core, sessions, server, clients, %", spent.ours / self.seconds * 100))
        rows.append(
            Row("of a core, everybody else meanwhile, %", (spent.everybody - spent.ours) / self.seconds * 100))
    }

    private static var availableMebibytes: Double {
        let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
    }

    /// A figure, and what it should be.
    private struct Row {
        let name: String
        let figure: Double
        let goal: Double?
        let least: Bool

        init(_ name: String, _ figure: Double, goal: Double? = nil, least: Bool = false) {
            self.name = name
            self.figure = figure
            self.goal = goal
            self.least = least
        }

        var isMet: Bool { self.goal.map { self.least ? self.figure >= $0 : self.figure <= $0 } ?? true }

        var text: String {
            let goal = self.goal.map { (self.least ? "≥ " : "≤ ") + String(format: "%g", $0) } ?? ""
            return Machine.pad(self.name, 48) + String(repeating: " ", count: max(0, 10 - goal.count)) + goal
                + Machine.number(self.figure, 10) + (self.isMet ? "" : "  missed")
        }
    }
}

extension [Double] {
    /// Of sorted values.
    func percentile(_ share: Double) -> Double {
        self.isEmpty ? .nan : self[Swift.min(self.count - 1, Int(Double(self.count) * share))]
    }
}

import ArgumentParser
import Foundation

/// `assay-bench`: what an execution costs over HTTP, beside the two things it is compared with.
@main
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay-bench", abstract: "Measures a server that it starts itself, over loopback only.",
        subcommands: [Table.self, Burst.self], defaultSubcommand: Table.self)
}

/// Latency and throughput of four programs at three loads, beside cold python3 and the bare fork.
struct Table: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the table of the README.")

    @Option(help: "Seconds for each program and load.")
    var seconds = 3.0

    func run() throws {
        print(Machine.line)
        let server = try BenchServer()
        defer { server.stop() }
        print("\nprogram        load  p50 ms  p95 ms  p99 ms   runs/s   server: run ms  queue ms")
        var rows: [String: LoadResult] = [:]
        for workload in Workload.all {
            for connections in [1, 8, 64] {
                let result = try LoadGenerator(port: server.port, body: workload.body, connections: connections)
                    .run(seconds: self.seconds)
                rows["\(workload.name) \(connections)"] = result
                print(result.row(workload.name, connections))
            }
        }
        try self.compare(rows)
    }

    /// Cost is processor time: both cores busy for a second, divided by the runs of that second.
    private func compare(_ rows: [String: LoadResult]) throws {
        print("\nprogram        cold python3 ms  bare fork ms   cost of a run, ms  / floor   throughput / cold python3")
        let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
        for workload in Workload.all {
            guard let busy = rows["\(workload.name) 8"] else { continue }
            let cold = try ColdPython.median(workload.code)
            let floor = try Floor.median(workload)
            let cost = cores * 1000 / busy.perSecond
            let columns = [
                Machine.pad(workload.name, 14), Machine.number(cold, 16), Machine.number(floor, 13),
                Machine.number(cost, 19), Machine.number(cost / floor, 9),
                Machine.number(busy.perSecond / (cores * 1000 / cold), 27),
            ]
            print(columns.joined())
        }
    }
}

/// Many requests from many connections: every one must be answered, none with a fault of ours.
struct Burst: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Plays a burst and checks that nothing is lost.")

    @Option(help: "Requests in all.")
    var requests = 45_000
    @Option(help: "Connections at the same time.")
    var connections = 512

    func run() throws {
        let server = try BenchServer()
        defer { server.stop() }
        let load = LoadGenerator(port: server.port, body: Workload.all[0].body, connections: self.connections)
        let result = load.run(requests: self.requests)
        let peak = server.peakResidentMegabytes
        print(
            "burst: \(self.requests) requests, \(self.connections) connections, \(result.answers) answered, "
                + "\(result.outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
        )
        print(
            "       \(Machine.number(result.seconds, 0)) s, \(Machine.number(result.perSecond, 0)) /s, p50 "
                + "\(Machine.number(result.percentile(0.5), 0)) ms, p99 \(Machine.number(result.percentile(0.99), 0)) ms; "
                + "peak memory of the server \(peak) MiB")
        guard result.answers == self.requests, result.outcomes == ["ok": self.requests] else { throw ExitCode(1) }
    }
}

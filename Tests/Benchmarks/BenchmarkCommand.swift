import ArgumentParser
import Foundation

/// `assay-bench`: what an execution costs over HTTP, beside the two things it is compared with, and what scores and the
/// Swift client cost.
@main
struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay-bench", abstract: "Measures a server that it starts itself, over loopback only.",
        subcommands: [
            Table.self, Sessions.self, Scores.self, Client.self, Burst.self, Rollouts.self, Model.self, Sampling.self,
        ],
        defaultSubcommand: Table.self)
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
        print("\nprogram        load  p50 ms  p95 ms  p99 ms   runs/s   of the p50: run ms  queue ms  rest ms")
        var rows: [String: LoadResult] = [:]
        for workload in Workload.all {
            for connections in [1, 8, 64] {
                let result = LoadGenerator(port: server.port, body: workload.body, connections: connections)
                    .run(seconds: self.seconds)
                rows["\(workload.name) \(connections)"] = result
                print(result.row(workload.name, connections))
            }
        }
        print("run: in the sandbox, queue: waiting for a slot (both from usage), rest: HTTP, JSON, client")
        try self.compare(rows)
        try self.layers(server)
        guard rows.values.allSatisfy({ Set($0.outcomes.keys) == ["ok"] }) else {
            print("not every run ended with ok: these are no figures")
            throw ExitCode(1)
        }
    }

    /// What each layer takes: alone, when it is put up while nobody waits, and with every core busy.
    private func layers(_ server: BenchServer) throws {
        var columns: [[String: Double]] = []
        for connections in [1, 8] {
            let before = try LayerTotals(port: server.port)
            _ = LoadGenerator(port: server.port, body: Workload.all[0].body, connections: connections)
                .run(seconds: self.seconds)
            columns.append(try LayerTotals(port: server.port).means(since: before))
        }
        print("\nlayer          1 connection, ms  8 connections, ms   (means of print(1+1); fork is the floor's own)")
        for layer in columns[0].keys.sorted(by: { columns[0][$0, default: 0] > columns[0][$1, default: 0] }) {
            print(Machine.pad(layer, 15) + columns.map { Machine.number($0[layer, default: 0], 16) }.joined())
        }
        let sums = columns.map { $0.filter { $0.key != "fork" }.values.reduce(0, +) }
        print(Machine.pad("all but fork", 15) + sums.map { Machine.number($0, 16) }.joined())
    }

    /// Cost is processor time: all cores busy for a second, divided by the runs of that second, server and client
    /// included. Throughput is taken at the load that gives most, and for cold python3 as every core starting one
    /// after the other.
    private func compare(_ rows: [String: LoadResult]) throws {
        print("\nprogram        cold python3 ms  bare fork ms   cost of a run, ms  / floor   throughput / cold python3")
        let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
        for workload in Workload.all {
            let loads = [8, 64].compactMap { rows["\(workload.name) \($0)"] }
            guard let busy = loads.max(by: { $0.perSecond < $1.perSecond }) else { continue }
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
        print("cost: cores * 1 s / (runs/s at saturation), the client's share included; floor: bare fork")
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
        print(
            "burst: \(self.requests) requests, \(self.connections) connections, \(result.answers) answered, "
                + "\(result.outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
        )
        print(
            "       \(Machine.number(result.seconds, 0)) s, \(Machine.number(result.perSecond, 0)) /s, p50 "
                + "\(Machine.number(result.percentile(0.5), 0)) ms, p99 \(Machine.number(result.percentile(0.99), 0)) ms; "
                + "peak memory of the server \(server.peakResidentMegabytes) MiB, "
                + "summed over its processes \(server.treePeakResidentMegabytes) MiB")
        guard result.answers == self.requests, result.outcomes == ["ok": self.requests] else { throw ExitCode(1) }
    }
}

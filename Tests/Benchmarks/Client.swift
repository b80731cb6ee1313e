import ArgumentParser
import AssayClient
import AssayOutcome
import Foundation
import FoundationNetworking
import Glibc

/// Calls a second through the Swift client, beside what Foundation offers.
struct Client: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measures the Swift client.")

    @Option(help: "Seconds for each row.")
    var seconds = 3.0
    @Option(help: "Rounds; the rows show the median.")
    var rounds = 3
    @Option(help: "Calls at the same time.")
    var inFlight = 64

    /// One way to call the server.
    private typealias Call = @Sendable () async throws -> Bool

    func run() async throws {
        print(Machine.line)
        let server = try BenchServer()
        defer { server.stop() }
        let url = "http://127.0.0.1:\(server.port)"
        let http = try HTTPClient()
        let client = ToolClient(try Endpoint(url: url, http: http))
        let live = HTTPCall(.get, url + "/livez", deadline: .seconds(60))
        let submission = Submission(.solution("6 * 7 = 42\n#### 42"), groundTruth: ["42"])
        let rows: [(name: String, call: Call)] = [
            ("GET /livez, URLSession", try self.foundation(live)),
            ("GET /livez, HTTPClient", { try await http.send(live).status == 200 }),
            ("POST /v1/score, ToolClient", { try await client.score(submission).score == 1 }),
            ("POST /v1/execute, ToolClient", { try await client.execute(Program(code: "print(1)")).outcome == .ok }),
        ]
        print("\ncall                            calls/s   CPU of client, ms   \(self.inFlight) in flight")
        // Round by round, so that a noisy minute is every row's.
        var loads: [[Load]] = rows.map { _ in [] }
        for _ in 0..<self.rounds {
            for (index, row) in rows.enumerated() { loads[index].append(try await self.load(row.call)) }
        }
        for (row, loads) in zip(rows, loads) {
            let median = loads.sorted { $0.perSecond < $1.perSecond }[loads.count / 2]
            print(
                Machine.pad(row.name, 30) + Machine.number(median.perSecond, 9)
                    + Machine.number(median.processorMilliseconds, 20))
        }
        await client.close()
    }

    /// The same call through URLSession, with as many connections.
    private func foundation(_ call: HTTPCall) throws -> Call {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = self.inFlight
        let session = URLSession(configuration: configuration)
        guard let url = URL(string: call.url) else { throw CocoaError(.fileReadInvalidFileName) }
        return {
            let (_, response) = try await session.data(for: URLRequest(url: url))
            return (response as? HTTPURLResponse)?.statusCode == 200
        }
    }

    private struct Load {
        var perSecond: Double
        var processorMilliseconds: Double
    }

    /// A closed loop of `inFlight` tasks.
    private func load(_ call: @escaping Call) async throws -> Load {
        let (start, busy) = (ContinuousClock.now, Self.processorMilliseconds)
        let end = start + .seconds(self.seconds)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<self.inFlight {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        guard try await call() else { throw ExitCode(1) }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Load(
            perSecond: Double(count) / ((ContinuousClock.now - start).milliseconds / 1000),
            processorMilliseconds: (Self.processorMilliseconds - busy) / Double(count))
    }

    /// What this process has used so far, its threads together.
    private static var processorMilliseconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
    }
}

import ArgumentParser
import AssayJSON
import AssayRewards
import AssayScoring
import Foundation
import Synchronization

/// Scores a second, on one core and over HTTP.
struct Scores: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measures scoring.")

    @Option(help: "Seconds for each row.")
    var seconds = 3.0
    @Option(help: "Real answers to score.")
    var answers = "../shared/data/gsm8k/example_model_solutions.jsonl"
    @Option(help: "Tasks in one batch.")
    var items = 4096
    @Option(help: "Connections that send batches.")
    var connections = 2

    func run() throws {
        print(Machine.line)
        let (json, source) = try ScoreWorkload.answers(self.answers)
        print("\n\(source)\n\nscoring                        scores/s      µs each   aim, scores/s   processor µs each")
        var tasks = try json.map { try ScoringRequest($0).task }
        self.row("final answer, 1 core", try self.rate(tasks), aim: 1_000_000)
        for index in tasks.indices { tasks[index].reward = .step }
        self.row("full step score, 1 core", try self.rate(tasks), aim: 50_000)
        self.row("MATH pairs, 1 core", try self.rate(ScoreWorkload.mathPairs), aim: 100_000)
        let server = try BenchServer()
        defer { server.stop() }
        self.batchRow("final answer, HTTP batches", json, server, aim: 100_000)
        let steps = json.map { task -> JSONValue in
            .object(JSONObject((task.object?.members ?? []).map { ($0.name, $0.value) } + [("reward", "step")]))
        }
        self.batchRow("full step score, HTTP batches", steps, server, aim: nil)
        print("HTTP: \(self.items) tasks a batch, \(self.connections) connections, client on the same cores")
        try self.hostile()
    }

    private func row(_ name: String, _ rate: Double, aim: Double?, processor: Double? = nil) {
        let columns = [Machine.number(rate, 9), Machine.number(1e6 / rate, 13)]
        let others = [(aim, 16), (processor, 20)].map { value, width in
            value.map { Machine.number($0, width) } ?? Machine.pad("", width - 1) + "-"
        }
        print(Machine.pad(name, 30) + (columns + others).joined())
    }

    /// The server's own processor time stands beside the rate, for it says more on a machine that others use too.
    private func batchRow(_ name: String, _ tasks: [JSONValue], _ server: BenchServer, aim: Double?) {
        let before = server.processorSeconds
        let (count, seconds) = self.batches(tasks, server.port)
        let each = (server.processorSeconds - before) / Double(count)
        self.row(name, Double(count) / seconds, aim: aim, processor: each * 1e6)
    }

    /// Scores a second on this thread.
    private func rate(_ tasks: [ScoringTask]) throws -> Double {
        let end = ContinuousClock.now + .seconds(self.seconds)
        let start = ContinuousClock.now
        var count = 0
        while ContinuousClock.now < end {
            for task in tasks { _ = try Scorer.score(task) }
            count += tasks.count
        }
        return Double(count) / ((ContinuousClock.now - start).milliseconds / 1000)
    }

    /// How many scores a server made that is sent batches in a closed loop, and in how many seconds.
    private func batches(_ tasks: [JSONValue], _ port: UInt16) -> (count: Int, seconds: Double) {
        let batch: JSONValue = ["items": .array((0..<self.items).map { tasks[$0 % tasks.count] })]
        let body = JSONWriter.bytes(batch)
        let head =
            "POST /v1/score/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        let request = Array(head.utf8) + body
        let items = self.items
        let start = ContinuousClock.now
        let end = start + .seconds(self.seconds)
        let scored = Atomic(0)
        let done = DispatchGroup()
        for _ in 0..<self.connections {
            done.enter()
            Thread {
                let connection = HTTPConnection(port: port)
                while ContinuousClock.now < end, let answer = connection?.bytes(of: request) {
                    guard answer.starts(with: Array(#"{"results":[{"score":"#.utf8)) else { break }
                    scored.add(items, ordering: .relaxed)
                }
                connection?.close()
                done.leave()
            }.start()
        }
        done.wait()
        return (scored.load(ordering: .relaxed), (ContinuousClock.now - start).milliseconds / 1000)
    }

    /// The slowest megabytes.
    private func hostile() throws {
        var times: [(name: String, milliseconds: Double)] = []
        for (name, text) in ScoreWorkload.hostile {
            for mode in ScoringMode.allCases {
                for reward in [RewardKind.answer, .step] {
                    let task = ScoringTask(
                        turns: [AssistantTurn(text: text)], groundTruth: ["72"], question: text, mode: mode,
                        reward: reward,
                        normalizesGroundTruth: true)
                    let start = ContinuousClock.now
                    _ = try Scorer.score(task)
                    times.append(
                        ("\(name), \(mode.rawValue), \(reward.rawValue)", (ContinuousClock.now - start).milliseconds))
                }
            }
        }
        print("\nslowest of \(times.count) hostile megabytes           ms   aim, ms")
        for (name, milliseconds) in times.sorted(by: { $0.milliseconds > $1.milliseconds }).prefix(5) {
            print(Machine.pad(name, 44) + Machine.number(milliseconds, 5) + Machine.number(50, 10))
        }
    }
}

import Foundation
import Synchronization

/// Trivial cells sent to sessions chosen at random, at a rate that does not wait for answers.
///
/// A latency counts from when its cell was due: a server that falls behind cannot hide it by slowing the senders.
struct SessionLoad {
    let port: UInt16
    let sessions: [String]
    /// Cells a second.
    let rate: Double
    let senders: Int

    /// Returns latencies in milliseconds, sorted.
    func run(seconds: Double) throws -> [Double] {
        let results = Mutex<Result<[Double], any Error>>(.success([]))
        let done = DispatchGroup()
        let start = ContinuousClock.now + .milliseconds(50)
        for sender in 0..<self.senders {
            done.enter()
            Thread {
                let result = Result { try self.send(sender, from: start, seconds: seconds) }
                results.withLock { all in
                    all = all.flatMap { sofar in result.map { sofar + $0 } }
                }
                done.leave()
            }.start()
        }
        done.wait()
        return try results.withLock { try $0.get() }.sorted()
    }

    private func send(_ sender: Int, from start: ContinuousClock.Instant, seconds: Double) throws -> [Double] {
        let client = try SessionClient(port: self.port)
        defer { client.close() }
        var latencies: [Double] = []
        for number in stride(from: sender, to: Int(self.rate * seconds), by: self.senders) {
            let due = start + .seconds(Double(number) / self.rate)
            let wait = (due - .now).milliseconds
            if wait > 0 { Thread.sleep(forTimeInterval: wait / 1000) }
            guard let session = self.sessions.randomElement() else { break }
            try client.run(session)
            latencies.append((ContinuousClock.now - due).milliseconds)
        }
        return latencies
    }
}

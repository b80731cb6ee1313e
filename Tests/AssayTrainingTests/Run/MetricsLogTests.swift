import AssayJSON
import Foundation
import Testing

@testable import AssayTraining

@Suite("A log of metrics")
struct MetricsLogTests {
    private let folder: ScratchFolder
    private var path: String { self.folder.file("metrics.jsonl") }
    private static let time = Date(timeIntervalSince1970: 1_700_000_000.25)

    init() throws { self.folder = try ScratchFolder() }

    private func line(_ phase: MetricsLine.Phase, _ step: Int, _ values: [String: Double] = [:]) -> MetricsLine {
        MetricsLine(phase, step: step, time: Self.time, values)
    }

    /// A whole run of three steps of each kind, tested before and after.
    private func writeRun() throws {
        let log = try MetricsLog(path: self.path, keeping: nil)
        for step in 1...3 { try log.append(self.line(.supervised, step, ["train/loss": 1 / Double(step)])) }
        try log.append(self.line(.test, 0, ["val-core/numbers/acc/mean@1": 0.5]))
        for step in 1...3 { try log.append(self.line(.policy, step, ["critic/score/mean": Double(step)])) }
        try log.append(self.line(.test, 3, ["val-core/numbers/acc/mean@1": 0.75]))
    }

    @Test("has verl's form, a line for each step")
    func form() throws {
        try MetricsLog(path: self.path, keeping: nil).append(
            self.line(.policy, 7, ["critic/score/mean": 0.5, "actor/pg_loss": -0.125]))
        let text = String(decoding: try Data(contentsOf: URL(filePath: self.path)), as: UTF8.self)
        #expect(
            text
                == #"{"step":7,"phase":"rl","time":1700000000.25,"data":{"actor/pg_loss":-0.125,"critic/score/mean":0.5}}"#
                + "\n")
    }

    @Test("is read as it was written, but for what is no number and what is torn")
    func reading() throws {
        let log = try MetricsLog(path: self.path, keeping: nil)
        try log.append(self.line(.policy, 1, ["a": .nan, "b": 0.1, "c": .infinity]))
        let handle = try #require(FileHandle(forWritingAtPath: self.path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(#"{"step":2,"phase":"rl","ti"#.utf8))
        #expect(MetricsLog.read(self.path) == [self.line(.policy, 1, ["b": 0.1])])
        #expect(MetricsLog.read(self.folder.file("none")) == [])
    }

    @Test("keeps what is before the checkpoint that a run goes on from")
    func resuming() throws {
        let cases: [(TrainingState?, [(MetricsLine.Phase, Int)])] = [
            (nil, []),
            (TrainingState(phase: .supervised, step: 2), [(.supervised, 1), (.supervised, 2)]),
            (
                TrainingState(phase: .policy, step: 2),
                [(.supervised, 1), (.supervised, 2), (.supervised, 3), (.test, 0), (.policy, 1), (.policy, 2)]
            ),
            // The checkpoint is older than the test that follows it.
            (
                TrainingState(phase: .policy, step: 3),
                [
                    (.supervised, 1), (.supervised, 2), (.supervised, 3), (.test, 0), (.policy, 1), (.policy, 2),
                    (.policy, 3),
                ]
            ),
        ]
        for (state, expected) in cases {
            try self.writeRun()
            let log = try MetricsLog(path: self.path, keeping: state)
            let kept = MetricsLog.read(self.path)
            #expect(kept.map(\.phase) == expected.map(\.0) && kept.map(\.step) == expected.map(\.1))
            try log.append(self.line(.policy, 9))
            #expect(MetricsLog.read(self.path).count == expected.count + 1)
        }
    }
}

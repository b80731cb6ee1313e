import AssayJSON
package import AssayRollouts
import Foundation

/// `metrics.jsonl`: a line for each step and test, there as soon as it is measured.
package struct MetricsLog: Sendable {
    private let file: LogFile

    /// Opens the log.
    /// - Parameter state: that of the checkpoint that the run goes on from: what was measured later is measured again, and
    ///   goes; nil begins anew.
    /// - Throws: ``RolloutError`` where it cannot be written.
    package init(path: String, keeping state: TrainingState?) throws(RolloutError) {
        let kept = state.map { state in Self.read(path).filter { $0.isBefore(state) } } ?? []
        do {
            try FileManager.default.createDirectory(
                at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            // Whole or not at all: a crash here must not cost what was measured.
            try Data(kept.flatMap(\.bytes)).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw RolloutError(.log, stage: path, error.localizedDescription)
        }
        self.file = try LogFile(path: path, truncates: false)
    }

    /// - Throws: ``RolloutError`` where the file cannot be written.
    package func append(_ line: MetricsLine) throws(RolloutError) { try self.file.append(line.bytes) }

    /// The lines of a log, be the last being written. What is no line of it is left out.
    package static func read(_ path: String) -> [MetricsLine] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return data.split(separator: 0x0A).compactMap { line in
            (try? JSONParser.parse(Array(line))).flatMap(MetricsLine.init)
        }
    }
}

extension MetricsLine {
    fileprivate var bytes: [UInt8] { JSONWriter.bytes(self.json) + [0x0A] }

    /// Whether a run that goes on from the checkpoint does not come by here again.
    fileprivate func isBefore(_ state: TrainingState) -> Bool {
        switch (self.phase, state.phase) {
        case (.supervised, .supervised), (.policy, .policy): self.step <= state.step
        case (.supervised, .policy): true
        // A checkpoint is made before the test that follows it.
        case (.test, .policy): self.step < state.step
        case (.policy, .supervised), (.test, .supervised): false
        }
    }
}

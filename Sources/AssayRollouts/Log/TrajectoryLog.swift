import AssayJSON
import Foundation

/// The trajectories of a run: a folder with `{step}.jsonl` for each step, in the form of verl's rollout dumps.
///
/// Each line has verl's `input`, `output`, `gts`, `score` and `step`, and all that a ``Trajectory`` holds. Lines are
/// written as rollouts end, so that one can look at a step under way. `{step}.complete` says that it is not any more: a
/// JSON object with the number of its lines, and whether a trainer has used them.
package actor TrajectoryLog {
    /// A step as it was read.
    package struct Step: Sendable, Equatable {
        package var number: Int
        /// By prompt and sample.
        package var trajectories: [Trajectory]
        /// Whether all of them are there: the marker is, and counts as many lines.
        package var isComplete: Bool
        /// Whether a trainer has used them.
        package var isTrained: Bool
    }

    private let directory: String
    private var step: (number: Int, file: LogFile, lines: Int)?

    package init(directory: String) { self.directory = directory }

    /// Begins a step. What was written of it before is gone: a run that goes on from a checkpoint plays it again.
    /// - Throws: ``RolloutError`` where the folder cannot be written.
    package func begin(step: Int) throws(RolloutError) {
        try Self.unmark(self.directory, step)
        self.step = (step, try LogFile(path: Self.file(self.directory, step), truncates: true), 0)
    }

    /// Goes on with a step, if it was begun before. Masked trajectories go, to be played again, and so does a torn last
    /// line; the others stay as they were written.
    /// - Parameter check: told of those that stay before anything is changed.
    /// - Returns: those that stay, in the order in which they were written.
    /// - Throws: ``RolloutError`` where the folder cannot be written, or a line that was written whole is no trajectory,
    ///   and what `check` throws.
    @discardableResult
    package func resume(
        step: Int, check: ([Trajectory]) throws(RolloutError) -> Void = { _ in }
    ) throws(RolloutError) -> [Trajectory] {
        let path = Self.file(self.directory, step)
        guard FileManager.default.fileExists(atPath: path) else {
            try self.begin(step: step)
            return []
        }
        let kept = try Self.lines(path).filter { !$0.trajectory.isMasked }
        try check(kept.map(\.trajectory))
        try Self.unmark(self.directory, step)
        do {
            // Whole or not at all: a crash here must not cost what was played.
            try Data(kept.map { $0.text + [0x0A] }.joined()).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw RolloutError(.log, stage: path, error.localizedDescription)
        }
        self.step = (step, try LogFile(path: path, truncates: false), kept.count)
        return kept.map(\.trajectory)
    }

    /// Adds a trajectory to the step that was begun.
    /// - Throws: ``RolloutError`` where none was, or the file cannot be written.
    package func append(_ trajectory: Trajectory) throws(RolloutError) {
        guard let step = self.step else { throw RolloutError(.log, stage: self.directory, "no step was begun") }
        try step.file.append(JSONWriter.bytes(trajectory.json) + [0x0A])
        self.step?.lines += 1
    }

    /// Ends the step: from now on it is complete.
    /// - Throws: ``RolloutError`` where none was begun, or the marker cannot be written.
    package func complete() throws(RolloutError) {
        guard let step = self.step else { throw RolloutError(.log, stage: self.directory, "no step was begun") }
        // A marker that survives a crash which its lines did not would lie.
        try step.file.synchronize()
        try Self.mark(self.directory, step: step.number, lines: step.lines, isTrained: false)
        self.step = nil
    }

    /// Notes that a trainer has used a complete step.
    /// - Throws: ``RolloutError`` where the step is not complete, or the marker cannot be written.
    package func markTrained(step: Int) throws(RolloutError) {
        guard let marker = Self.readMarker(self.directory, step) else {
            throw RolloutError(.log, stage: Self.marker(self.directory, step), "the step is not complete")
        }
        try Self.mark(self.directory, step: step, lines: marker.lines, isTrained: true)
    }

    /// The numbers of the steps that there are, ascending.
    package static func steps(in directory: String) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { $0.hasSuffix(".jsonl") ? Int($0.dropLast(6)) : nil }.sorted()
    }

    /// Takes away the steps behind one: a run that goes on from a checkpoint plays them again.
    /// - Throws: ``RolloutError`` where one cannot be removed.
    package static func remove(from directory: String, after step: Int) throws(RolloutError) {
        for later in self.steps(in: directory) where later > step {
            try self.unmark(directory, later)
            let file = self.file(directory, later)
            guard unlink(file) == 0 else { throw RolloutError(.log, stage: file, String(cString: strerror(errno))) }
        }
    }

    /// Reads a step, be it under way.
    /// - Throws: ``RolloutError`` where there is no such step, or a line that was written whole is no trajectory.
    package static func read(step: Int, in directory: String) throws(RolloutError) -> Step {
        let trajectories = try self.trajectories(file: self.file(directory, step))
        let marker = self.readMarker(directory, step)
        return Step(
            number: step, trajectories: trajectories, isComplete: marker?.lines == trajectories.count,
            isTrained: marker?.isTrained ?? false)
    }

    /// The trajectories of a log as one names it: a step's file, or a folder, of which it is a step, or else the last one.
    /// - Throws: as ``read(step:in:)``.
    package static func trajectories(at path: String, step: Int? = nil) throws(RolloutError) -> [Trajectory] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return try self.trajectories(file: path)
        }
        guard let step = step ?? self.steps(in: path).last else {
            throw RolloutError(.log, stage: path, "it has no steps")
        }
        return try self.read(step: step, in: path).trajectories
    }

    /// The trajectories of a step's file, by prompt and sample.
    /// - Throws: as ``read(step:in:)``.
    package static func trajectories(file path: String) throws(RolloutError) -> [Trajectory] {
        try self.lines(path).map(\.trajectory).sorted { $0.identity < $1.identity }
    }

    private static func lines(_ path: String) throws(RolloutError) -> [(text: Data, trajectory: Trajectory)] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RolloutError(.log, stage: path, "cannot be read")
        }
        var lines: [(text: Data, trajectory: Trajectory)] = []
        // What follows the last line end is a line being written, or one that a crash cut.
        for line in data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            do {
                lines.append((line, try Trajectory(try JSONParser.parse(Array(line)))))
            } catch {
                throw RolloutError(.log, stage: "\(path):\(lines.count + 1)", "\(error)")
            }
        }
        return lines
    }

    private static func file(_ directory: String, _ step: Int) -> String { "\(directory)/\(step).jsonl" }

    private static func marker(_ directory: String, _ step: Int) -> String { "\(directory)/\(step).complete" }

    private static func unmark(_ directory: String, _ step: Int) throws(RolloutError) {
        let marker = self.marker(directory, step)
        if FileManager.default.fileExists(atPath: marker), unlink(marker) != 0 {
            throw RolloutError(.log, stage: marker, String(cString: strerror(errno)))
        }
    }

    private static func mark(
        _ directory: String, step: Int, lines: Int, isTrained: Bool
    ) throws(RolloutError) {
        let path = self.marker(directory, step)
        let marker: JSONValue = ["step": .integer(step), "trajectories": .integer(lines), "trained": .bool(isTrained)]
        do {
            try Data(JSONWriter.bytes(marker)).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw RolloutError(.log, stage: path, error.localizedDescription)
        }
    }

    private static func readMarker(_ directory: String, _ step: Int) -> (lines: Int, isTrained: Bool)? {
        guard let data = FileManager.default.contents(atPath: self.marker(directory, step)),
            let value = try? JSONParser.parse(Array(data)), let lines = value["trajectories"]?.integer
        else { return nil }
        return (lines, value["trained"]?.bool ?? false)
    }
}

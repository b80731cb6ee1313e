package import AssayRollouts
package import Foundation

/// Writes a run's folder as the run goes: metrics, TensorBoard's events, rollouts, failed calls, and what is told.
package actor RunLog: TrainingObserver {
    private let directory: RunDirectory
    private let metrics: MetricsLog
    private let log: LogFile
    private let trajectories: TrajectoryLog
    private let toolErrors: ToolErrorLog
    private let validation: ValidationLog
    /// A folder for each phase: where one goes on from a checkpoint, TensorBoard drops later steps of the whole folder.
    private var tensorBoards: [TrainingState.Phase: TensorBoardLog] = [:]
    private let origin: TrainingState?
    private let now: @Sendable () -> Date
    private var telling: RunTelling

    /// Opens the files of a run that has begun in the folder.
    /// - Parameters:
    ///   - state: that of the checkpoint that it goes on from: what is later in the folder goes.
    ///   - telling: which lines `train.log` has.
    /// - Throws: ``RolloutError`` where they cannot be written.
    package init(
        _ directory: RunDirectory, continuing state: TrainingState? = nil, telling: RunTelling = RunTelling(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws(RolloutError) {
        self.directory = directory
        self.metrics = try MetricsLog(path: directory.metrics, keeping: state)
        self.log = try LogFile(path: directory.log, truncates: state == nil)
        self.trajectories = TrajectoryLog(directory: directory.trajectories)
        self.toolErrors = try ToolErrorLog(path: directory.toolErrors, now: now)
        self.validation = ValidationLog(directory: directory.validation)
        self.origin = state
        self.now = now
        self.telling = telling
        let step = state?.phase == .policy ? state?.step ?? 0 : 0
        try TrajectoryLog.remove(from: directory.trajectories, after: step)
    }

    package func observe(_ event: TrainingEvent) async throws {
        if let line = self.telling.line(for: event) {
            try self.log.append(Array("\(self.now().formatted(.iso8601)) \(line)\n".utf8))
        }
        switch event {
        case .began, .saved, .wentBack: break
        case .imitated(let step, let metrics):
            try self.write(.supervised, step, metrics, .supervised)
        case .learned(let step, let outcome):
            try self.write(.policy, step, outcome.metrics, .policy)
            try await self.trajectories.write(outcome.trajectories, step: step)
            try await self.trajectories.markTrained(step: step)
            for trajectory in outcome.trajectories { try await self.toolErrors.append(trajectory) }
        case .tested(let step, let result, let trajectories):
            try self.write(.test, step, result.metrics, .policy)
            try await self.validation.write(result, trajectories, step: step)
        }
    }

    private func write(
        _ phase: MetricsLine.Phase, _ step: Int, _ values: [String: Double], _ board: TrainingState.Phase
    ) throws(RolloutError) {
        try self.metrics.append(MetricsLine(phase, step: step, time: self.now(), values))
        try self.tensorBoard(board).append(values, step: step)
    }

    private func tensorBoard(_ phase: TrainingState.Phase) throws(RolloutError) -> TensorBoardLog {
        if let board = self.tensorBoards[phase] { return board }
        let board = try TensorBoardLog(
            directory: "\(self.directory.tensorBoard)/\(phase.rawValue)",
            continuing: self.origin.flatMap { $0.phase == phase ? $0.step : nil }, now: self.now)
        self.tensorBoards[phase] = board
        return board
    }
}

import ArgumentParser
import AssayRollouts
import Foundation

/// `assay rollout show`
struct RolloutShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Prints one rollout as a conversation.",
        discussion: """
            LOG is the folder of a run, or one of its .jsonl files. Rollouts are told apart by --index, their place by \
            prompt and sample, or by --id: PROMPT.SAMPLE as the lines have them, or PROMPT for its first sample.

            Exit codes:
              0   done
              1   there is no such rollout
              64  a bad command line
              66  LOG is missing or no log

            Examples:
              assay rollout show runs/first
              assay rollout show runs/first --id 17.3 | less
              assay rollout show runs/trained/40.jsonl --index 0
            """)

    @Argument(help: "A run's folder or file.", completion: .file())
    var log: String

    @Option(help: "Which rollout, from 0.")
    var index: Int?

    @Option(help: "Which prompt's, and which sample of it.")
    var id: String?

    @Option(help: "Which step of a folder (default: the last).")
    var step: Int?

    func validate() throws {
        guard self.index == nil || self.id == nil else { throw ValidationError("--index and --id name one rollout") }
        if let id, Self.parse(id) == nil { throw ValidationError("--id must be PROMPT or PROMPT.SAMPLE, such as 17.3") }
    }

    func run() throws {
        let trajectories: [Trajectory]
        do throws(RolloutError) {
            trajectories = try self.trajectories()
        } catch {
            StandardStream.printError("assay rollout: \(error)")
            throw ExitCode(ExitStatus.unreadable)
        }
        guard let trajectory = self.choice(of: trajectories) else {
            StandardStream.printError("assay rollout: no such rollout; \(self.log) has \(trajectories.count)")
            throw ExitCode(1)
        }
        let isStyled = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        StandardStream.print(TrajectoryView(trajectory, isStyled: isStyled).text)
    }

    private func trajectories() throws(RolloutError) -> [Trajectory] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: self.log, isDirectory: &isFolder), isFolder.boolValue else {
            return try TrajectoryLog.trajectories(file: self.log)
        }
        guard let step = self.step ?? TrajectoryLog.steps(in: self.log).last else {
            throw RolloutError(.log, stage: self.log, "it has no steps")
        }
        return try TrajectoryLog.read(step: step, in: self.log).trajectories
    }

    private func choice(of trajectories: [Trajectory]) -> Trajectory? {
        if let (prompt, sample) = self.id.flatMap(Self.parse) {
            return trajectories.first {
                $0.identity.prompt == prompt && $0.identity.sample == sample ?? $0.identity.sample
            }
        }
        let index = self.index ?? 0
        return trajectories.indices.contains(index) ? trajectories[index] : nil
    }

    private static func parse(_ id: String) -> (prompt: Int, sample: Int?)? {
        let parts = id.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard let prompt = parts[0], parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return (prompt, nil) }
        return parts[1].map { (prompt, $0) }
    }
}

import ArgumentParser
import AssayAnswers
import AssayRollouts
import Foundation

/// `assay rollout show`
struct RolloutShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Prints one rollout as a conversation, or writes a page about all of them.",
        discussion: """
            LOG is the folder of a run, or one of its .jsonl files. Rollouts are told apart by --index, their place by \
            prompt and sample, or by --id: PROMPT.SAMPLE as the lines have them, or PROMPT for its first sample.

            --html writes one file that needs no network: an overview, and every rollout with its tool calls, to be \
            searched, filtered, grouped and sorted. Its address keeps what is chosen, and can be passed on.

            Exit codes:
              0   done
              1   there is no such rollout
              64  a bad command line
              66  LOG is missing or no log
              73  the page cannot be written

            Examples:
              assay rollout show runs/first
              assay rollout show runs/first --id 17.3 | less
              assay rollout show runs/trained/40.jsonl --index 0
              assay rollout show runs/first --html first.html
            """)

    @Argument(help: "A run's folder or file.", completion: .file())
    var log: String

    @Option(help: "Which rollout, from 0.")
    var index: Int?

    @Option(help: "Which prompt's, and which sample of it.")
    var id: String?

    @Option(help: "Which step of a folder (default: the last).")
    var step: Int?

    @Option(
        help: ArgumentHelp("Write a page about all rollouts.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    func validate() throws {
        guard self.html == nil || self.index == nil && self.id == nil else {
            throw ValidationError("--html shows all rollouts: leave --index and --id out")
        }
        guard self.index == nil || self.id == nil else { throw ValidationError("--index and --id name one rollout") }
        if let id, Self.parse(id) == nil { throw ValidationError("--id must be PROMPT or PROMPT.SAMPLE, such as 17.3") }
    }

    func run() throws {
        let trajectories: [Trajectory]
        do throws(RolloutError) {
            trajectories = try TrajectoryLog.trajectories(at: self.log, step: self.step)
        } catch {
            throw ExitStatus.exit("assay rollout", "\(error)", ExitStatus.unreadable)
        }
        if let html { return try self.write(RolloutPage(trajectories, of: self.log), to: html) }
        guard let trajectory = self.choice(of: trajectories) else {
            throw ExitStatus.exit("assay rollout", "no such rollout; \(self.log) has \(trajectories.count)", 1)
        }
        let isStyled = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        StandardStream.print(TrajectoryView(trajectory, isStyled: isStyled).text)
    }

    private func write(_ page: RolloutPage, to path: String) throws {
        do {
            try OutputFile.write(try page.html(), to: path)
        } catch let error as AnswersError {
            throw ExitStatus.exit("assay rollout", "\(error)", ExitStatus.status(of: error))
        }
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

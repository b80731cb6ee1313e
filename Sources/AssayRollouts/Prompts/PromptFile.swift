package import AssayAnswers

/// A file of prompts, JSON Lines or gzip of it.
package struct PromptFile: Sendable {
    /// A prompt and its place: how many lines are before it.
    package typealias Row = (index: Int, prompt: RolloutPrompt)

    package let path: String
    package var longestLine = 16 << 20

    /// - Parameter path: a file, or `-` for standard input.
    package init(path: String) { self.path = path }

    /// Reads the prompts whose trajectories `reward` can score.
    ///
    /// - Parameters:
    ///   - limit: how many are wanted at most.
    ///   - report: told of each line that is left out, by number.
    package func read(
        for reward: RewardFunction, limit: Int? = nil, report: (Int, LineFault) -> Void
    ) throws(AnswersError) -> [Row] {
        var reader = try LineReader(path: self.path, longestLine: self.longestLine)
        var rows: [Row] = []
        while rows.count < limit ?? .max, let batch = try reader.next() {
            for line in batch.lines where line.isOverlong || !batch.isBlank(line) {
                guard rows.count < limit ?? .max else { break }
                do throws(LineFault) {
                    let prompt = try RolloutPrompt(row: try batch.value(of: line, longest: self.longestLine))
                    try Self.check(prompt, reward)
                    rows.append((line.number - 1, prompt))
                } catch {
                    report(line.number, error)
                }
            }
        }
        return rows
    }

    /// A truth that cannot be compared is told before anything is played, not after.
    private static func check(_ prompt: RolloutPrompt, _ reward: RewardFunction) throws(LineFault) {
        let empty = Trajectory(
            identity: SampleIdentity(prompt: 0), prompt: prompt, turns: [Turn(text: "")], stopReason: .completed)
        do throws(RolloutError) {
            _ = try reward.reward(of: empty)
        } catch {
            throw LineFault(.truth, error.message)
        }
    }
}

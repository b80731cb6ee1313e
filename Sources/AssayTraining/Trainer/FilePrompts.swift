import AssayRandom
package import AssayRollouts

/// The prompts of files, again and again, in another order each time.
package struct FilePrompts: PromptSource {
    private let prompts: [RolloutPrompt]
    private let seed: UInt64?

    /// - Parameters:
    ///   - prompts: at least one.
    ///   - seed: what their orders grow from; nil leaves them as they are.
    package init(_ prompts: [RolloutPrompt], seed: UInt64?) {
        precondition(!prompts.isEmpty)
        self.prompts = prompts
        self.seed = seed
    }

    /// Reads rows of verl's form, or GSM8K as published.
    /// - Parameters:
    ///   - limit: takes the first ones only; nil takes all.
    ///   - fit: what becomes of those that are too long.
    /// - Throws: ``TrainingError`` where a file cannot be read, or has no prompt.
    static func read(_ files: [String], limit: Int?, fit: PromptFit) throws(TrainingError) -> [RolloutPrompt] {
        var prompts: [RolloutPrompt] = []
        // verl takes its samples before it looks at their lengths.
        var room = limit ?? .max
        for file in files where room > 0 {
            let read: [RolloutPrompt]
            do {
                let rows = try PromptFile(path: file).read(
                    for: RewardFunction(), limit: limit == nil ? nil : room
                ) { _, _ in }
                guard !rows.isEmpty else { throw TrainingError(.configuration, stage: file, "it has no prompt") }
                read = rows.map(\.prompt)
            } catch let error as TrainingError {
                throw error
            } catch {
                throw TrainingError(.configuration, stage: file, "\(error)")
            }
            room -= read.count
            prompts += try fit.fitting(read, of: file)
        }
        return prompts
    }

    package var count: Int { self.prompts.count }

    package func prompt(at index: Int) -> RolloutPrompt {
        let (pass, place) = index.quotientAndRemainder(dividingBy: self.prompts.count)
        return self.prompts[self.order(of: pass)[place]]
    }

    /// A pure function of the pass, so that a run that goes on finds its place.
    private func order(of pass: Int) -> [Int] {
        let indices = Array(self.prompts.indices)
        guard let seed else { return indices }
        var stream = RandomStream(seed: seed, key: [pass])
        return stream.elements(indices.count, of: indices)
    }
}

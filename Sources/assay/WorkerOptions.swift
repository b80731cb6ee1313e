import ArgumentParser
import Configuration

/// How many workers there are, and behind which walls, for commands that keep them running.
struct WorkerOptions: ParsableArguments {
    @Option(help: "How many programs of each tier run at once (default: half as many again as there are cores).")
    var slots: Int?

    @Option(
        help: ArgumentHelp(
            "A layer of isolation without which not to start; may be repeated.", valueName: "layer"))
    var require: [String] = []

    /// What the flags set, by key.
    var flags: [String: ConfigValue] {
        var flags: [String: ConfigValue] = [:]
        if let slots { flags["execution.slots_per_tier"] = ConfigValue(.int(slots), isSecret: false) }
        if !self.require.isEmpty { flags["execution.require"] = ConfigValue(.stringArray(require), isSecret: false) }
        return flags
    }
}

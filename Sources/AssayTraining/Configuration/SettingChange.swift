import AssayJSON

/// A setting that is another than it was.
struct SettingChange: Equatable {
    /// Its whole path.
    var key: String
    var earlier: JSONValue?
    var later: JSONValue?

    /// `'120' there, '200' here` has the values; nil is `nothing`.
    var values: (earlier: String, later: String) { (Self.text(self.earlier), Self.text(self.later)) }

    private static func text(_ value: JSONValue?) -> String { value.map { $0.string ?? $0.text } ?? "nothing" }
}

extension TrainingConfiguration {
    /// What a run that goes on may have otherwise, for it changes nothing of what a step comes to: how long it is, what is
    /// kept, tested and told of it, and when it gives up. Sections are named as a whole.
    private static let changeable = [
        "trainer.total_training_steps", "trainer.total_epochs", "trainer.save_freq", "trainer.test_freq",
        "trainer.val_before_train", "trainer.max_actor_ckpt_to_keep", "trainer.resume_mode", "trainer.resume_from_path",
        "trainer.project_name", "trainer.experiment_name", "assay.threads", "assay.server_url", "assay.limits",
        "assay.warm_start.save_freq",
    ]

    /// Whether a run that goes on may have another value of a setting.
    static func isChangeable(_ key: String) -> Bool {
        Self.changeable.contains { key == $0 || key.hasPrefix($0 + ".") }
    }

    /// The settings that are not what they were, but for keys that have no effect.
    func changes(from earlier: TrainingConfiguration) -> [SettingChange] {
        let (before, now) = (earlier.effectiveSettings, self.effectiveSettings)
        let names = now.map(\.name) + before.map(\.name).filter { name in !now.contains { $0.name == name } }
        let (old, new) = (Self.dictionary(before), Self.dictionary(now))
        return names.compactMap { name in
            old[name] == new[name] ? nil : SettingChange(key: name, earlier: old[name], later: new[name])
        }
    }

    private var effectiveSettings: [(name: String, value: JSONValue)] {
        self.settings.leaves.filter { leaf in
            !self.ineffectiveKeys.contains { leaf.name == $0 || leaf.name.hasPrefix($0 + ".") }
        }
    }

    private static func dictionary(_ leaves: [(name: String, value: JSONValue)]) -> [String: JSONValue] {
        Dictionary(leaves.map { ($0.name, $0.value) }) { $1 }
    }
}

extension JSONObject {
    /// What is no object itself, by its whole path.
    fileprivate var leaves: [(name: String, value: JSONValue)] {
        self.members.flatMap { name, value in
            value.object.map { $0.leaves.map { ("\(name).\($0.name)", $0.value) } } ?? [(name, value)]
        }
    }
}

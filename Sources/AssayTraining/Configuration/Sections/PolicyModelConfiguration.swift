package import AssayModel

/// `actor_rollout_ref.model`: the policy's weights.
package struct PolicyModelConfiguration: Sendable, Equatable {
    /// A folder of Hugging Face's kind, or a model's name there; nil makes a model of ``AssayConfiguration/model``.
    package var path: String?
    /// `enable_gradient_checkpointing`: whether less is kept for the backward pass, which then takes a third longer. nil
    /// where the file does not say: verl's default is for models that this machine does not hold.
    package var checkpointsActivations: Bool?
    /// nil where `lora_rank` is 0.
    package var adapters: LowRankSettings?

    init(_ section: inout ConfigurationSection) {
        self.path = section.string("path")
        self.checkpointsActivations = section.bool("enable_gradient_checkpointing")
        let rank = section.integer("lora_rank", in: 0...4096, default: 0)
        let alpha = section.number("lora_alpha", in: 0...1e6, default: 16)
        let targets = section.strings("target_modules", default: ["all-linear"])
        let known = LowRankSettings.allProjections
        if targets != ["all-linear"], let other = targets.first(where: { !known.contains($0) }) {
            section.fault(
                "target_modules", "\(other) is not one of \(known.sorted().joined(separator: ", ")), all-linear")
        }
        guard rank > 0 else { return }
        self.adapters = LowRankSettings(
            rank: rank, alpha: alpha, targets: targets == ["all-linear"] ? known : Set(targets))
    }
}

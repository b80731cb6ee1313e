/// Which low-rank adapters a model has (LoRA; Hu et al., 2021): y = x·Wᵀ + alpha∕rank·(x·Aᵀ)·Bᵀ with W frozen.
package struct LowRankSettings: Sendable, Equatable {
    package var rank: Int
    package var alpha: Double
    /// Names of the projections that have one.
    package var targets: Set<String>

    /// All linear layers but the head.
    package static let allProjections: Set<String> = [
        "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj",
    ]

    package init(rank: Int = 8, alpha: Double = 16, targets: Set<String> = Self.allProjections) {
        self.rank = rank
        self.alpha = alpha
        self.targets = targets
    }

    /// alpha∕rank
    var scale: Float { Float(self.alpha / Double(self.rank)) }

    /// Whether the projection of a name as in "model.layers.0.self_attn.q_proj" has an adapter.
    func adapts(_ name: String) -> Bool {
        name.split(separator: ".").last.map { self.targets.contains(String($0)) } ?? false
    }

    /// PEFT's names of an adapter's matrices.
    static func down(of name: String) -> String { "base_model.model.\(name).lora_A.weight" }
    static func up(of name: String) -> String { "base_model.model.\(name).lora_B.weight" }
}

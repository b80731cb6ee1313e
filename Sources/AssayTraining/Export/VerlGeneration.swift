/// The releases of verl that a run can be exported for: they name tools differently, and some keys have come and gone.
package enum VerlGeneration: String, CaseIterable, Sendable {
    /// Up to 0.7.1: a tool is a class that a YAML file names.
    case toolClasses = "verl-0.7"
    /// From 0.8 on: a tool is a function of a Python file.
    case toolFunctions = "verl-0.9"

    /// The file of its configuration, without its ending.
    package var configurationName: String { self.rawValue }

    /// The key of `actor_rollout_ref.rollout.multi_turn` that names the tools, and the file.
    var tools: (key: String, file: String) {
        switch self {
        case .toolClasses: ("tool_config_path", "assay_tools.yaml")
        case .toolFunctions: ("function_tool_path", "assay_tools.py")
        }
    }

    /// Keys of the other generation, by their paths: its dataclasses would refuse them.
    var missingKeys: Set<String> {
        switch self {
        case .toolClasses:
            [
                "actor_rollout_ref.actor.entropy_from_logits_chunk_size", "actor_rollout_ref.actor.pad_to_length",
                "actor_rollout_ref.actor.policy_loss.dro_beta", "actor_rollout_ref.ref.entropy_from_logits_chunk_size",
                "actor_rollout_ref.ref.pad_to_length", "actor_rollout_ref.model.lora",
                "actor_rollout_ref.rollout.disaggregation", "actor_rollout_ref.rollout.full_determinism",
                "actor_rollout_ref.rollout.moe_load_balance_metrics_interval",
                "actor_rollout_ref.rollout.router_config_path", "actor_rollout_ref.rollout.seed",
                "critic.loss_scale_factor", "critic.fsdp", "data.audio_key", "data.gen_batch_size",
                "data.mm_processor_kwargs", "trainer.checkpoint_callback_class", "trainer.use_v1", "trainer.v1",
                "distillation", "skip",
            ]
        case .toolFunctions:
            [
                "actor_rollout_ref.actor.router_replay", "actor_rollout_ref.actor.sum_pi_squared_checkpointing",
                "actor_rollout_ref.ref.router_replay", "actor_rollout_ref.rollout.skip_rollout",
                "actor_rollout_ref.rollout.skip_dump_dir", "data.datagen", "data.sampler",
                "trainer.use_legacy_worker_impl", "critic.model.fsdp_config",
            ]
        }
    }
}

/// verl's keys, of 0.7.1 and 0.9.1, that mean nothing to a trainer that runs in one process on one machine, by the path
/// of their section. What is below them is not looked at.
enum VerlKeys {
    static let unused: [String: [String]] = [
        "": [
            "defaults", "hydra", "distillation", "transfer_queue", "global_profiler", "skip", "ray_kwargs", "ray_init",
            "sandbox_fusion",
        ],
        "algorithm": ["pf_ppo"],
        "algorithm.rollout_correction": ["rollout_rs_threshold", "bypass_mode", "loss_type"],
        "algorithm.filter_groups": ["max_inflight_gen_batches"],
        "actor_rollout_ref": ["hybrid_engine", "nccl_timeout"],
        "actor_rollout_ref.model": Self.model,
        "actor_rollout_ref.actor": Self.learner + [
            "freeze_vision_tower", "calculate_entropy", "calculate_sum_pi_squared", "sum_pi_squared_checkpointing",
            "use_prefix_grouper", "use_torch_compile", "use_fused_kernels", "qat", "router_replay", "fsdp_config",
            "use_remove_padding", "megatron", "veomni", "torchtitan",
        ],
        "actor_rollout_ref.actor.optim": Self.optimizer,
        "actor_rollout_ref.actor.policy_loss": [
            "clip_cov_ratio", "clip_cov_lb", "clip_cov_ub", "kl_cov_ratio", "ppo_kl_coef", "dro_beta",
        ],
        "actor_rollout_ref.rollout": [
            "name", "mode", "nnodes", "n_gpus_per_node", "full_determinism", "dtype", "gpu_memory_utilization",
            "enforce_eager", "cudagraph_capture_sizes", "free_cache_engine", "tensor_model_parallel_size",
            "data_parallel_size", "expert_parallel_size", "pipeline_model_parallel_size", "max_num_batched_tokens",
            "max_model_len", "max_num_seqs", "enable_chunked_prefill", "enable_prefix_caching", "logprobs_mode",
            "scheduling_policy", "load_format", "layered_summon", "log_prob_micro_batch_size",
            "log_prob_micro_batch_size_per_gpu", "log_prob_use_dynamic_bsz", "log_prob_max_token_len_per_gpu",
            "disable_log_stats", "over_sample_rate", "multi_stage_wake_up", "engine_kwargs", "router_config_path",
            "agent", "checkpoint_engine", "trace", "skip_tokenizer_init", "enable_rollout_routing_replay",
            "moe_load_balance_metrics_interval", "profiler", "prometheus", "quantization", "quantization_config_file",
            "mtp", "qat", "disaggregation", "skip_rollout", "skip_dump_dir", "limit_images",
            "update_weights_bucket_megabytes",
        ],
        "actor_rollout_ref.rollout.multi_turn": [
            "function_tool_path", "use_inference_chat_template", "tokenization_sanity_check_mode",
            "num_repeat_rollouts",
        ],
        "critic": Self.learner + [
            "enable", "fsdp", "forward_max_token_len_per_gpu", "forward_micro_batch_size",
            "forward_micro_batch_size_per_gpu", "rollout_n", "megatron",
        ],
        "critic.optim": Self.optimizer,
        "critic.model": Self.model + [
            "fsdp_config", "path", "lora_rank", "lora_alpha", "target_modules",
            "enable_gradient_checkpointing",
        ],
        "data": [
            "tokenizer", "use_shm", "reward_fn_key", "gen_batch_size", "val_batch_size", "tool_config_path",
            "function_tool_path", "return_raw_input_ids", "return_raw_chat", "return_full_prompt",
            "dataloader_num_workers", "image_patch_size", "validation_shuffle", "filter_overlong_prompts_workers",
            "image_key", "video_key", "audio_key", "trust_remote_code", "custom_cls", "return_multi_modal_inputs",
            "apply_chat_template_kwargs", "mm_processor_kwargs", "sampler", "datagen", "prompt_key",
        ],
        "reward": ["num_workers", "sandbox_fusion"],
        "reward.reward_model": Self.rewardModel,
        "reward_model": ["num_workers", "sandbox_fusion"] + Self.rewardModel,
        "custom_reward_function": ["path", "name"],
        "reward.custom_reward_function": ["path", "name"],
        "trainer": [
            "balance_batch", "logger", "log_val_generations", "rollout_data_dir", "validation_data_dir", "nnodes",
            "n_gpus_per_node", "esi_redundant_time", "checkpoint_callback_class", "default_hdfs_dir",
            "default_local_dir",
            "del_local_ckpt_after_load", "ray_wait_register_center_timeout", "device", "use_v1", "v1",
            "use_legacy_worker_impl", "max_critic_ckpt_to_keep",
        ],
    ]

    private static let learner = [
        "strategy", "rollout_n", "ppo_micro_batch_size", "ppo_micro_batch_size_per_gpu", "use_dynamic_bsz",
        "ppo_max_token_len_per_gpu", "checkpoint", "profiler", "ulysses_sequence_parallel_size",
        "entropy_from_logits_with_chunking", "entropy_from_logits_chunk_size", "entropy_checkpointing", "pad_to_length",
        "data_loader_seed",
    ]
    private static let optimizer = [
        "optimizer_impl", "num_cycles", "zero_indexed_step", "override_optimizer_config",
    ]
    private static let model = [
        "hf_config_path", "tokenizer_path", "use_shm", "trust_remote_code", "custom_chat_template", "external_lib",
        "override_config", "enable_activation_offload", "use_remove_padding", "exclude_modules", "lora_adapter_path",
        "use_liger", "use_fused_kernels", "fused_kernel_options", "tiled_mlp", "mtp", "lora", "dtype",
    ]
    private static let rewardModel = [
        "enable_resource_pool", "n_gpus_per_node", "nnodes", "model_path", "model", "rollout", "reward_loop_source",
        "reward_loop_module_path", "reward_loop_class_name",
    ]
}

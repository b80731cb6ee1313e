"""`assay export verl`: its files, composed and checked by the released code of both of verl's generations."""

import asyncio
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import types

import hydra
import pytest
from conftest import BINARY, REPOSITORY, SHARED
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf
from released import folder, importable
from transformers import AutoTokenizer  # noqa: F401  # looks for torch once, before a stand-in is there

GENERATIONS = {"verl-0.7": "0.7.1", "verl-0.9": "0.9.1"}
# What verl's files import and a configuration does not need.
HEAVY = ["torch", "ray", "tensordict", "verl.utils.model"]
BARE = ["verl.utils", "verl.utils.profiler", "verl.utils.qat", "verl.trainer", "verl.workers", "verl.tools",
        "verl.tools.utils", "verl.experimental", "verl.experimental.reward_loop"]
LOCAL = """
algorithm: {adv_estimator: gae, gamma: 0.99, kl_penalty: kl, use_kl_in_reward: true}
actor_rollout_ref:
  model: {path: MODEL, enable_gradient_checkpointing: true}
  actor:
    clip_ratio_high: 0.28
    use_kl_loss: true
    kl_loss_coef: 1e-3
    router_replay: {mode: disabled}
    optim: {lr: 3e-6, lr_warmup_steps: 10}
  rollout:
    n: 2
    seed: 7
    gpu_memory_utilization: 0.85
    engine_kwargs: {sglang: {disable_flashinfer: false}}
    multi_turn: {enable: true, max_parallel_calls: 2, tool_response_truncate_side: left}
critic: {cliprange_value: 0.2}
data: {train_batch_size: 64, max_response_length: 300}
reward:
  custom_reward_function: {reward_kwargs: {mode: verl-strict, reward: step, gate: 0.5}}
  reward_manager: {name: dapo}
  reward_kwargs: {overlong_buffer_cfg: {enable: true, len: 50, penalty_factor: 0.5}}
trainer: {total_training_steps: 12, n_gpus_per_node: 4}
assay: {seed: 3}
"""


def export(out, config, *arguments):
    command = [BINARY, "export", "verl", "--config", config, "--out", out, *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    out = tmp_path_factory.mktemp("seed")
    done = export(out, "config/gsm8k_train.yaml")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    out = tmp_path_factory.mktemp("local")
    # verl reads a critic's configuration to check it.
    (out / "model").mkdir()
    (out / "model/config.json").write_text('{"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"]}')
    (out / "run.yaml").write_text(LOCAL.replace("MODEL", str(out / "model")))
    done = export(out, out / "run.yaml", "trainer.save_freq=5")
    assert done.returncode == 0, done.stderr
    return out, done.stderr


@contextlib.contextmanager
def released(version):
    """A release of verl, with stand-ins for what is heavy, and for the registry of reward managers, which imports all."""
    with importable("verl", version, bare=BARE, absent=HEAVY):
        package = "verl.experimental.reward_loop.reward_manager"
        root = folder("verl", version) / package.replace(".", "/")
        sys.modules[package] = types.ModuleType(package)
        sys.modules[package].__path__ = [str(root)]
        registry = types.ModuleType(package + ".registry")
        registry.REWARD_MANAGER = {file.stem: None for file in root.glob("*.py")}
        sys.modules[package + ".registry"] = registry
        from verl.utils.profiler import config

        sys.modules["verl.utils.profiler"].ProfilerConfig = config.ProfilerConfig
        yield


def composed(out, name, *overrides):
    """The run as Hydra composes it with verl's defaults, every reference resolved."""
    GlobalHydra.instance().clear()
    with hydra.initialize_config_dir(config_dir=str(out / "config"), version_base=None):
        config = hydra.compose(config_name=name, overrides=list(overrides))
    OmegaConf.resolve(config)
    return config


def checked(config):
    """What verl makes of each section, having held all to its own rules."""
    from verl.utils.config import omega_conf_to_dataclass, validate_config

    critic = config.algorithm.adv_estimator == "gae"
    reference = config.algorithm.use_kl_in_reward or config.actor_rollout_ref.actor.use_kl_loss
    validate_config(config, use_reference_policy=reference, use_critic=critic)
    sections = {
        "algorithm": config.algorithm, "actor": config.actor_rollout_ref.actor,
        "rollout": config.actor_rollout_ref.rollout, "critic": config.critic,
    }
    if not critic:
        # Its model has no path then, and nobody reads it.
        del sections["critic"]
    return {name: omega_conf_to_dataclass(section) for name, section in sections.items()}


@pytest.mark.parametrize("name", GENERATIONS)
def test_seeds_run(seed, name):
    with released(GENERATIONS[name]):
        config = composed(seed, name)
        sections = checked(config)
        assert sections["algorithm"].adv_estimator == "grpo"
        actor, rollout = sections["actor"], sections["rollout"]
        assert (actor.ppo_mini_batch_size, actor.use_dynamic_bsz, actor.optim.lr) == (128, True, 1e-6)
        assert (rollout.name, rollout.n, rollout.dtype) == ("sglang", 4, "bfloat16")
        assert (rollout.prompt_length, rollout.response_length) == (1024, 2048)
        assert rollout.multi_turn.enable and rollout.multi_turn.max_assistant_turns == 5
        assert rollout.agent.default_agent_loop == "tool_agent"
        assert config.actor_rollout_ref.model.path == "Qwen/Qwen2.5-7B-Instruct"
        assert config.data.train_batch_size == 128
        assert config.trainer.save_freq == 100


@pytest.mark.parametrize("name", GENERATIONS)
def test_every_key_arrives(local, name):
    out, said = local
    with released(GENERATIONS[name]):
        config = composed(out, name)
        sections = checked(config)
        algorithm, actor, rollout = sections["algorithm"], sections["actor"], sections["rollout"]
        assert (algorithm.adv_estimator, algorithm.gamma, algorithm.use_kl_in_reward) == ("gae", 0.99, True)
        assert (actor.clip_ratio_low, actor.clip_ratio_high, actor.use_kl_loss) == (0.2, 0.28, True)
        assert (actor.kl_loss_coef, actor.optim.lr, actor.optim.lr_warmup_steps) == (1e-3, 3e-6, 10)
        assert actor.ppo_mini_batch_size == 64
        assert (rollout.n, rollout.gpu_memory_utilization, rollout.response_length) == (2, 0.85, 300)
        assert rollout.engine_kwargs["sglang"]["disable_flashinfer"] is False
        assert rollout.multi_turn.max_parallel_calls == 2
        # Up to 0.7.1 the word for the side that is kept, since then for the one that is cut.
        assert rollout.multi_turn.tool_response_truncate_side == {"verl-0.7": "right", "verl-0.9": "left"}[name]
        critic = sections["critic"]
        assert (critic.cliprange_value, critic.ppo_mini_batch_size) == (0.2, 64)
        assert config.critic.model.path == config.actor_rollout_ref.model.path == str(out / "model")
        assert config.reward.reward_manager.name == "dapo"
        assert config.reward.reward_kwargs.overlong_buffer_cfg == {
            "enable": True, "len": 50, "penalty_factor": 0.5, "log": False}
        assert config.reward.custom_reward_function.reward_kwargs == {
            "mode": "verl-strict", "reward": "step", "gate": 0.5}
        assert (config.trainer.total_training_steps, config.trainer.save_freq) == (12, 5)
    assert "actor_rollout_ref.rollout.seed is not a key of verl-0.7" in said
    assert "actor_rollout_ref.actor.router_replay is not a key of verl-0.9" in said


@pytest.mark.parametrize("name", GENERATIONS)
def test_verls_own_configuration(name, tmp_path):
    """Every key that verl has, at its default, is read and comes back."""
    file = folder("verl", GENERATIONS[name]) / "verl/trainer/config/_generated_ppo_trainer.yaml"
    done = export(tmp_path, file, "algorithm.adv_estimator=grpo", "actor_rollout_ref.rollout.multi_turn.enable=true")
    assert done.returncode == 0, done.stderr
    assert f"not a key of {name}" not in done.stderr
    with released(GENERATIONS[name]):
        config = composed(tmp_path, name)
        checked(config)
        given = OmegaConf.load(file)
    # Of what Assay says anew, and only of that, verl's file says something else.
    changed = {
        "algorithm.adv_estimator", "actor_rollout_ref.actor.use_dynamic_bsz", "actor_rollout_ref.rollout.name",
        "actor_rollout_ref.rollout.n", "actor_rollout_ref.rollout.agent.default_agent_loop",
        "actor_rollout_ref.rollout.multi_turn.enable", "actor_rollout_ref.rollout.multi_turn.tool_config_path",
        "actor_rollout_ref.rollout.multi_turn.function_tool_path", "data.train_files", "data.val_files",
        "reward.custom_reward_function.path", "reward.custom_reward_function.name",
    }
    for key, value in leaves(given):
        if key not in changed and value != "???" and "${" not in str(value):
            assert OmegaConf.select(config, key) == value, key


def leaves(config, path=""):
    """(path, value) of all that is no mapping."""
    for name, value in OmegaConf.to_container(config, resolve=False).items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            yield from leaves(OmegaConf.create(value), key)
        else:
            yield key, value


def test_tools_of_both_generations(seed, url, monkeypatch):
    monkeypatch.setenv("ASSAY_URL", url)
    with released("0.9.1"):
        from verl.tools.function_tool import load_function_tools_from_path

        config = composed(seed, "verl-0.9")
        path = config.actor_rollout_ref.rollout.multi_turn.function_tool_path
        (tool,) = load_function_tools_from_path(str(seed / path))
        assert tool.name == "code_interpreter"
        assert asyncio.run(tool.call({"code": "print(6 * 7)"})) == "42"
    monkeypatch.syspath_prepend(str(seed))
    with released("0.7.1"):
        from verl.tools.utils.tool_registry import initialize_tools_from_config

        config = composed(seed, "verl-0.7")
        path = config.actor_rollout_ref.rollout.multi_turn.tool_config_path
        (tool,) = initialize_tools_from_config(str(seed / path))

        async def call():
            instance, _ = await tool.create(create_kwargs={})
            response, _, _ = await tool.execute(instance, {"code": "print(6 * 7)"}, agent_data=None)
            return response.text

        assert asyncio.run(call()) == "42"


@pytest.mark.parametrize("name", GENERATIONS)
def test_reward(local, name, url, monkeypatch):
    monkeypatch.setenv("ASSAY_URL", url)
    monkeypatch.chdir(local[0])
    with released(GENERATIONS[name]):
        from verl.trainer.ppo.reward import get_custom_reward_fn

        function = get_custom_reward_fn(composed(local[0], name))
        score = asyncio.run(function(data_source="openai/gsm8k", solution_str="48 + 24 = 72\n#### 72",
                                     ground_truth="72", extra_info={"question": "48 and 24?"}))
        assert (score["score"], score["acc"], score["pred"]) == (1.0, 1.0, "72")


@pytest.mark.parametrize(("version", "name", "tools"), [
    ("0.7.1", "verl-0.7", "tool_config_path={}/assay_tools.yaml"),
    ("0.8.0", "verl-0.9", "function_tool_path={}/assay_tools.py"),
    ("0.9.1", "verl-0.9", "function_tool_path={}/assay_tools.py"),
    ("0.10.0", "verl-0.9", "function_tool_path={}/assay_tools.py"),
])
def test_run_script(seed, url, tmp_path, version, name, tools):
    """What it starts, a stand-in for Python telling it; and Hydra takes it."""
    python = tmp_path / "python3"
    python.write_text(f"""#!{sys.executable}
import json, sys
print({version!r} if sys.argv[1] == "-c" else json.dumps(sys.argv[1:]))
""")
    python.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "ASSAY_URL": url}
    done = subprocess.run([seed / "run.sh", "trainer.nnodes=2"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    arguments = json.loads(done.stdout)
    assert arguments[:6] == ["-m", "verl.trainer.main_ppo", "--config-path", str(seed / "config"), "--config-name", name]
    overrides = arguments[6:]
    assert f"actor_rollout_ref.rollout.multi_turn.{tools.format(seed)}" in overrides
    release = GENERATIONS[name]
    with released(release):
        config = composed(seed, name, *overrides)
    assert config.data.train_files == [str(seed / "data/train.parquet")]
    assert config.ray_kwargs.ray_init.runtime_env.env_vars.ASSAY_URL == url
    assert config.ray_kwargs.ray_init.runtime_env.env_vars.PYTHONPATH.split(":")[0] == str(seed)
    assert config.trainer.nnodes == 2


def test_run_script_without_a_server(seed, tmp_path):
    (tmp_path / "python3").write_text("#!/bin/sh\necho 0.9.1\n")
    (tmp_path / "python3").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "ASSAY_URL": "http://127.0.0.1:9"}
    done = subprocess.run([seed / "run.sh"], env=environment, capture_output=True, text=True)
    assert done.returncode == 69
    assert "no assay serve at http://127.0.0.1:9" in done.stderr


def test_data_script(seed, tmp_path):
    """GSM8K's files become the Parquet that verl's data set is made of."""
    parquet = pytest.importorskip("pyarrow.parquet")
    if not (SHARED / "data/gsm8k/test.jsonl").exists():
        pytest.skip("needs the folder shared beside the repository")
    lines = (SHARED / "data/gsm8k/test.jsonl").read_text().splitlines()[:5]
    (tmp_path / "raw.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/assay").symlink_to(BINARY)
    (tmp_path / "bin/python3").symlink_to(sys.executable)
    environment = {**os.environ, "PATH": f"{pathlib.Path(sys.executable).parent}:{tmp_path}/bin:{os.environ['PATH']}"}
    done = subprocess.run([seed / "prepare_data.sh", "raw.jsonl", "raw.jsonl"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = parquet.read_table(seed / "data/train.parquet").to_pylist()
    assert len(rows) == 5
    assert rows[0]["data_source"] == "openai/gsm8k"
    assert [message["role"] for message in rows[0]["prompt"]] == ["system", "user"]
    assert rows[0]["prompt"][1]["content"].endswith('output the final answer after "####".')
    assert rows[0]["reward_model"]["ground_truth"] == json.loads(lines[0])["answer"].split("#### ")[1]


def test_what_cannot_be_exported(tmp_path):
    done = export(tmp_path / "out", "config/embedded_train.yaml")
    assert done.returncode == 64
    assert "actor_rollout_ref.model.path" in done.stderr
    done = export(tmp_path / "out", "config/gsm8k_train.yaml", "algorithm.adv_estimater=grpo")
    assert done.returncode == 64
    assert "did you mean adv_estimator?" in done.stderr
    (tmp_path / "file").write_text("")
    assert export(tmp_path / "file/out", "config/gsm8k_train.yaml").returncode == 73

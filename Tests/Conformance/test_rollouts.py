"""`assay rollout` as a user runs it, against a small chat completions server that a test scripts."""

import json
import signal
import subprocess
import time

from conftest import BINARY, assay
from scripted_model import PROMPTS, Model


def lines(folder):
    return [json.loads(line) for line in (folder / "0.jsonl").read_text().splitlines()]


def test_killed_and_started_again(model, data, url, tmp_path):
    out = tmp_path / "run"
    command = ["rollout", "--model", model.url, "--data", data, "--out", out, "--tool-server", url, "--concurrency", 2]
    model.pause = 0.1
    process = subprocess.Popen([BINARY, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        if (out / "0.jsonl").exists() and len((out / "0.jsonl").read_bytes().splitlines()) >= 5:
            break
        time.sleep(0.01)
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = (out / "0.jsonl").read_bytes()
    before = before[: before.rindex(b"\n") + 1]
    kept = before.count(b"\n")
    assert 5 <= kept < PROMPTS
    assert not (out / "0.complete").exists()
    # A line that the kill could have cut.
    with open(out / "0.jsonl", "ab") as log:
        log.write(b'{"input": "user\\nWhat')

    model.pause = 0
    model.first_turns.clear()
    result = assay(*command, "--json")
    assert result.returncode == 0, result.stderr
    assert "prompts.jsonl:31: " in result.stderr
    assert (out / "0.jsonl").read_bytes().startswith(before)
    assert len(model.first_turns) == PROMPTS - kept

    played = lines(out)
    assert sorted(line["prompt"] for line in played) == list(range(PROMPTS))
    assert json.loads((out / "0.complete").read_text())["trajectories"] == PROMPTS
    summary = json.loads(result.stdout)
    assert (summary["rollouts"], summary["scored"], summary["masked"]) == (PROMPTS, PROMPTS, 0)
    assert (summary["correct"], summary["reward"]) == (27, 0.9)
    assert (summary["tool_call_rate"], summary["turns"]) == (1, 2)
    assert summary["detectors"]["detectors/failed_calls"] == 3
    errors = (out / "logs/verl_tool_errors.log").read_text().splitlines()
    assert len(errors) == 3 and all("ZeroDivisionError" in line for line in errors)

    # Nothing is left to play; other settings are another run.
    model.first_turns.clear()
    assert json.loads(assay(*command, "--json").stdout) == summary
    assert model.first_turns == []
    other = assay(*command, "--temperature", 0)
    assert other.returncode == 73
    assert "other settings: temperature" in other.stderr
    fewer = assay(*command, "--limit", 3)
    assert fewer.returncode == 73
    assert len(lines(out)) == PROMPTS
    # More samples are played in addition.
    more = assay(*command, "--samples", 2, "--json")
    assert json.loads(more.stdout)["rollouts"] == 2 * PROMPTS
    assert len(model.first_turns) == PROMPTS


def test_show(model, data, url, tmp_path):
    out = tmp_path / "run"
    result = assay("rollout", "--model", model.url + "/v1", "--data", data, "--out", out, "--tool-server", url,
                   "--limit", 10, "--reward", "step")
    assert result.returncode == 0, result.stderr
    assert "accuracy   90.0 %, 9 right" in result.stdout
    shown = assay("rollout", "show", out, "--index", 3)
    assert shown.returncode == 0
    assert "\x1b" not in shown.stdout
    for text in ["prompt 3, sample 0", "── user\nWhat is 4 + 1?", "── assistant", "I add.",
                 "── call code_interpreter\n4 + 1", "── tool (ok, ", "#### 5", "answer 5 (right)", "parts    logic ",
                 "truth    5", "stopped  completed"]:
        assert text in shown.stdout
    assert assay("rollout", "show", out / "0.jsonl", "--id", "3.0").stdout == shown.stdout
    failed = assay("rollout", "show", out, "--id", "9").stdout
    assert "── tool (error, " in failed and "ZeroDivisionError" in failed and "classes  " in failed
    assert assay("rollout", "show", out, "--id", "3.1").returncode == 1
    assert assay("rollout", "show", tmp_path / "none").returncode == 66


def test_a_server_that_is_not_there(model, data, url, tmp_path):
    closed = Model()
    closed.server.shutdown()
    closed.server.server_close()
    out = tmp_path / "run"
    for servers in [(closed.url, url), (model.url, closed.url)]:
        result = assay("rollout", "--model", servers[0], "--tool-server", servers[1], "--data", data, "--out", out)
        assert result.returncode == 69
        # The line before is of the data's own fault.
        message = result.stderr.splitlines()
        assert len(message) == 2 and message[1].startswith("assay rollout: ") and closed.url in message[1]
    assert assay("rollout", "--model", model.url, "--data", tmp_path / "none", "--out", out).returncode == 66
    assert assay("rollout", "--model", "ftp://x", "--data", data, "--out", out).returncode == 64
    assert not out.exists()


def test_masked_rollouts_are_played_again(model, data, url, tmp_path):
    """The model's server breaks midway, and is mended."""
    out = tmp_path / "run"
    command = ["rollout", "--model", model.url, "--data", data, "--out", out, "--tool-server", url, "--limit", 4]
    complete = model.complete
    model.complete = lambda request: {} if "What is 3 + 1?" in str(request) else complete(request)
    result = assay(*command)
    assert result.returncode == 0, result.stderr
    assert "masked 1 of 4; " in result.stderr
    assert [line["score"] for line in sorted(lines(out), key=lambda line: line["prompt"])] == [1, 1, None, 1]
    model.complete = complete
    model.first_turns.clear()
    result = assay(*command)
    assert "accuracy   100.0 %, 4 right" in result.stdout
    assert model.first_turns == ["What is 3 + 1?"]
    assert len(lines(out)) == 4


def test_the_models_server_dies_midway(model, data, url, tmp_path):
    """The run ends early, tells why, and goes on once the server is back."""
    out = tmp_path / "run"
    command = ["rollout", "--model", model.url, "--data", data, "--out", out, "--tool-server", url, "--concurrency", 2]
    complete = model.complete

    def die_after_some(request):
        if len(model.first_turns) == 6:
            model.refuse = True
        return complete(request)

    model.complete = die_after_some
    result = assay(*command)
    assert result.returncode == 69, result.stderr
    assert "rollouts in a row could not reach the model: " in result.stderr and model.url in result.stderr
    assert result.stdout == ""
    scored = [line for line in lines(out) if line["score"] is not None]
    assert 4 <= len(scored) <= 6 and not (out / "0.complete").exists()
    assert len(lines(out)) - len(scored) <= 8

    model.complete, model.refuse = complete, False
    model.first_turns.clear()
    result = assay(*command, "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["scored"] == PROMPTS
    assert len(model.first_turns) == PROMPTS - len(scored)


def test_two_runs_in_one_folder(model, data, url, tmp_path):
    out = tmp_path / "run"
    command = ["rollout", "--model", model.url, "--data", data, "--out", out, "--tool-server", url, "--concurrency", 1]
    model.pause = 0.2
    first = subprocess.Popen([BINARY, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not (out / "0.jsonl").exists():
        assert first.poll() is None
        time.sleep(0.01)
    second = assay(*command)
    assert second.returncode == 73 and "another run is writing to it" in second.stderr
    model.pause = 0
    first.communicate(timeout=60)
    assert first.returncode == 0 and len(lines(out)) == PROMPTS
    assert assay(*command).returncode == 0


def test_what_is_sampled(model, data, url, tmp_path):
    """The options reach the server; a seed gives each turn a seed of its own, and the same one again."""
    command = ["rollout", "--model", model.url, "--data", data, "--tool-server", url, "--limit", 2, "--samples", 2,
               "--seed", 7, "--top-p", 0.9, "--top-k", 40, "--temperature", 0.5, "--max-tokens", 99]

    def seeds(out):
        model.requests.clear()
        assert assay(*command, "--out", out).returncode == 0
        assert all(request["top_p"] == 0.9 and request["top_k"] == 40 for request in model.requests)
        assert all(request["temperature"] == 0.5 for request in model.requests)
        assert {request["max_tokens"] for request in model.requests} == {99, 90}
        return sorted(request["seed"] for request in model.requests)

    first = seeds(tmp_path / "first")
    assert len(set(first)) == 8 and seeds(tmp_path / "second") == first
    assert json.loads((tmp_path / "first/run.json").read_text())["seed"] == "7"
    for option in [["--top-p", 0], ["--top-k", 0], ["--temperature", -1], ["--samples", 0]]:
        assert assay(*command, "--out", tmp_path / "third", *option).returncode == 64


CONFIGURATION = """
actor_rollout_ref:
  rollout:
    n: 3
    temperature: 0.7
    top_p: 0.95
    val_kwargs: {n: 2, temperature: 0.2, do_sample: true}
    multi_turn:
      enable: true
      max_assistant_turns: 1
      max_tool_response_length: 10
data:
  max_response_length: 77
assay:
  seed: 11
"""


def test_a_training_configuration(model, data, url, tmp_path):
    """Samples, sampling and limits are those of the file; what the command line says wins."""
    file = tmp_path / "train.yaml"
    file.write_text(CONFIGURATION)
    command = ["--model", model.url, "--data", data, "--tool-server", url, "--limit", 1, "--config-path", file]
    assert assay("rollout", *command, "--out", tmp_path / "first").returncode == 0
    played = lines(tmp_path / "first")
    assert sorted(line["sample"] for line in played) == [0, 1, 2]
    assert all(line["stop_reason"] == "max_assistant_turns" for line in played)
    sent = model.requests
    assert {(request["temperature"], request["top_p"], request["max_tokens"]) for request in sent} == {(0.7, 0.95, 77)}
    assert len({request["seed"] for request in sent}) == 3
    model.requests.clear()
    assert assay("eval", *command, "--out", tmp_path / "second", "--max-turns", 2).returncode == 0
    assert {request["temperature"] for request in model.requests} == {0.2} and len(model.requests) == 4
    settings = json.loads((tmp_path / "second/run.json").read_text())
    assert (settings["max_turns"], settings["max_tool_response_length"], settings["seed"]) == (2, 10, "11")
    file.write_text("actor_rollout_ref: {rollout: {temprature: 1}}")
    refused = assay("rollout", *command, "--out", tmp_path / "third")
    assert refused.returncode == 64 and "temprature" in refused.stderr and "temperature" in refused.stderr

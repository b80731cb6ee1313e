"""`assay eval` as a user runs it."""

import json
import pathlib
import tempfile

from conftest import assay
from scripted_model import PROMPTS


def test_greedy(model, data, url):
    """One rollout of each prompt, drawn greedily; nothing is kept."""
    before = set(pathlib.Path(tempfile.gettempdir()).glob("assay-eval-*"))
    result = assay("eval", "--model", model.url, "--data", data, "--tool-server", url)
    assert result.returncode == 0, result.stderr
    assert {request["temperature"] for request in model.requests} == {0}
    for text in ["accuracy   90.0 %, 27 right; 95 % confidence (Wilson): 74.4–96.5 %", "tools      100.0 % call one",
                 "turns      2.00 on average", "tokens     18 on average", "wrong_answer"]:
        assert text in result.stdout, text
    assert "best@" not in result.stdout
    assert set(pathlib.Path(tempfile.gettempdir()).glob("assay-eval-*")) == before


def test_several_samples(model, data, url, tmp_path):
    """Of each prompt's four rollouts those of odd numbers of requests are wrong, for some prompts."""
    complete = model.complete

    def complete_sometimes(request):
        reply = complete(request)
        question = int(request["messages"][0]["content"].split()[2])
        if request["messages"][-1]["role"] != "user" and question <= 10 and request["seed"] % 2:
            reply["choices"][0]["message"]["content"] = "#### 1000"
        return reply

    model.complete = complete_sometimes
    out = tmp_path / "run"
    command = ["eval", "--model", model.url, "--data", data, "--tool-server", url, "--samples", 4, "--out", out,
               "--seed", 3, "--json"]
    result = assay(*command)
    assert result.returncode == 0, result.stderr
    assert {request["temperature"] for request in model.requests} == {1}
    summary = json.loads(result.stdout)
    lines = [json.loads(line) for line in (out / "0.jsonl").read_text().splitlines()]
    right = {prompt: [line["correct"] for line in lines if line["prompt"] == prompt] for prompt in range(PROMPTS)}
    assert summary["accuracy"] == sum(map(sum, right.values())) / (4 * PROMPTS) < 0.9
    assert summary["best@4"] == {"prompts": PROMPTS, "right": sum(map(any, right.values())),
                                 "interval_95": summary["best@4"]["interval_95"]}
    metrics = summary["validation"]["acc"]
    assert abs(metrics["mean@4"] - summary["accuracy"]) < 1e-12
    assert set(metrics) == {"mean@4", "std@4"} | {
        f"{kind}@{n}/{of}" for kind in ["best", "worst", "maj"] for n in [2, 4] for of in ["mean", "std"]}
    assert metrics["worst@2/mean"] < metrics["mean@4"] < metrics["best@2/mean"] <= metrics["best@4/mean"]
    # The same command has nothing to play, and tells the same.
    model.requests.clear()
    assert json.loads(assay(*command).stdout) == summary and model.requests == []


def test_before_and_after(model, data, url, tmp_path):
    complete = model.complete

    def complete_worse(request):
        reply = complete(request)
        if request["messages"][-1]["role"] != "user" and "What is 1" in request["messages"][0]["content"]:
            reply["choices"][0]["message"]["content"] = "#### 1000"
        return reply

    model.complete = complete_worse
    command = ["eval", "--model", model.url, "--data", data, "--tool-server", url, "--out"]
    assert assay(*command, tmp_path / "before").returncode == 0
    model.complete = complete
    assert assay(*command, tmp_path / "after").returncode == 0
    result = assay("eval", "compare", tmp_path / "before", tmp_path / "after")
    assert result.returncode == 0, result.stderr
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    # 1 and 10 to 19 are wrong before, 10, 20 and 30 after.
    assert "accuracy 56.7 % 90.0 % +33.3 +58.8 %" in rows
    assert "tool calls 100.0 % 100.0 % 0.0 0.0 %" in rows
    assert any(row.startswith("difference: +33.3 points, within +16.") for row in rows)
    changes = json.loads(assay("eval", "compare", tmp_path / "before", tmp_path / "after", "--json").stdout)
    assert changes["difference"]["prompts"] == PROMPTS
    assert assay("eval", "compare", tmp_path / "before", tmp_path / "none").returncode == 66


def test_bad_command_lines(model, data):
    for options in [["--temperature", "-1"], ["--samples", "0"], ["--top-p", "2"], []]:
        given = ["--model", model.url, "--data", data] if options else []
        assert assay("eval", *given, *options).returncode == 64

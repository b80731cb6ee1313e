"""What `assay train` leaves in a run's folder, read by those who would: TensorBoard, a script, a person, `assay doctor`."""

import json
import math
import re
import signal
import subprocess

import pytest

from conftest import BINARY
from test_training import TINY, command, train, wait_for


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run that was ended midway and has gone on."""
    folder = tmp_path_factory.mktemp("runs")
    process = subprocess.Popen(command(folder, "run", *TINY), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wait_for(process, folder / "run/checkpoints/global_step_2")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    rest = train(folder, "run", *TINY)
    assert rest.returncode == 0, rest.stderr
    return folder / "run"


def lines(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def doctor(folder, *options):
    return subprocess.run([BINARY, "doctor", folder, *options], capture_output=True, text=True, timeout=120)


def test_metrics_have_verls_form(run):
    rows = lines(run)
    assert [row["step"] for row in rows if row["phase"] == "sft"] == list(range(1, 13))
    assert [row["step"] for row in rows if row["phase"] == "rl"] == list(range(1, 7))
    assert sorted({row["step"] for row in rows if row["phase"] == "test"}) == [0, 6]
    last = [row["data"] for row in rows if row["phase"] == "rl"][-1]
    for name in ("actor/pg_loss", "actor/kl_loss", "actor/entropy", "actor/lr", "critic/score/mean", "timing_s/gen",
                 "timing_s/tools", "timing_s/step", "num_turns/mean", "response_length/mean"):  # fmt: skip
        assert math.isfinite(last[name]), name


def test_tensorboard_shows_the_same_numbers_once(run):
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    shown = {}
    for phase in ("sft", "rl"):
        events = accumulator.EventAccumulator(str(run / "tensorboard" / phase), size_guidance={"scalars": 0})
        events.Reload()
        for tag in events.Tags()["scalars"]:
            for scalar in events.Scalars(tag):
                shown.setdefault((phase, scalar.step, tag), []).append(scalar.value)
    logged = {}
    for row in lines(run):
        for tag, value in row["data"].items():
            if value is not None:
                logged[("sft" if row["phase"] == "sft" else "rl", row["step"], tag)] = value
    assert shown.keys() == logged.keys()
    for key, values in shown.items():
        assert len(values) == 1, key
        assert values[0] == pytest.approx(logged[key], rel=1e-6, abs=1e-30), key


def test_the_log_has_the_seeds_line(run):
    text = (run / "train.log").read_text()
    number = r"-?\d+\.\d{3}"
    steps = re.findall(
        rf"\[INFO\] Step (\d+) \| Actor Loss: {number} \| Critic Loss: n/a \| Reward: {number} \| KL: {number}$",
        text, re.MULTILINE)  # fmt: skip
    assert set(map(int, steps)) == set(range(1, 7))


def test_rollouts_of_every_step_and_test_are_there(run):
    for step in range(1, 7):
        rows = [json.loads(line) for line in (run / f"trajectories/{step}.jsonl").read_text().splitlines()]
        assert len(rows) == 16 and {row["step"] for row in rows} == {step}
        assert {"input", "output", "gts", "score"} <= rows[0].keys()
        assert json.loads((run / f"trajectories/{step}.complete").read_text())["trained"] is True
    for folder in (run / "validation").iterdir():
        assert sorted(file.name for file in folder.glob("*.jsonl")) == ["0.jsonl", "6.jsonl"]


def test_the_page_needs_no_network_and_has_the_run(run):
    page = (run / "report.html").read_text()
    assert page.startswith("<!doctype html>") and "<svg" in page and "{{" not in page
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "numbers, greedy" in page and "compositions" in page and "templates" in page


def test_doctor_diagnoses_the_run(run):
    told = doctor(run, "--json")
    items = {item["name"]: item for item in json.loads(told.stdout)["items"]}
    assert told.returncode == (0 if json.loads(told.stdout)["ok"] else 1)
    assert {"reward", "tools", "KL", "groups", "masked", "time", "progress"} <= items.keys()
    assert "the run is done" in items["progress"]["detail"]
    assert re.search(r"\b(generation|tools|data loading|judging|the update)\b.* bottleneck", items["time"]["detail"])
    (run / "report.html").unlink()
    assert doctor(run, "--report").returncode == told.returncode
    assert (run / "report.html").exists()


def test_doctor_names_the_error_log_and_asks_the_sandbox(run, tmp_path):
    """A run whose calls fail, by its metrics alone."""
    (tmp_path / "config.resolved.yaml").write_text("{}\n")
    with open(tmp_path / "metrics.jsonl", "w") as file:
        for step in range(1, 31):
            data = {"critic/score/mean": 0.1, "rollout/tool_error_ratio": 0.9, "rollout/tool_call_rate": 0.8}
            file.write(json.dumps({"step": step, "phase": "rl", "time": 1e9 + step, "data": data}) + "\n")
    down = doctor(tmp_path, "--tool-server", "http://127.0.0.1:9")
    assert down.returncode == 1
    assert f"{tmp_path}/logs/verl_tool_errors.log" in down.stdout
    assert "the tool server http://127.0.0.1:9 does not run programs" in down.stdout
    up = doctor(tmp_path)
    assert "a sandbox on this host runs programs" in up.stdout, up.stdout


def test_doctor_of_no_run(tmp_path):
    told = doctor(tmp_path)
    assert told.returncode == 66 and "has no run" in told.stderr

"""`assay score` and `assay data` as a user runs them: files, kills, memory, exit codes."""

import gzip
import json
import pathlib
import signal
import subprocess
import time

import pytest

from conftest import BINARY


def assay(*arguments, **options):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, **options)


def write_answers(path, count):
    """Answers of which every third is wrong, and a line now and then is none."""
    with open(path, "w", encoding="utf-8") as lines:
        for number in range(1, count + 1):
            if number % 1000 == 0:
                lines.write('{"response": "torn\n')
                continue
            answer = number + (number % 3 == 0)
            steps = "\n".join(f"Step {step}: {step} * {number} = {step * number}" for step in range(1, 8))
            line = {"id": number, "response": f"{steps}\n#### {answer}", "ground_truth": str(number)}
            lines.write(json.dumps(line) + "\n")


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    path = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    write_answers(path, 300_000)
    return path


@pytest.fixture(scope="module")
def reference(answers):
    out = answers.with_name("reference.jsonl")
    result = assay("score", answers, "--id-field", "id", "--reward", "step", "--threads", 1, "--out", out)
    assert result.returncode == 0, result.stderr
    return out.read_bytes(), result.stdout


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_killed_and_started_again(answers, reference, tmp_path, name):
    out = tmp_path / name
    command = ["score", answers, "--id-field", "id", "--reward", "step", "--threads", 4, "--out", out]
    kills, size = 0, 0
    while True:
        process = subprocess.Popen(
            [BINARY, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # Until it has written something new and a checkpoint of it.
        end = time.monotonic() + 1.2
        while process.poll() is None and (time.monotonic() < end or not out.exists() or out.stat().st_size <= size):
            time.sleep(0.01)
        if kills == 2 or process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills, size = kills + 1, out.stat().st_size
    summary, _ = process.communicate()
    assert process.returncode == 0
    assert kills > 0
    scored = gzip.decompress(out.read_bytes()) if name.endswith(".gz") else out.read_bytes()
    assert (scored, summary) == reference
    assert not (tmp_path / f"{name}.resume").exists()
    if name.endswith(".gz"):
        whole = tmp_path / "whole.gz"
        assert assay(*command[:-1], whole).returncode == 0
        assert whole.read_bytes() == out.read_bytes()


def test_memory_does_not_grow_with_the_file(answers, tmp_path):
    process = subprocess.Popen(
        [BINARY, "score", answers, "--out", tmp_path / "out.jsonl", "--quiet"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            break
        # The peak since the program was started, in KiB.
        peak = max(peak, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
        time.sleep(0.005)
    assert process.wait() == 0
    assert 0 < peak < 100 * 1024


def test_exit_codes(tmp_path):
    good, none = tmp_path / "good", tmp_path / "none"
    good.write_text('{"response": "#### 2", "ground_truth": 2}\n')
    none.write_text('{"response": "#### 2"}\n')
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(good.read_bytes())[:-4])
    assert assay("score", good).returncode == 0
    assert assay("score", none).returncode == 1
    assert assay("score").returncode == 64
    assert assay("score", good, "--mode", "lenient").returncode == 64
    assert assay("score", good, "--gate", "2").returncode == 64
    assert assay("score", tmp_path / "absent").returncode == 66
    assert assay("score", cut).returncode == 66
    assert assay("score", good, "--out", tmp_path / "no" / "folder").returncode == 73
    assert assay("score", good, "--out", none).returncode == 73
    assert none.read_text() == '{"response": "#### 2"}\n'


def test_a_response_is_not_its_own_truth(tmp_path):
    answers, data = tmp_path / "answers", tmp_path / "data"
    answers.write_text('{"answer": "#### 2"}\n')
    data.write_text('{"answer": "So it is 3.\\n#### 3"}\n')
    assert assay("score", answers, "--response-field", "answer").returncode == 1
    result = assay("score", answers, "--response-field", "answer", "--ground-truth", data, "--json")
    assert json.loads(result.stdout)["accuracy"] == 0


def test_streams(tmp_path):
    """Standard input and output; the summary stays off the result."""
    line = '{"response": "#### 2", "ground_truth": 2}\n'
    result = assay("score", "-", "--out", "-", input=line * 3)
    assert [json.loads(line)["correct"] for line in result.stdout.splitlines()] == [True] * 3
    assert "accuracy" in result.stderr
    summary = json.loads(assay("score", "-", "--json", input=line * 3).stdout)
    assert summary["accuracy"] == 1 and summary["scored"] == 3


def test_comparison(tmp_path):
    for name, answer in [("before", 3), ("after", 2)]:
        path = tmp_path / name
        path.write_text(json.dumps({"response": f"#### {answer}", "ground_truth": 2}) + "\n")
        assert assay("score", path, "--out", tmp_path / f"{name}.scores").returncode == 0
    result = assay("score", "--compare", tmp_path / "before.scores", tmp_path / "after.scores")
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line.strip()}
    assert rows["wrong_answer"] == ["100.0", "%", "0.0", "%", "−100.0", "−100.0", "%"]
    assert rows["accuracy"] == ["0.0", "%", "100.0", "%", "+100.0", "–"]


def test_gsm8k_rows(shared, tmp_path):
    """Rows are made of every published problem, and are truths for the answers they came from."""
    raw, rows = shared / "data/gsm8k/test.jsonl", tmp_path / "test.verl.jsonl.gz"
    result = assay("data", "gsm8k", raw, "--out", rows, "--split", "test")
    assert result.returncode == 0 and "1319 rows" in result.stderr
    row = json.loads(gzip.decompress(rows.read_bytes()).splitlines()[0])
    assert row["reward_model"] == {"style": "rule", "ground_truth": "18"}
    result = assay("score", raw, "--response-field", "answer", "--ground-truth", rows, "--json")
    assert json.loads(result.stdout)["accuracy"] == 1

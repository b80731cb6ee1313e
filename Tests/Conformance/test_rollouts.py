"""`assay rollout` as a user runs it, against a small chat completions server that a test scripts."""

import http.server
import json
import signal
import subprocess
import threading
import time

import pytest

from conftest import BINARY

PROMPTS = 30


def assay(*arguments, **options):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options)


class Model:
    """Calls the tool in its first turn and answers with what the tool said in its second; counts first turns."""

    def __init__(self):
        self.first_turns = []
        self.pause = 0
        model = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer({"object": "list", "data": [{"id": "scripted"}]})

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.answer(model.complete(request))

            def answer(self, value):
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def complete(self, request):
        messages = request["messages"]
        question = next(message["content"] for message in messages if message["role"] == "user")
        if messages[-1]["role"] == "user":
            self.first_turns.append(question)
            time.sleep(self.pause)
            left = question.split()[2]
            # Every tenth program fails.
            code = "1/0" if left.endswith("0") else f"{left} + 1"
            call = json.dumps({"name": "code_interpreter", "arguments": {"code": code}})
            text = f"I add.\n<tool_call>\n{call}\n</tool_call>"
        else:
            text = f"The tool says it.\n#### {messages[-1]['content']}"
        message = {"role": "assistant", "content": text}
        return {
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"completion_tokens": 9, "prompt_tokens": 9},
        }


@pytest.fixture
def model():
    model = Model()
    yield model
    model.server.shutdown()
    model.server.server_close()


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "prompts.jsonl"
    rows = [
        {
            "data_source": "openai/gsm8k",
            "prompt": [{"role": "user", "content": f"What is {number} + 1?"}],
            "reward_model": {"style": "rule", "ground_truth": str(number + 1)},
        }
        for number in range(1, PROMPTS + 1)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"prompt": "torn\n')
    return path


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

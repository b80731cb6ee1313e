"""Start, readiness, metrics, and both kinds of end."""

import json
import os
import signal
import subprocess
import threading
import time

import httpx
import openapi_spec_validator
import pytest
from conftest import BINARY, REPOSITORY, Server, wait_until_gone


def test_operations_routes(client):
    assert client.get("/v1/ping").json() == "pong"
    assert client.get("/livez").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/health").status_code == 200
    report = client.get("/v1/isolation").json()
    strict = next(profile for profile in report["profiles"] if profile["name"] == "python-strict")
    assert {"user_namespace", "seccomp", "read_only_root"} <= set(strict["layers"])


def test_openapi(client):
    openapi_spec_validator.validate(client.get("/openapi.json").json())


def test_metrics(client):
    client.post("/v1/execute", json={"code": "pass"})
    text = client.get("/metrics").text
    for line in text.splitlines():
        if not line.startswith("#"):
            float(line.rsplit(" ", 1)[1])
    assert 'assay_executions_total{outcome="ok"}' in text
    assert 'assay_slots{profile="python-strict",state="idle",tier="bare"}' in text
    assert "assay_queue_length{" in text


def test_request_id(client):
    assert client.get("/livez", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert client.post("/v1/execute", content=b"{").headers["x-request-id"]


def test_sigterm_finishes_what_runs():
    server = Server()
    answers = []

    def ask():
        code = "import time; time.sleep(1.5); print('done')"
        answers.append(httpx.post(f"{server.url}/v1/execute", json={"code": code}, timeout=30).json())

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.5)
    tree, cgroups = server.tree(), server.cgroups()
    assert server.stop() == 0
    thread.join()
    assert answers[0]["stdout"] == "done\n"
    assert wait_until_gone(tree, 2) == []
    assert [path for path in cgroups if path.exists()] == []


def test_kill_takes_everything_along():
    server = Server()
    threading.Thread(
        target=lambda: pytest.raises(
            httpx.HTTPError, httpx.post, f"{server.url}/v1/execute", json={"code": "while True: pass"}, timeout=30)
    ).start()
    time.sleep(0.5)
    tree = server.tree()
    assert len(tree) > 4
    server.stop(signal.SIGKILL)
    assert wait_until_gone(tree, 2) == []


def assay(*arguments, **options):
    return subprocess.run([BINARY, *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, **options)


@pytest.mark.parametrize(
    ("code", "flags", "status"),
    [
        ("print('hi')", [], 0), ("import sys; sys.exit(3)", [], 3), ("1 / 0", [], 1),
        ("while True: pass", ["--timeout", "0.5"], 124), ("import os; os.kill(os.getpid(), 9)", [], 137),
        ("x = bytearray(900 << 20)", ["--memory", "128"], 137), ("while True: print('x' * 1000)", [], 153),
        ("pass", ["--profile", "no-such"], 64), ("pass", ["--language", "cobol"], 64),
        ("exit 5", ["--language", "bash"], 5),
    ],
)
def test_run(code, flags, status):
    ended = assay("run", *flags, "-", input=code)
    assert ended.returncode == status, ended.stderr
    if status == 0:
        assert ended.stdout == "hi\n"


def test_run_as_json():
    result = json.loads(assay("run", "--json", "-", input="1 + 1").stdout)
    assert (result["outcome"], result["value"]) == ("ok", "2")


def test_doctor_tells_what_is_missing():
    environment = os.environ | {"ASSAY_EXECUTION_WORKER_PATH": "/nonexistent/assay-worker"}
    ended = assay("doctor", "--json", env=environment)
    assert ended.returncode == 1
    report = json.loads(ended.stdout)
    assert report["ok"] is False
    assert [item["name"] for item in report["items"] if item["status"] == "missing"] == ["worker"]


def test_a_layer_that_is_required_and_missing():
    ended = assay("serve", "--port", "0", "--require", "no_such_layer")
    assert ended.returncode == 1
    assert "no_such_layer" in ended.stderr


def test_an_address_for_everyone_needs_keys(tmp_path):
    assert assay("serve", "--host", "0.0.0.0", "--port", "0").returncode == 1
    keys = tmp_path / "keys"
    keys.write_text("# the trainer\nsecret-key\n")
    server = Server(settings={"ASSAY_HTTP_AUTH_KEYS_FILE": str(keys)})
    try:
        assert httpx.get(f"{server.url}/livez").status_code == 200
        for header, status in [({}, 401), ({"authorization": "Bearer wrong"}, 401),
                               ({"authorization": "Bearer secret-key"}, 200)]:
            asked = httpx.post(f"{server.url}/v1/execute", json={"code": "pass"}, headers=header)
            assert asked.status_code == status
    finally:
        assert server.stop() == 0


def test_doctor_and_help():
    assert assay("doctor").returncode == 0
    assert "Examples" in assay("serve", "--help").stdout
    assert "complete" in assay("--generate-completion-script", "bash").stdout


def test_unknown_key_is_refused(tmp_path):
    file = tmp_path / "server.yaml"
    file.write_text("http:\n  prot: 1\n")
    ended = assay("serve", "--config", str(file))
    assert ended.returncode != 0
    assert "http.port" in ended.stderr

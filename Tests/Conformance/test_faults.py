"""Faults of the host and of workers: every request is answered, none wrongly, nothing is left, and it recovers."""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import threading
import time

import httpx
import pytest
from conftest import Server, installed, wait_until_gone

# How long workers are killed for; `make faults` takes a minute.
SECONDS = float(os.environ.get("FAULT_SECONDS", "12"))

ORDINARY = ["setpriv", "--reuid=64123", "--regid=64123", "--clear-groups", "--"]


class Load:
    """Clients that ask until they are told to stop, and know what is right."""

    def __init__(self, url, clients):
        self.url = url
        self.stopped = threading.Event()
        self.outcomes, self.wrong = {}, []
        self.threads = [threading.Thread(target=self._ask, args=(seed,)) for seed in range(clients)]
        for thread in self.threads:
            thread.start()

    def _ask(self, seed):
        numbers = random.Random(seed)
        with httpx.Client(base_url=self.url, timeout=120) as client:
            while not self.stopped.is_set():
                left, right = numbers.randrange(10**6), numbers.randrange(10**6)
                code, truth, fine = numbers.choice([
                    (f"print({left} * {right})", f"{left * right}\n", "ok"),
                    (f"import sympy\nprint(sympy.Integer({left}) + {right})", f"{left + right}\n", "ok"),
                    (f"print({left})\n1 / 0", f"{left}\n", "error"),
                    ("import time\nprint(7, flush=True)\ntime.sleep(60)", "7\n", "timeout"),
                ])
                answer = client.post("/v1/execute", json={"code": code, "timeout_s": 20 if fine != "timeout" else 0.3})
                if answer.status_code == 503:
                    self.outcomes["503"] = self.outcomes.get("503", 0) + 1
                    continue
                result = answer.json()
                outcome = result.get("outcome")
                self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
                if outcome != "infra_error" and (outcome, result.get("stdout")) != (fine, truth):
                    self.wrong.append((code, fine, answer.text))

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(120)
            assert not thread.is_alive(), "a request was never answered"


def mounts():
    return pathlib.Path("/proc/self/mountinfo").read_text().count("\n")


def temporary_files():
    return {name for name in os.listdir("/tmp") if name.startswith("assay-")}


def test_workers_killed_at_random():
    mounted, files = mounts(), temporary_files()
    server = Server()
    load = Load(server.url, clients=4)
    numbers, killed, seen = random.Random(1), 0, set()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(numbers.uniform(0.02, 0.4))
        workers = server.workers()
        seen.update(workers)
        if workers:
            victim = numbers.choice(workers)
            try:
                os.kill(victim, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    load.stop()
    assert load.wrong == []
    assert killed >= 2 * SECONDS
    assert load.outcomes.get("ok", 0) > 5 * SECONDS, load.outcomes
    # It is whole again without a restart.
    deadline = time.monotonic() + 20
    while httpx.get(f"{server.url}/readyz").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    for code in ("print(1 + 1)", "import sympy; print(sympy.Integer(2))"):
        after = httpx.post(f"{server.url}/v1/execute", json={"code": code}, timeout=60).json()
        assert (after["outcome"], after["stdout"]) == ("ok", "2\n")
    seen.update(server.workers())
    cgroups = server.cgroups()
    assert server.stop() == 0
    assert wait_until_gone(seen, 5) == []
    assert [path for path in cgroups if path.exists()] == []
    assert mounts() == mounted
    assert temporary_files() <= files


def test_no_file_descriptors():
    server = Server(before=["prlimit", "--nofile=128:128", "--"])
    connections = []
    try:
        for _ in range(160):
            connections.append(httpx.Client(base_url=server.url, timeout=2))
            try:
                connections[-1].get("/livez")
            except httpx.HTTPError:
                break
        else:
            pytest.fail("160 connections fitted into 128 descriptors")
        for connection in connections:
            connection.close()
        deadline = time.monotonic() + 20
        answer = None
        while answer is None and time.monotonic() < deadline:
            try:
                answer = httpx.post(f"{server.url}/v1/execute", json={"code": "print(1 + 1)"}, timeout=5).json()
            except httpx.HTTPError:
                time.sleep(0.2)
        assert answer and answer["stdout"] == "2\n"
    finally:
        for connection in connections:
            connection.close()
        assert server.stop() == 0


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user, whose tasks can be limited")
def test_no_fork(tmp_path):
    if subprocess.run([*ORDINARY, "unshare", "--user", "true"], capture_output=True).returncode != 0:
        pytest.skip("this host allows ordinary users no user namespaces")
    home = pathlib.Path("/tmp") / f"assay-fault-{os.getpid()}"
    home.mkdir(mode=0o755)
    try:
        server = installed(home, before=ORDINARY)
        try:
            check_no_fork(server)
        finally:
            assert server.stop() == 0
    finally:
        shutil.rmtree(home)


def limit_tasks(pids, most):
    """As their own user: another one's limits are not even root's to change where it lacks CAP_SYS_RESOURCE."""
    for pid in pids:
        subprocess.run([*ORDINARY, "prlimit", f"--pid={pid}", f"--nproc={most}:"], capture_output=True)


def check_no_fork(server):
    def ask(**fields):
        return httpx.post(
            f"{server.url}/v1/execute", json={"code": "print(1 + 1)", "timeout_s": 5, **fields}, timeout=90)

    assert ask().json()["outcome"] == "ok"
    limited = server.tree()
    limit_tasks(limited, 1)
    # The spares are used up, then nothing can be forked any more.
    answers = [ask() for _ in range(8)]
    for answer in answers:
        assert answer.status_code in (200, 503), answer.text
        if answer.status_code == 200:
            assert answer.json()["outcome"] in ("ok", "infra_error"), answer.text
    assert any(answer.status_code == 503 or answer.json()["outcome"] == "infra_error" for answer in answers)
    limit_tasks(limited, 4096)
    deadline = time.monotonic() + 30
    while ask().json().get("outcome") != "ok":
        assert time.monotonic() < deadline, "it did not recover"
        time.sleep(0.2)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
def test_full_disk(tmp_path):
    # A disk of 64 KiB, full, is where the server stands and keeps its temporary files.
    script = (
        'mount -t tmpfs -o size=65536 none "$1" && cd "$1" && { head -c 1000000 /dev/zero > filler 2>/dev/null; true; }'
        ' && export TMPDIR="$1" && shift && exec "$@"')
    server = Server(before=["unshare", "--mount", "sh", "-c", script, "sh", str(tmp_path)])
    try:
        answer = httpx.post(f"{server.url}/v1/execute", json={"code": "open('x', 'w').write('1'); print(2)"}, timeout=30)
        assert answer.json()["stdout"] == "2\n"
    finally:
        assert server.stop() == 0

"""The server as somebody who is not root: user namespaces instead of privilege, no cgroup, the same walls."""

import httpx


def run(server, code, **fields):
    return httpx.post(f"{server.url}/v1/execute", json={"code": code, **fields}, timeout=60).json()


def test_programs_run(ordinary):
    assert run(ordinary, "print(1 + 1)")["stdout"] == "2\n"
    assert run(ordinary, "import sympy; print(sympy.sqrt(8))")["stdout"] == "2*sqrt(2)\n"
    assert run(ordinary, "echo $((6 * 7))", language="bash")["stdout"] == "42\n"


def test_the_walls_stand(ordinary):
    report = httpx.get(f"{ordinary.url}/v1/isolation").json()
    layers = {layer for profile in report["profiles"] for layer in profile["layers"]}
    assert {"user_namespace", "pid_namespace", "network_namespace", "seccomp", "read_only_root", "rlimits"} <= layers
    refused = run(ordinary, "import os; os.fork()")
    assert (refused["outcome"], refused["denied"]) == ("error", ["clone"])
    outside = run(ordinary, "import socket; socket.create_connection(('192.0.2.1', 80), 5)")
    assert outside["exception"]["message"] == "[Errno 101] Network is unreachable"
    assert run(ordinary, "open('/usr/x', 'w')")["exception"]["type"] in ("OSError", "PermissionError")
    assert run(ordinary, "import os; print(os.listdir('/root'))")["outcome"] == "error"


def test_limits_hold(ordinary):
    assert run(ordinary, "x = bytearray(900 << 20)", memory_mb=128)["outcome"] == "memory_limit"
    assert run(ordinary, "while True: pass", timeout_s=0.5)["outcome"] == "timeout"

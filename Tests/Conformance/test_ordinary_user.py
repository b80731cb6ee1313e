"""The server as somebody who is not root: user namespaces instead of privilege, no cgroup, the same walls."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import httpx
import pytest
from conftest import BINARY, REPOSITORY, Server

NOBODY = 65534


@pytest.fixture(scope="module")
def ordinary():
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become somebody else; every other test here already runs as an ordinary user")
    command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]
    if subprocess.run([*command, "unshare", "--user", "true"], capture_output=True).returncode != 0:
        pytest.skip("this host allows ordinary users no user namespaces")
    # The repository may lie where nobody may look.
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        home.chmod(0o755)
        for name in ("assay", "assay-worker"):
            shutil.copy(BINARY.parent / name, home / name)
        shutil.copytree(REPOSITORY / "sandbox-profiles", home / "sandbox-profiles")
        server = Server(
            before=command, binary=home / "assay",
            settings={"ASSAY_EXECUTION_PROFILE_DIRECTORY": str(home / "sandbox-profiles")})
        yield server
        assert server.stop() == 0


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

"""One release server for the whole run, on a free port, ended as an operator would end it; and one of an ordinary user."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import httpx
import pytest

import scripted_model

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SHARED = REPOSITORY.parent / "shared"
NOBODY = 65534
BINARY = pathlib.Path(os.environ.get("BINARY_UNDER_TEST") or REPOSITORY / ".build/release/assay")


class Server:
    """`assay serve` as a child process."""

    def __init__(self, *flags, settings=None, before=(), binary=BINARY):
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        environment |= settings or {}
        self.process = subprocess.Popen(
            [*before, binary, "serve", "--host", "127.0.0.1", "--port", "0", *flags],
            cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True)
        self.url = self._wait_until_ready()
        # A unified hierarchy has its cgroups at the top or beside the leaf that the server has moved to.
        own = re.search(r"^0::(/.+)/assay-server$", pathlib.Path(f"/proc/{self.process.pid}/cgroup").read_text(), re.M)
        self.unified = "/sys/fs/cgroup" + (own[1] if own else "")

    def _wait_until_ready(self):
        for line in self.process.stdout:
            match = re.search(r"assay ready on (http://\S+)", line)
            if match:
                return match.group(1)
        raise RuntimeError(f"the server ended with {self.process.wait()} before it was ready")

    def tree(self):
        """Pids of every live descendant, by parentage now."""
        return descendants(self.process.pid)

    def workers(self):
        """The same, and slots whose template is gone: init has adopted them, and their cgroup tells whose they are."""
        found = set(self.tree())
        for group in self.cgroups():
            for procs in group.rglob("cgroup.procs"):
                try:
                    found.update(int(pid) for pid in procs.read_text().split())
                except OSError:
                    continue
        return sorted(found - {self.process.pid})

    def cgroups(self):
        return [
            path
            for root in (self.unified, "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids")
            for path in pathlib.Path(root).glob(f"assay-{self.process.pid}-*")
        ]

    def stop(self, number=signal.SIGTERM, seconds=40):
        self.process.send_signal(number)
        return self.process.wait(seconds)


def descendants(pid):
    """Pids of every live process below one, by parentage now."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        children = parents.get(left.pop(), [])
        found += children
        left += children
    return found


def alive(pids):
    """Those of the processes that still run."""
    left = []
    for pid in pids:
        try:
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.append(pid)
    return left


def wait_until_gone(pids, seconds):
    end = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < end:
        time.sleep(0.02)
    return alive(pids)


@pytest.fixture(scope="session")
def server():
    server = Server()
    yield server
    tree, cgroups = server.tree(), server.cgroups()
    if any(os.access(f"{root}/cgroup.procs", os.W_OK) for root in (server.unified, "/sys/fs/cgroup/memory")):
        assert cgroups, "the server made no cgroup where it could"
    assert tree, "the server had no workers"
    assert server.stop() == 0
    assert wait_until_gone(tree, 2) == []
    assert [path for path in cgroups if path.exists()] == []


def installed(home, before):
    """A server of copies of the programs, for a user who may not look into the repository."""
    for name in ("assay", "assay-worker"):
        shutil.copy(BINARY.parent / name, home / name)
    shutil.copytree(REPOSITORY / "sandbox-profiles", home / "sandbox-profiles")
    return Server(
        before=before, binary=home / "assay",
        settings={"ASSAY_EXECUTION_PROFILE_DIRECTORY": str(home / "sandbox-profiles")})


@pytest.fixture(scope="session")
def ordinary():
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become somebody else; every other test here already runs as an ordinary user")
    command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]
    if subprocess.run([*command, "unshare", "--user", "true"], capture_output=True).returncode != 0:
        pytest.skip("this host allows ordinary users no user namespaces")
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        home.chmod(0o755)
        server = installed(home, before=command)
        yield server
        tree = server.tree()
        assert server.stop() == 0
        assert wait_until_gone(tree, 2) == []


@pytest.fixture(params=["server", "ordinary"])
def each_server(request):
    """One after the other: root's, and that of an ordinary user."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def each_client(each_server):
    with httpx.Client(base_url=each_server.url, timeout=120) as client:
        yield client


@pytest.fixture(scope="session")
def url(server):
    return server.url


@pytest.fixture(scope="session")
def client(url):
    with httpx.Client(base_url=url, timeout=120) as client:
        yield client


@pytest.fixture
def execute(client):
    """POST /v1/execute, which must answer 200."""

    def run(code, **fields):
        response = client.post("/v1/execute", json={"code": code, **fields})
        assert response.status_code == 200, response.text
        return response.json()

    return run


@pytest.fixture(scope="session")
def shared():
    if not SHARED.is_dir():
        pytest.skip("needs ../shared beside the repository")
    return SHARED


def assay(*arguments, timeout=120):
    """The command line, run to its end."""
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=timeout)


@pytest.fixture
def model():
    """A chat completions server."""
    model = scripted_model.Model()
    yield model
    model.server.shutdown()
    model.server.server_close()


@pytest.fixture
def data(tmp_path):
    """Prompts for it."""
    return scripted_model.write_prompts(tmp_path / "prompts.jsonl")

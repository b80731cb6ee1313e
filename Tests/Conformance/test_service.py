"""What a service manager sees: notifications, units that parse and are hardened, and an installation that runs."""

import os
import shutil
import socket
import subprocess
import time

import pytest
from conftest import BINARY, REPOSITORY, Server

UNITS = REPOSITORY / "systemd"
# In tenths, as systemd-analyze counts. systemd/README.md says what keeps it from being lower.
MOST_EXPOSURE = 25


@pytest.fixture
def manager(tmp_path):
    """A manager's end of the notification socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(30)
        yield end


def started(address, **settings):
    return Server(settings={"NOTIFY_SOCKET": address, **settings})


def everything(manager):
    """What has arrived by now."""
    manager.setblocking(False)
    states = []
    try:
        while True:
            states.append(manager.recv(4096).decode())
    except BlockingIOError:
        return states


def test_ready_watchdog_stopping(manager):
    server = started(manager.getsockname(), WATCHDOG_USEC="1000000")
    try:
        assert manager.recv(4096) == b"READY=1"
        pings = [manager.recv(4096) for _ in range(4)]
        assert pings == [b"WATCHDOG=1"] * 4
    finally:
        assert server.stop() == 0
    states = everything(manager)
    assert states[-1] == "STOPPING=1"
    assert set(states[:-1]) <= {"WATCHDOG=1"}


def test_a_name_without_a_file():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        name = f"assay-test-{os.getpid()}"
        end.bind("\0" + name)
        end.settimeout(30)
        server = started("@" + name)
        try:
            assert end.recv(4096) == b"READY=1"
        finally:
            assert server.stop() == 0
        # No watchdog was asked for.
        assert everything(end) == ["STOPPING=1"]


def test_the_watchdog_of_another_process(manager):
    server = started(manager.getsockname(), WATCHDOG_USEC="100000", WATCHDOG_PID="1")
    assert manager.recv(4096) == b"READY=1"
    time.sleep(0.5)
    assert server.stop() == 0
    assert everything(manager) == ["STOPPING=1"]


def test_a_manager_that_is_gone(tmp_path):
    server = started(str(tmp_path / "nobody"), WATCHDOG_USEC="1000000")
    assert server.stop() == 0


def tool(name, *arguments):
    if shutil.which(name) is None:
        pytest.skip(f"needs {name}")
    return subprocess.run([name, *arguments], capture_output=True, text=True, timeout=60)


def test_exposure():
    ended = tool(
        "systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", UNITS / "assay.service")
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A prefix of its own, so that the paths in the units exist."""
    prefix = tmp_path_factory.mktemp("installed")
    variables = [f"PREFIX={prefix}", f"SYSCONFDIR={prefix}/etc", f"BUILT={BINARY.parent}"]
    make = ["make", "-s", "-C", REPOSITORY]
    subprocess.run([*make, "install", *variables], check=True, capture_output=True)
    yield prefix
    subprocess.run([*make, "uninstall", *variables], check=True, capture_output=True)
    left = [str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()]
    assert left == ["etc/assay/server.yaml"]


def test_units_are_valid(installed):
    units = installed / "lib/systemd/system"
    ended = tool("systemd-analyze", "verify", units / "assay.service", units / "assay.slice")
    ours = [line for line in ended.stderr.splitlines() if "assay" in line]
    assert ended.returncode == 0 and ours == [], ended.stderr


def test_the_user_is_valid(installed):
    ended = tool("systemd-sysusers", "--dry-run", installed / "lib/sysusers.d/assay.conf")
    assert ended.returncode == 0 and "assay" in ended.stdout + ended.stderr


def test_what_is_installed_runs(installed, tmp_path):
    binary = installed / "bin/assay"
    # From elsewhere: nothing may be found by way of the current folder.
    ended = subprocess.run([binary, "run", "-"], input="print(6 * 7)", capture_output=True, text=True, cwd=tmp_path)
    assert ended.stdout == "42\n", ended.stderr
    doctor = subprocess.run([binary, "doctor"], capture_output=True, text=True, cwd=tmp_path)
    assert doctor.returncode == 0 and "libexec/assay/assay-worker" in doctor.stdout
    server = Server("--config", str(installed / "etc/assay/server.yaml"), binary=binary)
    assert server.stop() == 0


def test_an_edited_configuration_is_kept(tmp_path):
    file = tmp_path / "etc/assay/server.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("http:\n  port: 9090\n")
    subprocess.run(
        ["make", "-s", "-C", REPOSITORY, "install", f"DESTDIR={tmp_path}", f"BUILT={BINARY.parent}"],
        check=True, capture_output=True)
    assert file.read_text() == "http:\n  port: 9090\n"
    unit = (tmp_path / "usr/local/lib/systemd/system/assay.service").read_text()
    assert "ExecStart=/usr/local/bin/assay serve --config /etc/assay/server.yaml" in unit


def test_a_strict_umask():
    ended = subprocess.run(
        [BINARY, "run", "-"], input="import os; print(oct(os.umask(0)))", capture_output=True, text=True, cwd=REPOSITORY,
        umask=0o077)
    assert ended.stdout == "0o22\n", ended.stderr

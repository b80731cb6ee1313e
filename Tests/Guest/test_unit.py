"""The service as a systemd of its own runs it: the user assay, Debian's kernel, cgroup version 2. For the guest alone."""

import json
import os
import pathlib
import signal
import subprocess
import time

import httpx
import pytest

CGROUP = pathlib.Path("/sys/fs/cgroup/assay.slice/assay.service")
# Memory that no limit of address space counts: only the cgroup's does.
FILES = "for n in range(4):\n    with open(f'/work/{n}', 'wb') as f:\n        for _ in range(30): f.write(bytes(1 << 20))"


def sh(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def property_of(name, unit="assay"):
    return sh("systemctl", "show", "-P", name, unit).stdout.strip()


def started():
    ended = sh("systemctl", "start", "assay")
    assert ended.returncode == 0, sh("journalctl", "-u", "assay", "-n", "40", "--no-pager").stdout


@pytest.fixture(scope="module")
def client():
    # As in the unit, but sooner: a server that hangs is looked for, too.
    changed = pathlib.Path("/run/systemd/system/assay.service.d/watchdog.conf")
    changed.parent.mkdir(parents=True)
    changed.write_text("[Service]\nWatchdogSec=20\n")
    sh("systemctl", "daemon-reload")
    started()
    key = pathlib.Path("/etc/assay/keys").read_text().strip()
    with httpx.Client(
            base_url="http://127.0.0.1:8080", headers={"authorization": f"Bearer {key}"}, timeout=120) as client:
        yield client
    sh("systemctl", "stop", "assay")


def execute(client, code, **fields):
    reply = client.post("/v1/execute", json={"code": code, **fields})
    assert reply.status_code == 200, reply.text
    return reply.json()


def cell(client, session, code, **fields):
    return client.post(f"/v1/sessions/{session}/execute", json={"code": code, **fields}).json()


def test_who_may(client):
    assert httpx.post("http://127.0.0.1:8080/v1/execute", json={"code": ""}).status_code == 401
    status = pathlib.Path(f"/proc/{property_of('MainPID')}/status").read_text()
    assert "CapEff:\t0000000000000000" in status and "NoNewPrivs:\t1" in status
    assert "\nUid:\t0\t" not in status


def test_every_layer_is_in_force(client):
    for profile in ("python-strict", "python-exec"):
        assert execute(client, "print(1 + 1)", profile=profile)["stdout"] == "2\n"
    assert execute(client, "echo $((6 * 7))", language="bash", profile="python-exec")["stdout"] == "42\n"
    session = client.post("/v1/sessions", json={}).json()["id"]
    assert cell(client, session, "6 * 7")["value"] == "42"
    client.delete(f"/v1/sessions/{session}")
    report = client.get("/v1/isolation").json()
    assert report["cgroup"] == "v2"
    layers = {profile["name"]: set(profile["layers"]) for profile in report["profiles"]}
    for name, found in layers.items():
        assert {"user_namespace", "landlock", "memory_cgroup", "tasks_cgroup"} <= found, name
    assert "private_proc" in layers["python-exec"]
    assert [profile["missing"] for profile in report["profiles"]] == [[], [], []]


def test_the_kernel_kills_for_memory_and_the_service_goes_on(client):
    before = property_of("MainPID")
    assert execute(client, FILES, memory_mb=64)["outcome"] == "memory_limit"
    assert execute(client, "print(1)")["stdout"] == "1\n"
    assert (property_of("ActiveState"), property_of("MainPID")) == ("active", before)


def test_branches_have_limits_of_their_own(client):
    session = client.post("/v1/sessions", json={"memory_mb": 64}).json()["id"]
    assert cell(client, session, "x = 41\nx + 1")["value"] == "42"
    branch = client.post(f"/v1/sessions/{session}/fork").json()["id"]
    assert cell(client, branch, "x += 1\nx")["value"] == "42"
    assert cell(client, branch, FILES)["outcome"] == "memory_limit"
    assert cell(client, session, "x")["value"] == "41"
    client.delete(f"/v1/sessions/{session}")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_server_that_is_killed_or_hangs_is_started_again(client, number):
    before = property_of("MainPID")
    folders = {path.name for path in CGROUP.glob(f"assay-{before}-*")}
    assert folders
    os.kill(int(before), number)
    end = time.monotonic() + 180
    while time.monotonic() < end and (
            property_of("ActiveState") != "active" or property_of("MainPID") in ("0", before)):
        time.sleep(0.5)
    assert property_of("ActiveState") == "active"
    assert execute(client, "print(1)")["stdout"] == "1\n"
    assert folders & {path.name for path in CGROUP.glob("assay-*")} == set()


def test_a_stop_leaves_nothing(client):
    assert sh("systemctl", "stop", "assay").returncode == 0
    assert property_of("Result") == "success"
    assert not CGROUP.exists()
    assert sh("pgrep", "-f", "assay-worker template").stdout == ""
    started()


def test_without_keys_it_does_not_start(client):
    sh("systemctl", "stop", "assay")
    keys = pathlib.Path("/etc/assay/keys")
    keys.rename("/etc/assay/away")
    try:
        assert sh("systemctl", "start", "assay").returncode != 0
        assert property_of("ExecMainStatus") == "243"
    finally:
        sh("systemctl", "stop", "assay")
        pathlib.Path("/etc/assay/away").rename(keys)
        sh("systemctl", "reset-failed", "assay")
    started()


# Where a server that no unit describes has its cgroups.


def in_a_scope(script, *properties):
    return sh(
        "systemd-run", "-q", "--scope", *(word for each in properties for word in ("-p", each)), "sh", "-c", script)


DOCTOR = "assay doctor --json --profile python-strict"


def memory_cgroup(report):
    return next(item for item in json.loads(report)["items"] if item["name"] == "memory cgroup")


def test_a_shell_s_cgroup_is_left_alone():
    seen = in_a_scope(f"sleep 300 & {DOCTOR}; tail -1 /proc/self/cgroup; kill $!; ls -d /sys/fs/cgroup/assay-*")
    report, _, own = seen.stdout.strip().rpartition("\n")
    assert memory_cgroup(report)["detail"] == "version 2"
    assert own.startswith("0::/system.slice/run-") and own.endswith(".scope")
    assert "No such file" in seen.stderr


def test_what_is_delegated_is_used():
    seen = in_a_scope(f"sleep 300 & {DOCTOR}; tail -1 /proc/self/cgroup; kill $!", "Delegate=yes")
    report, _, own = seen.stdout.strip().rpartition("\n")
    assert memory_cgroup(report)["detail"] == "version 2"
    assert own.endswith(".scope/assay-server")


def test_a_container_s_root_is_used():
    inside = f"umount -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && {DOCTOR} && tail -1 /proc/self/cgroup"
    seen = in_a_scope(f"sleep 300 & unshare --cgroup --mount sh -c '{inside}'; kill $!")
    report, _, own = seen.stdout.strip().rpartition("\n")
    assert report, seen.stderr
    assert memory_cgroup(report)["detail"] == "version 2"
    assert own == "0::/assay-server"


def test_an_ordinary_user_has_none():
    seen = sh("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *DOCTOR.split())
    assert memory_cgroup(seen.stdout)["status"] == "degraded"

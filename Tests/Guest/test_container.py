"""Assay in a container: what Podman has to be told, and what is said where it was not. For the guest alone."""

import json
import subprocess

# As docs/hosting.md has it.
FLAGS = ["--security-opt", "seccomp=unconfined", "--security-opt", "unmask=ALL"]


def doctor(*flags):
    """The items of `assay doctor` in a container of this system's files, by name."""
    ended = subprocess.run(
        ["podman", "run", "--rm", "--network=host", *flags, "--rootfs", "/:O", "assay", "doctor", "--json",
         "--profile", "python-exec"], capture_output=True, text=True, timeout=300)  # fmt: skip
    assert ended.stdout, ended.stderr
    return ended.returncode, {item["name"]: item for item in json.loads(ended.stdout)["items"]}


def test_a_container_that_lets_it():
    status, items = doctor(*FLAGS)
    assert status == 0, items
    assert items["memory cgroup"]["detail"] == "version 2"
    assert items["self-test bare python-exec"]["status"] == "ok"


def test_a_container_with_its_own_filter():
    status, items = doctor("--security-opt", "unmask=ALL")
    assert status == 0, items
    found = items["self-test bare python-exec"]
    assert found["status"] == "degraded" and found["detail"].endswith(", without own_hostname"), found


def test_a_container_as_it_comes():
    status, items = doctor()
    assert status == 1
    assert items["/proc"]["status"] == "missing" and "unmask=ALL" in items["/proc"]["remedy"]
    assert items["memory cgroup"]["status"] == "degraded"

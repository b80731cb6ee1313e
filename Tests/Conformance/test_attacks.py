"""The attack corpus: every program ends as attacks.toml says, and finds and leaves nothing.

All programs that were chosen run at once, as many as there are slots; each then is a test of its own.
"""

import base64
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import platform
import resource
import shutil
import socket
import subprocess
import time

import httpx
import pytest
from conftest import REPOSITORY, Server, alive, wait_until_gone
from plants import Plants

try:
    import tomllib
except ImportError:
    import tomli as tomllib

CORPUS = REPOSITORY / "Tests/Isolation/attacks"
PROFILES = pathlib.Path(os.environ.get("ASSAY_EXECUTION_PROFILE_DIRECTORY") or REPOSITORY / "sandbox-profiles")
HELPERS = {"verdict.py": (CORPUS / "_verdict.py").read_bytes(), "calls.py": (CORPUS / "_calls.py").read_bytes()}
SLOTS = 4
FINDS = 2 * SLOTS
LEFT = "assay-left-over"


@dataclasses.dataclass(frozen=True)
class Attack:
    name: str
    profile: str
    settings: dict = dataclasses.field(hash=False)

    def __str__(self):
        return f"{self.name}-{self.profile.removeprefix('python-')}"

    @property
    def code(self):
        return (CORPUS / f"{self.name}.py").read_text()

    @property
    def outcomes(self):
        outcome = self.settings.get("outcome", "ok")
        return [outcome] if isinstance(outcome, str) else outcome


def corpus():
    groups = tomllib.loads((CORPUS.parent / "attacks.toml").read_text())
    return [
        Attack(f"{group}/{name}", profile, settings)
        for group, attacks in groups.items()
        for name, settings in attacks.items()
        for profile in settings.get("profiles", ["python-strict", "python-exec"])
        if settings.get("architecture", platform.machine()) == platform.machine()
    ]


def named_calls(profile):
    rules = json.loads((PROFILES / f"{profile}.json").read_text())["syscalls"]
    return sorted({name for rule in rules for name in rule["names"]})


@dataclasses.dataclass
class Answer:
    """What came of one execution, and of what was done meanwhile."""

    body: dict
    text: str
    seconds: float
    reached: bool = False


class Attacked:
    """A server of its own among the plants."""

    def __init__(self):
        self.plants = Plants()
        self.mounts = self._mounts()
        # The server inherits a secret in its environment, files, and an input that never ends.
        shell = 'exec 7<"$1" 8<>/dev/zero 9>/dev/full 0</dev/zero; shift; exec "$@"'
        settings = {"assay_attack_canary": self.plants.canary, "ASSAY_EXECUTION_PROFILE_DIRECTORY": str(PROFILES)}
        try:
            self.server = Server(
                "--slots", str(SLOTS), settings=settings, before=("bash", "-c", shell, "bash", self.plants.secret))
        except BaseException:
            self.plants.remove()
            raise
        self.plants.told["server"] = int(self.server.url.rsplit(":", 1)[1])
        self.client = httpx.Client(base_url=self.server.url, timeout=120)
        self.cgroup = self.client.get("/v1/isolation").json()["cgroup"]

    @staticmethod
    def _mounts():
        lines = pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
        return sorted(line.split(" ", 3)[3] for line in lines)

    def execute(self, attack, standard_input=""):
        told = self.plants.told | {"filter": named_calls(attack.profile)}
        files = HELPERS | {"plants.json": json.dumps(told).encode()}
        body = {
            "code": attack.code, "profile": attack.profile, "stdin": standard_input,
            "files": {path: base64.b64encode(data).decode() for path, data in files.items()},
            **attack.settings.get("request", {}),
        }
        begin = time.monotonic()
        response = self.client.post("/v1/execute", json=body)
        seconds = time.monotonic() - begin
        assert response.status_code == 200, response.text
        return Answer(response.json(), response.text, seconds)

    def run(self, attack):
        """The answers to one attack: one, or those of both its halves."""
        if "between" in attack.settings:
            return self._run_halves(attack)
        if attack.settings.get("meanwhile") == "unreachable":
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                reached = pool.submit(self._reaches, self.plants.told["served"], 3)
                answer = self.execute(attack)
                answer.reached = reached.result()
            return [answer]
        return [self.execute(attack)]

    def _run_halves(self, attack):
        if attack.settings["between"] == "after":
            return [self.execute(attack, "leave")] + [self.execute(attack, "find") for _ in range(FINDS)]
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            first = pool.submit(self.execute, attack, "leave")
            time.sleep(1)
            found = [self.execute(attack, "find") for _ in range(3)]
            assert not first.done(), "the first half ended before the second had run"
            return [first.result(), *found]

    @staticmethod
    def _reaches(port, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with socket.socket() as connection:
                if connection.connect_ex(("127.0.0.1", port)) == 0:
                    return True
            time.sleep(0.05)
        return False

    def leftovers(self):
        """Processes, files and mounts that programs were to leave."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and (entry / "comm").read_text().strip() == LEFT[:15]:
                    found.append(f"process {entry.name}")
            except OSError:
                continue
        for folder in ("/tmp", "/dev/shm", "/mnt", "/", "/usr", "/usr/lib/python3", "/var/tmp", "/etc", "/run"):
            found += [str(path) for path in pathlib.Path(folder).glob(f"{LEFT}*")]
        found += [mount for mount in self._mounts() if mount not in self.mounts and "assay" in mount]
        return found


@pytest.fixture(scope="module")
def attacked():
    attacked = Attacked()
    yield attacked
    attacked.client.close()
    if attacked.server.process.poll() is None:
        attacked.server.stop()
    attacked.plants.remove()


@pytest.fixture(scope="module")
def answers(request, attacked):
    """Futures of the answers to every attack of this run, all under way."""
    chosen = []
    for item in request.session.items:
        attack = getattr(item, "callspec", None) and item.callspec.params.get("attack")
        if isinstance(attack, Attack) and item.originalname == "test_attack":
            if attack.settings.get("needs") != "cgroup" or attacked.cgroup != "none":
                chosen.append(attack)
    # The long ones first.
    chosen.sort(key=lambda attack: attack.settings.get("request", {}).get("timeout_s", 0), reverse=True)
    pool = concurrent.futures.ThreadPoolExecutor(SLOTS)
    yield {str(attack): pool.submit(attacked.run, attack) for attack in chosen}
    pool.shutdown(cancel_futures=True)


FIELDS = {
    "id": str, "outcome": str, "exit_code": (int, type(None)), "signal": (int, type(None)),
    "stdout": str, "stderr": str, "stdout_truncated": bool, "stderr_truncated": bool,
    "value": (str, type(None)), "exception": (dict, type(None)),
    "display": list, "files": dict, "denied": list, "usage": dict, "worker": str, "failure": (str, type(None)),
}


def check_shape(answer):
    """An answer is one, whatever the program did to it."""
    body = answer.body
    assert set(body) == set(FIELDS)
    assert all(isinstance(body[name], kind) for name, kind in FIELDS.items())
    assert body["failure"] is None
    assert (body["signal"] is not None) == (body["outcome"] == "signal")
    if body["outcome"] in ("ok", "error"):
        assert (body["outcome"] == "ok") == (body["exit_code"] == 0)
    else:
        assert body["exit_code"] is None or body["outcome"] == "memory_limit"
    assert 0 < body["usage"]["wall_s"] <= answer.seconds + 0.1
    assert 0 <= body["usage"]["queue_s"] <= answer.seconds + 0.1


def check_settings(settings, answer):
    """What attacks.toml says of this attack's answer."""
    body = answer.body
    for name in ("signal", "exit_code", "stdout", "files"):
        if name in settings:
            assert body[name] == settings[name], body
    for word in settings.get("fetches_nothing_of", []):
        assert not [path for path in body["files"] if word in path]
    for name in settings.get("fields", {}):
        assert body[name] is None
    assert answer.seconds - body["usage"]["queue_s"] < settings.get("wall_below", 120)
    assert body["usage"]["wall_s"] > settings.get("usage_wall_above", 0)
    assert len(answer.text) < settings.get("answer_below", 64 << 20)
    assert not answer.reached, "what it served was reached from outside"


@pytest.mark.parametrize("attack", corpus(), ids=str)
def test_attack(attacked, answers, attack):
    if str(attack) not in answers:
        pytest.skip("needs a memory cgroup that can be written")
    settings = attack.settings
    if "unread_file" in settings.get("plants", []) and "unread_file" not in attacked.plants.told:
        pytest.skip("needs a file below /usr whose access time can be set")
    for answer in answers[str(attack)].result():
        body = answer.body
        seen = body["outcome"], body["stdout"][-400:], body["stderr"][-600:]
        assert body["outcome"] in attack.outcomes, seen
        check_shape(answer)
        if settings.get("policy"):
            assert body["stdout"].startswith("ESCAPED: "), "no longer possible: SECURITY.md says that it is"
            continue
        assert "ESCAPED" not in body["stdout"], seen
        if body["outcome"] == "ok" and settings.get("held", True):
            assert body["stdout"].splitlines()[-1:] == ["HELD"], seen
        check_settings(settings, answer)


def all_answers(answers):
    return [answer for future in answers.values() for answer in future.result()]


def test_no_answer_has_a_secret(attacked, answers):
    for answer in all_answers(answers):
        assert attacked.plants.canary not in answer.text
        assert attacked.plants.text not in answer.text


def test_plants_are_as_they_were(attacked, answers):
    all_answers(answers)
    assert attacked.plants.touched() == []


def test_server_goes_on(attacked, answers):
    all_answers(answers)
    assert attacked.client.get("/readyz").status_code == 200
    for profile in ("python-strict", "python-exec"):
        body = {"code": "print(6 * 7)", "profile": profile}
        assert attacked.client.post("/v1/execute", json=body).json()["stdout"] == "42\n"


def test_nothing_is_left(attacked, answers):
    all_answers(answers)
    assert attacked.leftovers() == []
    tree, cgroups = attacked.server.tree(), attacked.server.cgroups()
    assert len(tree) > SLOTS
    assert attacked.server.stop() == 0
    assert wait_until_gone(tree, 2) == []
    assert alive(tree) == []
    assert [path for path in cgroups if path.exists()] == []
    assert attacked.leftovers() == []


def test_every_program_has_its_entry():
    groups = tomllib.loads((CORPUS.parent / "attacks.toml").read_text())
    programs = {str(path.relative_to(CORPUS).with_suffix("")) for path in CORPUS.glob("*/*.py")}
    assert programs == {f"{group}/{name}" for group, attacks in groups.items() for name in attacks}


BITING = {attack.name: attack for attack in corpus() if attack.settings.get("bites")}


@pytest.mark.parametrize("attack", BITING.values(), ids=BITING)
def test_unprotected(attack, tmp_path):
    """Without a sandbox the same programs get through: the corpus can fail. Only those that harm no host."""
    if os.environ.get("ASSAY_UNPROTECTED") != "1":
        pytest.skip("runs attacks as plain processes only where ASSAY_UNPROTECTED=1")
    if os.geteuid() != 0:
        pytest.skip("needs root")
    plants = Plants()
    try:
        told = plants.told | {"filter": named_calls(attack.profile), "server": 1}
        files = {"plants.json": json.dumps(told).encode(), "main.py": attack.code.encode()}
        for path, data in (HELPERS | files).items():
            (tmp_path / path).write_bytes(data)
        reader, writer = os.pipe()
        with open(plants.secret) as secret:
            process = subprocess.Popen(
                [shutil.which("python3", path="/usr/bin"), "main.py"], cwd=tmp_path, text=True, stdin=reader,
                env={"PATH": "/usr/bin:/bin", "assay_attack_canary": plants.canary, "PYTHONPATH": str(tmp_path)},
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=[secret.fileno()], start_new_session=True,
                preexec_fn=bound)
        try:
            output = process.communicate(timeout=40)[0]
        finally:
            process.kill()
            os.close(writer)
            os.close(reader)
        assert "ESCAPED: " in output, output
    finally:
        plants.remove()


def bound():
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))

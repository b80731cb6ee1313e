"""Hostile programs in sessions: each ends with the right status, others are unharmed, and nothing is left."""

import pathlib

import pytest

from notebook import cell, create, fork, holdings, wait_until_holdings, wait_until_idle

CALLS = """
import ctypes, os, threading, time
libc = ctypes.CDLL(None, use_errno=True)
"""
# As the interpreter answers where it is asked to fork, but by hand: {0} is where a branch does what it wants.
FORGED_FORK = CALLS + """
os.write(4, bytes(1))
time.sleep(0.05)
child = ctypes.c_int(0)
pid = libc.syscall(56, 0x01200011, 0, 0, ctypes.byref(child), 0)
if pid == 0:
    {0}
    libc.unshare(0x10020000)
    os.write(4, bytes([2]))
    os.read(3, 1)
    {1}
    os.chdir('/work')
    os.setsid()
    libc.syscall(126, ctypes.byref((ctypes.c_uint32 * 2)(0x20080522, 0)), ctypes.byref((ctypes.c_uint32 * 6)()))
    os.write(4, bytes([3]))
    time.sleep(60)
os.write(4, bytes(1))
time.sleep(60)
"""


@pytest.fixture
def client(each_client):
    return each_client


@pytest.fixture
def bystander(client):
    """A session, and a branch of it, that nothing may happen to."""
    session = create(client)
    cell(client, session, "x = 41")
    branch = fork(client, session)
    yield session
    for each in (session, branch):
        assert cell(client, each, "x + 1")["value"] == "42"
        assert client.delete(each).status_code == 204
    assert client.post("/v1/execute", json={"code": "1 + 1"}).json()["value"] == "2"


@pytest.fixture
def attacked(client, bystander, each_server):
    wait_until_idle(client)
    before = holdings(each_server)
    session = create(client)
    yield session
    client.delete(session)
    wait_until_idle(client)
    now = wait_until_holdings(each_server, before)
    assert {name: now[name] for name in now if now[name] > before[name]} == {}


@pytest.mark.parametrize("code", [
    "import os\nos.close(3)\nos.close(4)",
    "import os\nos.closerange(0, 256)",
    "import os\nr, w = os.pipe()\nos.dup2(r, 3)\nos.dup2(w, 4)",
    "import os\nos.dup2(os.open('/dev/null', os.O_RDWR), 4)",
])  # fmt: skip
def test_channels_that_are_gone_end_the_session(client, attacked, code):
    ended = cell(client, attacked, code, timeout_s=20)
    assert (ended["outcome"], ended["session_alive"]) == ("error", False)
    assert ended["usage"]["wall_s"] < 5
    assert client.post(f"{attacked}/execute", json={"code": "1"}).json()["outcome"] == "session_lost"


def test_orders_that_nobody_reads_end_the_session(client, attacked):
    assert cell(client, attacked, "import os\nos.dup2(os.pipe()[0], 3)")["outcome"] == "ok"
    ended = cell(client, attacked, "1", timeout_s=20)
    assert (ended["outcome"], ended["session_alive"]) == ("error", False)
    assert ended["usage"]["wall_s"] < 5


def test_answers_that_are_forged(client, attacked):
    """They end the cell, which is the session's own word, and stop it there."""
    assert cell(client, attacked, "import os, time\nos.write(4, bytes(1))\ntime.sleep(30)")["outcome"] == "ok"
    assert client.get(attacked).json()["busy"] is False
    for _ in range(3):
        assert cell(client, attacked, "1", timeout_s=1)["outcome"] in ("ok", "timeout", "error")


def test_answers_that_flood(client, attacked):
    code = """
import os, threading
def flood():
    while True: os.write(4, b'\\x01' * 4096)
for _ in range(4): threading.Thread(target=flood, daemon=True).start()
while True: pass
"""
    assert cell(client, attacked, code, timeout_s=5)["outcome"] == "error"
    for _ in range(3):
        assert cell(client, attacked, "1", timeout_s=5)["outcome"] == "error"


def test_refused_calls_that_flood(client, attacked):
    code = """
import socket, threading, time
def flood():
    while True:
        try: socket.socket(17, 3)
        except OSError: pass
for _ in range(32): threading.Thread(target=flood, daemon=True).start()
time.sleep(1)
"""
    flooded = cell(client, attacked, code)
    assert (flooded["outcome"], flooded["denied"]) == ("ok", ["socket"])
    assert cell(client, attacked, "1 + 1")["value"] == "2"
    branch = fork(client, attacked)
    assert cell(client, branch, "1 + 1")["value"] == "2"
    client.delete(branch)


def test_one_that_stops_itself_goes_on(client, attacked):
    stopped = cell(client, attacked, "x = 1\nimport os\nos.kill(os.getpid(), 19)\nwhile True: pass", timeout_s=0.5)
    assert (stopped["outcome"], stopped["session_alive"]) == ("timeout", True)
    assert cell(client, attacked, "x")["value"] == "1"


def test_one_that_ignores_interrupts_is_ended(client, attacked):
    code = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass"
    ended = cell(client, attacked, code, timeout_s=0.5)
    assert (ended["outcome"], ended["session_alive"]) == ("timeout", False)


def test_full_files_are_no_end(client, attacked):
    code = """
try:
    for n in range(100):
        with open(f'/tmp/{n}', 'wb') as file: file.write(bytes(16 << 20))
except OSError as error: print(error.errno)
"""
    assert cell(client, attacked, code)["stdout"] == "28\n"
    refused = client.put(f"{attacked}/files/a.bin", content=bytes(1 << 20))
    assert refused.status_code == 400, refused.text
    assert client.post(f"{attacked}/fork").status_code == 503
    assert cell(client, attacked, "import os\nfor n in os.listdir('/tmp'): os.remove(f'/tmp/{n}')")["outcome"] == "ok"
    assert client.put(f"{attacked}/files/a.bin", content=bytes(1 << 20)).status_code == 204


THREADS = """
import threading, time
started = 0
try:
    for _ in range({0}):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        started += 1
except RuntimeError: pass
started
"""


def test_tasks_of_branches_are_counted_apart(client, attacked, each_server):
    started = int(cell(client, attacked, THREADS.format(500))["value"])
    assert 40 <= started < 64
    branches = [fork(client, attacked) for _ in range(3)]
    branches.append(fork(client, branches[0]))
    for branch in branches:
        limit = 65 if branch != branches[0] or each_server.cgroups() else 500
        assert 40 <= int(cell(client, branch, THREADS.format(500))["value"]) <= limit
    # And no session takes another's share, or moves its own.
    refused = cell(client, attacked, "import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (4000, 4000))")
    assert refused["denied"] == ["prlimit64"]
    assert cell(client, attacked, "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))")["outcome"] == "ok"
    for branch in branches:
        client.delete(branch)


def test_memory_of_branches_is_counted_apart(client, attacked, each_server):
    if not each_server.cgroups():
        pytest.skip("nothing counts memory here")
    cell(client, attacked, "x = 1")
    one, other = fork(client, attacked), fork(client, attacked)
    # Shared mappings are no address space of their own size for each process, but memory all the same.
    code = "import mmap\nheld = [mmap.mmap(-1, 64 << 20) for _ in range(32)]\nfor m in held: m.write(bytes(64 << 20))"
    ended = cell(client, one, code, timeout_s=60)
    assert ended["outcome"] == "memory_limit"
    for each in (attacked, other):
        assert cell(client, each, "x")["value"] == "1"
    client.delete(one)
    client.delete(other)


@pytest.mark.parametrize("code", ["os.kill(2, 9)", "os.kill(2, 15)", "os.kill(1, 9)", "os.kill(-1, 9)", "os.kill(3, 9)"])
def test_branches_signal_nobody(client, attacked, code):
    branch, other = fork(client, attacked), fork(client, attacked)
    tried = cell(client, branch, f"import os\n{code}")
    assert (tried["outcome"], tried["session_alive"]) == ("error", True)
    for each in (attacked, other):
        assert cell(client, each, "1")["value"] == "1"
        client.delete(each)
    client.delete(branch)


def test_a_group_is_one_s_own(client, attacked):
    branch, other = fork(client, attacked), fork(client, attacked)
    ended = cell(client, branch, "import os\nos.kill(0, 9)")
    assert (ended["outcome"], ended["signal"], ended["session_alive"]) == ("signal", 9, False)
    assert cell(client, other, "1")["value"] == "1"
    assert cell(client, attacked, "import os\nos.kill(0, 9)")["outcome"] == "signal"
    assert cell(client, other, "1")["value"] == "1"
    client.delete(other)


def test_the_end_of_a_branch_is_its_own_doing(client, attacked):
    ends = {"os._exit(3)": ("error", 3), "ctypes.string_at(0)": ("signal", None), "os.abort()": ("signal", None)}
    for code, (outcome, status) in ends.items():
        branch = fork(client, attacked)
        ended = cell(client, branch, f"import ctypes, os\n{code}")
        assert (ended["outcome"], ended["exit_code"], ended["session_alive"]) == (outcome, status, False)


def test_a_session_is_forked_for_as_long_as_one_likes(client, attacked):
    for _ in range(100):
        branch = fork(client, attacked)
        assert client.delete(branch).status_code == 204


@pytest.mark.parametrize("code", [
    "class A:\n    def __repr__(self): raise ValueError('no')\nA()",
    "class A:\n    def __repr__(self): raise SystemExit(0)\nA()",
    "class A:\n    def _repr_html_(self): raise KeyboardInterrupt\ndisplay(A())",
    "class A:\n    def __repr__(self): return self.__repr__()\nA()",
    "class A(Exception):\n    def __str__(self): raise self\nraise A()",
    "import sys\nsys.displayhook = sys.excepthook = None\n1 / 0",
    "import sys\ndef trace(*_): raise ValueError\nsys.settrace(trace)\nf = lambda: 1\nf()",
    "import sys\nsys.stdout = sys.stderr = None\n1 / 0",
])  # fmt: skip
def test_hooks_that_raise(client, attacked, code):
    failed = cell(client, attacked, code)
    assert (failed["outcome"], failed["session_alive"]) == ("error", True)


@pytest.mark.parametrize("code", [
    "import builtins\nbuiltins.__dict__.clear()", "import sys\nsys.modules.clear()",
    "import builtins\nbuiltins.compile = builtins.eval = None",
    "import gc\nfor o in gc.get_objects():\n    if type(o) is dict and '_claims' in o: o.clear()",
    "import sys\nsys.setrecursionlimit(30)",
])  # fmt: skip
def test_interpreters_that_are_broken(client, attacked, code):
    """They may fail from now on, which is their doing; nothing waits for them for ever."""
    cell(client, attacked, code, timeout_s=5)
    reply = client.post(f"{attacked}/execute", json={"code": "1", "timeout_s": 2})
    assert reply.status_code in (200, 410)
    assert reply.json()["outcome"] in ("ok", "error", "signal", "timeout", "session_lost")


def test_threads_that_print_between_cells(client, attacked):
    code = """
import threading
def talk():
    while True: print('x' * 1000)
threading.Thread(target=talk, daemon=True).start()
"""
    cell(client, attacked, code)
    for _ in range(3):
        assert cell(client, attacked, "1 + 1")["outcome"] in ("ok", "output_limit")


def test_a_fork_that_never_becomes_a_branch(client, attacked, each_server):
    """What was let through for a fork, and is none, is ended, and runs at nobody's expense."""
    assert cell(client, attacked, FORGED_FORK.format("while True: pass", ""))["outcome"] == "ok"
    wait_until_idle(client)
    before = holdings(each_server)["processes"]
    refused = client.post(f"{attacked}/fork")
    assert (refused.status_code, refused.json()["outcome"]) == (503, "infra_error")
    assert wait_until_holdings(each_server, {"processes": before}, seconds=3)["processes"] <= before


@pytest.mark.parametrize(("thread", "status"), [("", 201), ("threading.Thread(target=time.sleep, args=(60,)).start()", 503)])
def test_a_branch_that_keeps_a_thread_is_none(client, attacked, thread, status):
    """Capabilities are each thread's own. Without one the forger is as confined as any branch."""
    assert cell(client, attacked, FORGED_FORK.format("", thread))["outcome"] == "ok"
    reply = client.post(f"{attacked}/fork")
    assert reply.status_code == status, reply.text
    if status == 201:
        client.delete(f"/v1/sessions/{reply.json()['id']}")


def test_programs_of_a_looser_profile_end_with_their_session(client, each_server, bystander):
    client.delete(create(client, profile="python-exec"))
    wait_until_idle(client)
    before = holdings(each_server)
    session = create(client, profile="python-exec")
    cell(client, session, "import subprocess\nchild = subprocess.Popen(['sleep', '1000'], start_new_session=True)")
    tree = each_server.tree()
    sleepers = [pid for pid in tree if b"1000" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(sleepers) == 1
    client.delete(session)
    wait_until_idle(client)
    wait_until_holdings(each_server, before)
    assert not pathlib.Path(f"/proc/{sleepers[0]}").exists()

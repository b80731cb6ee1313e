"""Limits hold, and each has its own outcome."""

import pytest


def test_touching_too_much_memory(execute):
    result = execute("x = []\nwhile True: x.append(b'x' * (50 << 20))", timeout_s=60)
    assert result["outcome"] == "memory_limit"


def test_touching_more_than_was_given(execute):
    code = "x = bytearray(1300 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1"
    assert execute(code, memory_mb=1024, timeout_s=60)["outcome"] == "memory_limit"
    assert execute(code, memory_mb=2048, timeout_s=60)["outcome"] == "ok"


def test_memory_is_what_children_need_together(client, execute):
    if client.get("/v1/isolation").json()["cgroup"] == "none":
        pytest.skip("needs a memory cgroup that can be written")
    hold = "x = bytearray(150 << 20); import time; time.sleep(3); print('held')"
    code = f"""
import subprocess, sys
children = [subprocess.Popen([sys.executable, "-c", {hold!r}], stdout=subprocess.PIPE) for _ in range(4)]
print(sum(child.communicate()[0] == b"held\\n" for child in children))
"""
    result = execute(code, profile="python-exec", memory_mb=300, timeout_s=60)
    assert result["outcome"] == "memory_limit" or int(result["stdout"]) < 4, result


def test_memory_of_one_request(execute):
    code = "x = bytearray(200 << 20); print(len(x) >> 20)"
    assert execute(code, memory_mb=512)["stdout"] == "200\n"
    assert execute(code, memory_mb=64)["outcome"] == "memory_limit"


def test_memory_held_in_files(execute):
    code = "for i in range(20):\n  with open(f'/tmp/{i}', 'wb') as f: f.write(b'x' * (30 << 20))"
    result = execute(code)
    assert result["outcome"] == "error"
    assert "No space left" in result["stderr"]


def test_number_of_files(execute):
    result = execute("for i in range(5000): open(f'/tmp/{i}', 'w').close()")
    assert result["outcome"] == "error"
    assert "No space left" in result["stderr"]


def test_file_size(execute):
    result = execute("open('/tmp/a', 'wb').write(b'x' * (100 << 20))")
    assert result["outcome"] == "error"
    assert result["exception"]["type"] == "OSError"


def test_threads(execute):
    code = (
        "import threading, time\nn = 0\ntry:\n  for i in range(200):\n"
        "    threading.Thread(target=time.sleep, args=(1,), daemon=True).start(); n += 1\n"
        "except RuntimeError: pass\nprint(n)"
    )
    assert 32 <= int(execute(code)["stdout"]) <= 64


def test_output_flood(execute):
    result = execute("print('first')\nwhile True: print('x' * 1000)")
    assert result["outcome"] == "output_limit"
    assert result["stdout_truncated"] is True
    assert result["stdout"].startswith("first\n")
    assert "bytes truncated" in result["stdout"]
    assert result["stderr_truncated"] is False
    assert len(result["stdout"]) < 3 << 20


def test_much_output_keeps_head_and_tail(execute):
    result = execute("print('first')\nprint('x' * 4_000_000)\nprint('last')")
    assert result["outcome"] == "ok"
    assert result["stdout_truncated"] is True
    assert result["stdout"].startswith("first\n")
    assert result["stdout"].endswith("\nlast\n")


def test_flood_of_errors(execute):
    result = execute("import sys\nwhile True: sys.stderr.write('x' * 1000)")
    assert result["outcome"] == "output_limit"
    assert (result["stdout_truncated"], result["stderr_truncated"]) == (False, True)


def test_timeout_keeps_what_was_not_flushed(execute):
    result = execute("print('half', end='')\nwhile True: pass", timeout_s=1)
    assert result["outcome"] == "timeout"
    assert result["exit_code"] is None
    assert result["stdout"] == "half"


def test_timeout_is_the_clients(execute):
    result = execute("import time; print('a', end=''); time.sleep(60)", timeout_s=0.5)
    assert result["outcome"] == "timeout"
    assert result["stdout"] == "a"
    assert 0.5 <= result["usage"]["wall_s"] < 2


def test_no_network_but_a_private_loopback(execute):
    code = """
import socket
try:
    socket.create_connection(("1.1.1.1", 80), timeout=5)
except OSError as error:
    print(error.errno)
listener = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(listener.getsockname())
client.sendall(b"in here")
print(listener.accept()[0].recv(10).decode())
"""
    assert execute(code)["stdout"] == "101\nin here\n"


def test_processes_are_the_profiles(execute):
    code = "import os\ntry: os.fork()\nexcept OSError as error: print(error.errno)"
    refused = execute(code)
    assert refused["stdout"] == "1\n"
    assert refused["denied"] != []
    allowed = execute("import subprocess; print(subprocess.check_output(['echo', 'hi']))", profile="python-exec")
    assert allowed["stdout"] == "b'hi\\n'\n"
    assert execute("(echo a; echo b) | sort -r", language="bash")["stdout"] == "b\na\n"


def test_nothing_stays(execute):
    execute("open('/tmp/mark', 'w').write('x'); open('/mnt/mark', 'w').write('x')")
    for _ in range(6):
        assert execute("import os; print(os.path.exists('/tmp/mark'), os.path.exists('/mnt/mark'))")["stdout"] == (
            "False False\n")


def test_random_state_differs(execute):
    code = "import random, numpy; print(random.random(), numpy.random.rand())"
    assert len({execute(code)["stdout"] for _ in range(5)}) == 5


def test_files_left_open_are_written(execute):
    result = execute("f = open('out.txt', 'w'); f.write('all of it')", fetch_files=["out.txt"])
    assert result["files"] == {"out.txt": "YWxsIG9mIGl0"}

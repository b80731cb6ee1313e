"""Ordinary programs behave as under plain CPython, or are refused a call that the profile does not allow."""

import re
import subprocess

import pytest

# What the strict profile refuses, and the call that it then names.
REFUSED = {"mp": "clone", "subprocess": "clone", "shared_memory": "clone"}
# What differs from run to run, or from place to place, under plain CPython too.
VARIES = {"math", "numpy", "secrets", "resource", "files", "uname", "memoryerr", "traceback", "zip"}
NAMES = (
    "basic math numpy sympy input_eof stdin files threads asyncio mp subprocess signal alarm resource uname sqlite zip "
    "mmap mmapfile npfile ctypes secrets unittest traceback sysexit recursion memoryerr gc_weak shared_memory "
    "socket_local locale_tz polyfit sympy2 networkx_like"
).split()


@pytest.fixture(scope="module")
def programs(shared):
    names = {}
    exec((shared / "compat/snippets.py").read_text(), names)
    assert sorted(names["S"]) == sorted(NAMES)
    return names["S"]


@pytest.mark.parametrize("name", NAMES)
def test_program(execute, programs, name, tmp_path):
    result = execute(programs[name], echo_last=False)
    if name in REFUSED:
        assert result["outcome"] == "error"
        assert REFUSED[name] in result["denied"], result
        assert result["exception"]["type"] in ("PermissionError", "BlockingIOError", "OSError"), result
        return
    if name == "memoryerr":
        assert result["outcome"] == "memory_limit"
        return
    file = tmp_path / "main.py"
    file.write_text(programs[name])
    plain = subprocess.run(["/usr/bin/python3", file], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    assert result["exit_code"] == plain.returncode, result
    if name not in VARIES:
        assert result["stdout"] == plain.stdout.decode()
    if name == "traceback":
        # The same text but for the file's place.
        ours, theirs = (re.sub(r'File ".*?"', "File", text) for text in (result["stderr"], plain.stderr.decode()))
        assert ours == theirs

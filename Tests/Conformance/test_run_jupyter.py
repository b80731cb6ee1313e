"""The unmodified `sandbox-fusion` SDK against our /run_jupyter."""

import base64
import time

import pytest
import sandbox_fusion
from sandbox_fusion import RunJupyterRequest, RunStatus


@pytest.fixture(autouse=True)
def endpoint(url):
    sandbox_fusion.set_endpoint(url)


def run(*cells, **fields):
    return sandbox_fusion.run_jupyter(RunJupyterRequest(cells=cells, **fields))


def test_state_values_and_streams():
    answer = run("a = 'hello'", "a", "print(a)", "import sys; sys.stderr.write('oops\\n');")
    assert answer.status == RunStatus.Success
    assert answer.message == ""
    assert answer.driver.status.value == "Finished"
    assert answer.driver.return_code == 0
    assert [cell.display for cell in answer.cells[:3]] == [[], [{"text/plain": "'hello'"}], []]
    assert answer.cells[2].stdout == "hello\n"
    assert answer.cells[3].stderr == "oops\n"
    assert answer.cells[3].display == []


def test_an_exception_stops_nothing():
    answer = run("a = 1", "assert False, 'no'", "print(a)", "1 +")
    assert answer.status == RunStatus.Success
    error = answer.cells[1].error[0]
    assert (error["ename"], error["evalue"]) == ("AssertionError", "no")
    assert "----> 1 assert False, 'no'" in "\n".join(error["traceback"])
    assert answer.cells[1].stderr == ""
    assert answer.cells[2].stdout == "1\n"
    assert answer.cells[3].error[0]["ename"] == "SyntaxError"


def test_commands_of_ipython():
    answer = run("%matplotlib inline\nx = 1", "%%time\nx + 1", "%nothing", "%%python2\nprint 1")
    assert answer.cells[0].error == []
    assert answer.cells[1].display == [{"text/plain": "2"}]
    assert "Wall time: " in answer.cells[1].stdout
    assert [cell.error[0]["ename"] for cell in answer.cells[2:]] == ["UsageError", "UsageError"]


def test_rich_values():
    answer = run(
        "class Table:\n    def _repr_html_(self): return '<table>'\n    def _repr_png_(self): return b'\\x89PNG'",
        "display(Table(), 'text')", "Table()")
    shown = answer.cells[1].display
    assert [set(bundle) for bundle in shown] == [{"text/plain", "text/html", "image/png"}, {"text/plain"}]
    assert base64.b64decode(shown[0]["image/png"]) == b"\x89PNG"
    assert answer.cells[2].display[0]["text/html"] == "<table>"


def test_files():
    text = base64.b64encode(b"hello").decode()
    answer = run(
        "data = open('dir/a.txt').read()", "open('out.txt', 'w').write(data + '!')", files={"dir/a.txt": text},
        fetch_files=["out.txt", "missing"])
    assert {name: base64.b64decode(data) for name, data in answer.files.items()} == {"out.txt": b"hello!"}


def test_a_cells_own_limit_is_kept():
    start = time.monotonic()
    answer = run("n = 0\nprint('begun')\nwhile True: n += 1", "print(n > 0)", cell_timeout=1)
    assert time.monotonic() - start < 5
    assert answer.status == RunStatus.Failed
    assert answer.driver.status.value == "TimeLimitExceeded"
    assert answer.driver.return_code is None
    assert [cell.stdout for cell in answer.cells] == ["begun\n", "True\n"]
    assert answer.cells[0].error[0]["ename"] == "TimeoutError"


def test_what_ran_is_there_when_the_time_is_over():
    start = time.monotonic()
    answer = run("print('one')", "print('two')\nimport time; time.sleep(60)", "print('three')", total_timeout=1)
    assert time.monotonic() - start < 6
    assert answer.status == RunStatus.Failed
    assert [cell.stdout for cell in answer.cells] == ["one\n", "two\n"]


def test_memory_is_limited(client):
    reply = client.post("/run_jupyter", json={
        "cells": ["b = bytearray(600 << 20)", "print('goes on')"], "memory_limit_MB": 256}).json()
    assert reply["cells"][0]["error"][0]["ename"] == "MemoryError"
    assert reply["cells"][1]["stdout"] == "goes on\n"


def test_a_dead_kernel_is_told_at_once():
    start = time.monotonic()
    answer = run("print('one')", "import os; os._exit(7)", "print('two')")
    assert time.monotonic() - start < 5
    assert answer.status == RunStatus.Failed
    assert answer.driver.return_code == 7
    assert answer.cells[0].stdout == "one\n"
    assert answer.cells[1].error[0]["ename"] == "DeadKernelError"
    assert len(answer.cells) == 2


def test_nothing_is_left_behind(client):
    run("x = 1")
    assert client.get("/v1/sessions").json()["sessions"] == []


def test_concurrent():
    requests = [[RunJupyterRequest(cells=[f"x = {n}", "x"])] for n in range(20)]
    answers = sandbox_fusion.run_concurrent(sandbox_fusion.run_jupyter, args=requests)
    assert [answer.cells[1].display[0]["text/plain"] for answer in answers] == [f"{n}" for n in range(20)]

"""Sessions over HTTP, seen by a plain client."""

import base64
import json
import time

import httpx
import pytest

from notebook import cell, create, fork


@pytest.fixture
def client(each_client):
    return each_client


@pytest.fixture
def session(client):
    session = create(client)
    yield session
    client.delete(session)


def test_state_is_kept_between_cells(client, session):
    assert cell(client, session, "x = 41\nprint('made')")["stdout"] == "made\n"
    assert cell(client, session, "x + 1")["value"] == "42"
    failed = cell(client, session, "def f():\n    return 1 / 0\nf()")
    assert (failed["outcome"], failed["session_alive"]) == ("error", True)
    assert "return 1 / 0" in failed["exception"]["traceback"]
    assert cell(client, session, "x")["value"] == "41"


def test_a_group_branches_from_one_state(client, session):
    cell(client, session, "x = []\nopen('a.txt', 'w').write('one')")
    branches = []
    for _ in range(4):
        branches.append(fork(client, session))
    for number, branch in enumerate(branches):
        cell(client, branch, f"x.append({number})\nopen('a.txt', 'a').write('{number}')")
    for number, branch in enumerate(branches):
        assert cell(client, branch, "x, open('/work/a.txt').read()")["value"] == f"([{number}], 'one{number}')"
    assert cell(client, session, "x, open('a.txt').read()")["value"] == "([], 'one')"
    client.delete(session)
    assert cell(client, branches[0], "x")["value"] == "[0]"
    for branch in branches:
        assert client.delete(branch).status_code == 204


def test_a_lost_session_is_gone_and_says_why(client):
    session = create(client)
    ended = cell(client, session, "import os; os._exit(3)")
    assert (ended["exit_code"], ended["session_alive"]) == (3, False)
    for _ in range(2):
        reply = client.post(f"{session}/execute", json={"code": "1"})
        assert reply.status_code == 410
        assert reply.json()["outcome"] == "session_lost"
    assert client.get("/v1/sessions/ses_none").status_code == 404


def test_time_is_up_and_state_survives(client, session):
    stopped = cell(client, session, "n = 0\nwhile True: n += 1", timeout_s=0.5)
    assert (stopped["outcome"], stopped["session_alive"]) == ("timeout", True)
    assert cell(client, session, "n > 0")["value"] == "True"


def test_files_go_in_and_out(client, session):
    cell(client, session, "", files={"data/in.csv": base64.b64encode(b"1,2\n").decode()})
    assert cell(client, session, "open('data/in.csv').read()")["value"] == "'1,2\\n'"
    assert client.put(f"{session}/files/more%20data/x.bin", content=b"\x00\x01").status_code == 204
    listed = client.get(f"{session}/files").json()["files"]
    assert [(file["path"], file["bytes"], file["content_type"]) for file in listed] == [
        ("data/in.csv", 4, "text/csv"), ("more data/x.bin", 2, "application/octet-stream")]  # fmt: skip
    reply = client.get(f"{session}/files/data/in.csv")
    assert (reply.content, reply.headers["content-type"]) == (b"1,2\n", "text/csv")
    # Of the session's own root, where there is one user; never the host's.
    passwd = client.get(f"{session}/files/%2e%2e/etc/passwd")
    assert passwd.status_code == 404 or b"root" not in passwd.content
    assert client.get(f"{session}/files/none").status_code == 404


def test_output_is_read_along(client, session):
    code = "import time\nprint('é')\ntime.sleep(2)\nprint('b')\n7"
    for path in (f"{session}/execute", "/v1/execute"):
        seen = []
        with client.stream("POST", path, json={"code": code}, headers={"accept": "text/event-stream"}) as reply:
            assert reply.headers["content-type"] == "text/event-stream"
            start = time.monotonic()
            name = ""
            for line in reply.iter_lines():
                if line.startswith("event: "):
                    name = line[7:].rstrip()
                elif line.startswith("data: "):
                    seen.append((name, json.loads(line[6:]), time.monotonic() - start))
        assert [name for name, _, _ in seen][-1] == "result"
        assert "".join(data["text"] for name, data, _ in seen if name == "stdout") == "é\nb\n"
        # What was written first came while the program slept.
        assert seen[-1][2] - seen[0][2] > 1
        assert seen[-1][1]["value"] == "7"


def test_a_client_that_hangs_up_ends_its_cell(client, session):
    with pytest.raises(httpx.ReadTimeout):
        client.post(f"{session}/execute", json={"code": "while True: pass", "timeout_s": 60}, timeout=0.5)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        reply = client.get(session)
        if reply.status_code == 410 or not reply.json()["busy"]:
            break
        time.sleep(0.05)
    else:
        pytest.fail("the cell goes on")


def test_metrics_count_sessions(client, session):
    lines = client.get("/metrics").text.splitlines()
    assert any(line.startswith("assay_sessions ") and float(line.split()[1]) >= 1 for line in lines)


def test_cells_await(client, session):
    assert cell(client, session, "import asyncio\nawait asyncio.sleep(0, 7)")["value"] == "7"
    code = "async def count():\n    for n in range(3): yield n\nseen = []\nasync for n in count(): seen.append(n)\nseen"
    assert cell(client, session, code)["value"] == "[0, 1, 2]"
    # A task goes on wherever a later cell awaits; a cell that does not await has no loop that runs.
    cell(client, session, "task = asyncio.create_task(asyncio.sleep(0.05, 'done'))\nawait asyncio.sleep(0)")
    assert cell(client, session, "task.done()")["value"] == "False"
    assert cell(client, session, "await task")["value"] == "'done'"
    assert cell(client, session, "asyncio.run(asyncio.sleep(0, 9))")["value"] == "9"
    failed = cell(client, session, "async def f():\n    return 1 / 0\nawait f()")
    assert failed["exception"]["traceback"].startswith('Traceback (most recent call last):\n  File "<cell ')
    program = client.post("/v1/execute", json={"code": "await f()"}).json()
    assert program["exception"]["type"] == "SyntaxError"


@pytest.mark.parametrize("code", ["await asyncio.sleep(60)", "await asyncio.sleep(0)\nwhile True: pass"])
def test_time_is_up_in_an_await(client, session, code):
    cell(client, session, "import asyncio\nasync def clean():\n    global cleaned\n    cleaned = True")
    body = "".join(f"    {line}\n" for line in code.splitlines())
    stopped = cell(client, session, f"x = 1\ntry:\n{body}finally:\n    await clean()", timeout_s=0.5)
    assert (stopped["outcome"], stopped["session_alive"]) == ("timeout", True)
    assert stopped["exception"]["type"] == "KeyboardInterrupt"
    assert cell(client, session, "await asyncio.sleep(0, (x, cleaned))")["value"] == "(1, True)"


def test_a_branch_has_a_loop_of_its_own(client, session):
    cell(client, session, "import asyncio\ntask = asyncio.create_task(asyncio.sleep(0.05, []))\nawait asyncio.sleep(0)")
    branch = fork(client, session)
    assert cell(client, branch, "(await task).append(1)\ntask.result()")["value"] == "[1]"
    assert cell(client, session, "await task")["value"] == "[]"
    code = "await asyncio.get_running_loop().run_in_executor(None, lambda: 5)"
    assert [cell(client, each, code)["value"] for each in (branch, session)] == ["5", "5"]
    client.delete(branch)

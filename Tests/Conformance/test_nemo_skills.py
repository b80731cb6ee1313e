"""NeMo-Skills' sandbox: the requests that its client sends, and what IPython itself shows for the same cells.

The package is on no index; its client (nemo_skills/code_execution/sandbox.py) posts JSON text with X-Session-ID.
"""

import json
import os
import re
import subprocess
import sys
import uuid

import httpx
import pytest
from conftest import Server

COLOURS = re.compile(r"\x1B(?:[@-Z\-_]|\[[0-?]*[ -/]*[@-~])")

CELLS = [
    "x = 1", "x", "print('a'); x", "print('a', end=''); x", "list(range(30))", "1/0",
    "def f(n):\n    y = n\n    return 1 / y\n\ndef g():\n    return f(0)\n\ng()",
    "raise ValueError('multi\\nline')", "if True\n  pass", "undefined", "int, f, {'a': 1}, {3, 1, 2}", "'abc\\n'", "None",
    "try:\n    1/0\nexcept Exception as e:\n    raise KeyError('k')", "raise KeyError('k') from ValueError('v')",
    "print('\\n\\nq\\n\\n')", "f(\n  0,\n)", "a = 1\nb = 2\n\n# comment\nfor i in range(3):\n    if i == 1:\n"
    "        raise RuntimeError(\n            f'bad {i}')\n    c = 3\n    d = 4\n    e = 5\n",
    "{'k' + str(i): 'v' * i for i in range(12)}", "[{'name': 'n' * 20, 'value': i} for i in range(4)]",
    "assert 1 == 2, 'no'", "class T:\n    @property\n    def p(self):\n        return self.missing\nT().p", "lambda x: x",
    "e = ValueError('x'); e.add_note('a note'); raise e", "set(range(40))", "(1,)", "def f(:\n  pass",
    "%cd /", "x = %pwd\nx", "for i in range(2):\n    %cd /\n    print(i)", "%%capture held\nprint('hidden')", "held.stdout",
    "%env A=b", "import os\n%cd /no/such\nos.environ['A']", "%pwd\n1 +",
]

# What the peer does with a cell, as its source has it: one IPython shell a session, its output without colours.
PEER = """
import contextlib, io, json, sys
from IPython.terminal.interactiveshell import TerminalInteractiveShell
shell = TerminalInteractiveShell()
mode, cells = json.load(sys.stdin)
shell.InteractiveTB.set_mode(mode=mode)
shown = []
for cell in cells:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        result = shell.run_cell(cell)
    shown.append((not result.success, out.getvalue()))
json.dump(shown, sys.stderr)
"""


def peer(mode, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", PEER], input=json.dumps([mode, CELLS]), capture_output=True, text=True, check=True,
        env={**os.environ, "IPYTHONDIR": str(tmp_path)})
    return json.loads(run.stderr)


def execute(client, code, session=None, timeout=10.0, **fields):
    """As the client does it."""
    request = {
        "generated_code": code, "std_input": "", "timeout": timeout, "language": "ipython",
        "max_output_characters": 1000, "traceback_verbosity": "Plain", **fields}
    headers = {"Content-Type": "application/json"} | ({"X-Session-ID": session} if session else {})
    return client.post("/execute", content=json.dumps(request), timeout=timeout + 5, headers=headers)


@pytest.fixture
def session(client):
    session = str(uuid.uuid4())
    yield session
    client.delete(f"/sessions/{session}", timeout=10, headers={"X-Session-ID": session})


@pytest.fixture
def cell(client, session):
    def run(code, **fields):
        reply = execute(client, code, session, **fields)
        assert reply.status_code == 200, reply.text
        return reply.json()

    return run


def as_the_peer_shows(text, mode):
    if mode in ("Plain", "Minimal"):
        lines = COLOURS.sub("", text).split("\n")
        lines = [re.sub(r"^Out\[\d+\]:\s*", "", line) for line in lines
                 if not line.strip().startswith("File <ipython-")]
        while lines and not lines[0]:
            lines.pop(0)
        text = "\n".join(lines).rstrip()
        return text + ("\n" if text else "")
    # Our names of cells are a kernel's, and there are no colours.
    return re.sub(r"File <ipython-input-[^>]*>:(\d+)", r"Cell In[n], line \1", COLOURS.sub("", text))


@pytest.mark.parametrize("mode", ["Plain", "Minimal", "Context"])
def test_cells_look_as_ipython_shows_them(cell, tmp_path, mode):
    for code, (failed, text) in zip(CELLS, peer(mode, tmp_path), strict=True):
        answer = cell(code, traceback_verbosity=mode, max_output_characters=100_000)
        assert answer["process_status"] == ("error" if failed else "completed")
        ours = re.sub(r"Cell In\[\d+\]", "Cell In[n]", answer["stdout"]).rstrip()
        theirs = as_the_peer_shows(text, mode).rstrip()
        if mode == "Context" and "During handling" in ours:
            # IPython shows less of what is around the first of two exceptions.
            ours, theirs = ours.split("\n\n")[-1], theirs.split("\n\n")[-1]
        assert ours == theirs, code


def test_verbose_tracebacks_tell_values(cell):
    answer = cell("def f(n):\n    y = n\n    return 1 / y\nf(0)", traceback_verbosity="Verbose")
    assert "in f(n=0)" in answer["stdout"]
    assert "        y = 0" in answer["stdout"]


def test_state_and_the_sessions_life(client, cell, session):
    first = cell("x = 41")
    assert first == {"process_status": "completed", "stdout": "", "stderr": "", "new_session_created": True}
    assert cell("x + 1") == {
        "process_status": "completed", "stdout": "42\n", "stderr": "", "new_session_created": False}
    assert cell("import sys; print('e', file=sys.stderr)")["stderr"] == "e\n"
    known = client.get("/sessions").json()
    assert known["backend"] == "ipython" and known["sessions"][session]["alive"] is True
    reply = client.delete(f"/sessions/{session}")
    assert (reply.status_code, reply.json()) == (200, {"message": f"IPython session {session} deleted successfully"})
    reply = client.delete(f"/sessions/{session}")
    assert (reply.status_code, reply.json()) == (404, {"error": f"IPython session {session} not found"})
    assert cell("'x' in dir()")["stdout"] == "False\n"


def test_a_timeout_interrupts_and_state_survives(cell):
    cell("n = 0")
    answer = cell("print('begun')\nwhile True: n += 1", timeout=1)
    assert answer["process_status"] == "timeout"
    assert answer["stdout"].startswith("begun\n")
    assert answer["stderr"] == "Execution timed out after 1 seconds\n"
    assert answer["new_session_created"] is False
    assert cell("n > 0")["stdout"] == "True\n"


def test_lost_state_is_told_and_nothing_replayed(cell):
    cell("x = 1")
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    answer = cell(stubborn, timeout=0.5)
    assert (answer["process_status"], answer["new_session_created"]) == ("timeout", True)
    assert answer["stderr"] == "Execution timed out after 0.5 seconds\n"
    answer = cell("x")
    assert (answer["process_status"], answer["new_session_created"]) == ("error", True)
    assert "NameError" in answer["stdout"]
    answer = cell("import os; os._exit(3)")
    assert (answer["process_status"], answer["new_session_created"]) == ("error", True)
    assert cell("1")["new_session_created"] is True
    assert cell("2")["new_session_created"] is False


def test_output_is_cut(cell):
    answer = cell("print('é' * 50)", max_output_characters=10)
    assert answer["stdout"] == "é" * 10 + "<output cut>"


def test_programs(client):
    python = {"language": "python", "std_input": "abc\n"}
    assert execute(client, "print(input()[::-1])", **python).json() == {
        "process_status": "completed", "stdout": "cba\n", "stderr": ""}
    failed = execute(client, "1/0", language="python3").json()
    assert failed["process_status"] == "completed"
    assert failed["stderr"].endswith("ZeroDivisionError: division by zero\n")
    late = execute(client, "while True: pass", language="python", timeout=1).json()
    assert (late["process_status"], late["stderr"]) == ("timeout", "Execution timed out after 1 seconds\n")
    assert execute(client, "echo $((1 + 1)) | cat", language="shell").json() == {
        "process_status": "completed", "stdout": "2\n", "stderr": ""}
    assert execute(client, "exit 3", language="shell").json()["process_status"] == "error"


@pytest.mark.parametrize("language", ["lean4", "pypy3"])
def test_what_is_not_here_is_refused_in_the_form_of_an_answer(client, language):
    answer = execute(client, "theorem a : 1 = 1 := rfl", language=language)
    assert answer.status_code == 200
    assert answer.json()["process_status"] == "error"
    assert f"{language} is not available" in answer.json()["stderr"]


def test_a_session_must_be_named(client):
    reply = execute(client, "1")
    assert (reply.status_code, reply.json()) == (400, {"error": "X-Session-ID header required for ipython sessions"})


def test_many_at_once(client):
    sessions = [str(uuid.uuid4()) for _ in range(20)]
    for code, expected in [("x = '{}'", ""), ("print(x)", "{}\n")]:
        for session in sessions:
            assert execute(client, code.format(session), session).json()["stdout"] == expected.format(session)
    for session in sessions:
        client.delete(f"/sessions/{session}")


def test_a_client_that_waits_no_longer_interrupts_its_cell(client, session):
    execute(client, "n = 0", session)
    with pytest.raises(httpx.ReadTimeout):
        client.post(
            "/execute", json={"generated_code": "while True: n += 1", "timeout": 60}, timeout=0.5,
            headers={"X-Session-ID": session})
    answer = execute(client, "n > 0", session).json()
    assert (answer["stdout"], answer["new_session_created"]) == ("True\n", False)


def test_a_full_server_says_that_nothing_ran():
    server = Server(settings={"ASSAY_SESSIONS_MAX_PER_KEY": "1"})
    with httpx.Client(base_url=server.url) as client:
        assert execute(client, "1", "one").status_code == 200
        refused = execute(client, "1", "two")
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        assert refused.json()["process_status"] == "error"
        assert refused.json()["stderr"].startswith("The sandbox did not run this")
    assert server.stop() == 0

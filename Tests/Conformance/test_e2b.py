"""The unmodified `e2b-code-interpreter` against our /execute, /contexts, /files and /sandboxes."""

import asyncio
import base64
import contextlib
import io
import socket
import threading
import time

import httpx
import pytest
from conftest import Server
from e2b import (
    FileNotFoundException, FileType, InvalidArgumentException, NotEnoughSpaceException, NotFoundException,
    RateLimitException, SandboxException, SandboxQuery, TimeoutException)
from e2b_code_interpreter import AsyncSandbox, Sandbox

KEY = "e2b_" + "0" * 40
FILL = """
import errno, itertools, os
os.mkdir("/tmp/full")
for number in itertools.count():
    try:
        with open(f"/tmp/full/{number}", "wb", buffering=0) as file:
            while file.write(bytes(1 << 20)): pass
    except OSError as error:
        if error.errno == errno.ENOSPC: break
"""


@pytest.fixture
def options(url):
    return {"api_url": url, "sandbox_url": url, "api_key": KEY}


@pytest.fixture
def sandbox(options):
    sandbox = Sandbox.create(timeout=60, **options)
    yield sandbox
    sandbox.kill()


def test_state_values_and_streams(sandbox):
    first = sandbox.run_code("x = 41\nprint('é')")
    assert ("".join(first.logs.stdout), first.results, first.error) == ("é\n", [], None)
    assert first.execution_count == 1
    second = sandbox.run_code("import sys; print('oops', file=sys.stderr)\nx + 1")
    assert second.text == "42"
    assert second.results[0].is_main_result
    assert second.logs.stderr == ["oops\n"]
    assert second.execution_count == 2
    assert sandbox.run_code("'a text'").text == "a text"


def test_errors(sandbox):
    error = sandbox.run_code("def f(n):\n    return 1 / n\nf(0)").error
    assert (error.name, error.value) == ("ZeroDivisionError", "division by zero")
    assert "----> 2     return 1 / n" in error.traceback
    assert sandbox.run_code("1 +").error.name == "SyntaxError"


def test_results_in_all_their_forms(sandbox):
    execution = sandbox.run_code(
        "class Shown:\n"
        "    def _repr_html_(self): return '<b>'\n"
        "    def _repr_png_(self): return b'\\x89PNG'\n"
        "    def _repr_json_(self): return {'n': 1}\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None): return {'application/x': 'y'}\n"
        "display(Shown())\n3")
    shown, value = execution.results
    assert (shown.html, shown.json, shown.extra) == ("<b>", {"n": 1}, {"application/x": "y"})
    assert base64.b64decode(shown.png) == b"\x89PNG"
    assert not shown.is_main_result and value.is_main_result
    assert execution.text == "3"


def test_output_is_read_along(sandbox):
    seen = []
    start = time.monotonic()
    sandbox.run_code(
        "import time\nprint('a')\ntime.sleep(2)\nprint('b')",
        on_stdout=lambda message: seen.append((message.line, time.monotonic() - start)))
    assert "".join(line for line, _ in seen) == "a\nb\n"
    assert seen[-1][1] - seen[0][1] > 1


def test_environment(options):
    sandbox = Sandbox.create(timeout=60, envs={"KEPT": "k'é"}, **options)
    with contextlib.ExitStack() as stack:
        stack.callback(sandbox.kill)
        assert sandbox.run_code("import os; os.environ['KEPT'] + os.environ['A']", envs={"A": "1"}).text == "k'é1"
        assert sandbox.run_code("os.environ.get('A')").text is None
        assert sandbox.run_code("os.environ['KEPT']").text == "k'é"


def test_contexts(sandbox):
    context = sandbox.create_code_context(cwd="/tmp")
    assert (context.language, context.cwd) == ("python", "/tmp")
    assert sandbox.run_code("import os; x = 1; os.getcwd()", context=context).text == "/tmp"
    assert sandbox.run_code("x").error.name == "NameError"
    assert sandbox.run_code("os = __import__('os'); os.getcwd()").text == "/home/user"
    assert context.id in [known.id for known in sandbox.list_code_contexts()]
    sandbox.restart_code_context(context)
    again = sandbox.run_code("x", context=context)
    assert (again.error.name, again.execution_count) == ("NameError", 1)
    sandbox.remove_code_context(context)
    assert context.id not in [known.id for known in sandbox.list_code_contexts()]
    with pytest.raises(NotFoundException):
        sandbox.run_code("1", context=context)
    with pytest.raises(SandboxException, match="javascript is not available"):
        sandbox.create_code_context(language="javascript")
    with pytest.raises(SandboxException, match="javascript is not available"):
        sandbox.run_code("1", language="javascript")
    with pytest.raises(SandboxException):
        sandbox.create_code_context(cwd="/nowhere")


def test_files(sandbox):
    files = sandbox.files
    written = files.write("data/points.csv", "x,y\n1,é\n")
    assert (written.name, written.type, written.path) == ("points.csv", FileType.FILE, "/home/user/data/points.csv")
    assert sandbox.run_code("print(open('data/points.csv').read())").logs.stdout == ["x,y\n1,é\n\n"]
    sandbox.run_code("open('/tmp/out.bin', 'wb').write(bytes(range(256)))")
    assert files.read("/tmp/out.bin", format="bytes") == bytes(range(256))
    assert b"".join(files.read("/tmp/out.bin", format="stream")) == bytes(range(256))
    assert files.read("data/points.csv") == "x,y\n1,é\n"
    both = files.write_files([{"path": "a b/ü.txt", "data": "1"}, {"path": "/mnt/2.txt", "data": io.BytesIO(b"\r\n--2")}])
    assert [entry.path for entry in both] == ["/home/user/a b/ü.txt", "/mnt/2.txt"]
    assert (files.read("a b/ü.txt"), files.read("/mnt/2.txt", format="bytes")) == ("1", b"\r\n--2")
    with pytest.raises(FileNotFoundException):
        files.read("none")
    with pytest.raises(InvalidArgumentException):
        files.read("data")


def test_a_full_disk(sandbox):
    sandbox.run_code(FILL)
    with pytest.raises(NotEnoughSpaceException):
        sandbox.files.write("more", "x" * 100_000)
    sandbox.files.remove("/tmp/full")
    assert sandbox.files.write("more", "x" * 100_000).name == "more"


def test_folders(sandbox):
    files = sandbox.files
    assert files.make_dir("one/two") is True
    assert files.make_dir("one/two") is False
    files.write("one/two/three.txt", "3")
    sandbox.run_code("import os; os.symlink('two/three.txt', 'one/link'); os.chmod('one/two/three.txt', 0o600)")
    assert [(entry.name, entry.type) for entry in files.list("one")] == [("link", FileType.SYMLINK), ("two", FileType.DIR)]
    assert [entry.path for entry in files.list("/home/user/one", depth=2)] == [
        "/home/user/one/link", "/home/user/one/two", "/home/user/one/two/three.txt"]
    assert files.exists("one/two/three.txt") and not files.exists("one/none")
    info = files.get_info("one/two/three.txt")
    assert (info.name, info.type, info.size, info.mode) == ("three.txt", FileType.FILE, 1, 0o600)
    assert (info.permissions, info.owner, info.group) == ("-rw-------", "user", "user")
    assert abs(info.modified_time.timestamp() - time.time()) < 60
    assert files.get_info("one/link").symlink_target == "two/three.txt"
    moved = files.rename("one/two", "/tmp/other/place")
    assert (moved.path, moved.type) == ("/tmp/other/place", FileType.DIR)
    assert files.read("/tmp/other/place/three.txt") == "3"
    files.remove("/tmp/other")
    files.remove("/tmp/other")
    assert not files.exists("/tmp/other")
    with pytest.raises(FileNotFoundException):
        files.list("/tmp/other")
    with pytest.raises(FileNotFoundException):
        files.rename("one/none", "x")
    with pytest.raises(SandboxException):
        files.remove("/home/user")
    assert {entry.name for entry in files.list("/")} == {"home", "mnt", "tmp", "work"}


def test_files_of_a_program_in_the_way(sandbox):
    """A link that leads out leads nowhere."""
    sandbox.run_code("import os; os.symlink('/etc', 'etc'); os.symlink('/proc/self/environ', 'environ')")
    for path in ["etc/passwd", "environ", "/etc/passwd", "../../etc/passwd", "/proc/1/environ"]:
        with pytest.raises((FileNotFoundException, InvalidArgumentException)):
            sandbox.files.read(path)
        assert not sandbox.files.exists(path) or path == "environ"


def test_commands_are_refused_in_words(sandbox):
    with pytest.raises(SandboxException, match="sessions start no processes"):
        sandbox.commands.run("ls")
    with pytest.raises(SandboxException, match="sessions start no processes"):
        sandbox.files.watch_dir("/home/user")


def test_a_lost_context_is_told_once(sandbox):
    sandbox.run_code("x = 1")
    assert sandbox.run_code("import os; os._exit(3)").error.name == "DeadKernelError"
    told = sandbox.run_code("print('not run')")
    assert (told.error.name, told.logs.stdout) == ("ContextRestarting", [])
    assert sandbox.run_code("x").error.name == "NameError"


def test_a_client_that_hangs_up_interrupts_its_cell(sandbox):
    sandbox.run_code("n = 0")
    with pytest.raises(TimeoutException):
        sandbox.run_code("while True: n += 1", timeout=1)
    start = time.monotonic()
    assert sandbox.run_code("n > 0").text == "True"
    assert time.monotonic() - start < 5


def test_a_sandboxs_life(options):
    sandbox = Sandbox.create(timeout=60, metadata={"kind": "a test & more"}, **options)
    info = sandbox.get_info()
    assert info.sandbox_id == sandbox.sandbox_id
    assert info.metadata == {"kind": "a test & more"}
    before = info.end_at
    sandbox.set_timeout(600)
    assert (sandbox.get_info().end_at - before).total_seconds() > 500
    sandbox.run_code("x = 5")
    same = Sandbox.connect(sandbox.sandbox_id, **options)
    assert same.run_code("x").text == "5"

    def listed(metadata):
        query = SandboxQuery(metadata=metadata)
        return [item.sandbox_id for item in Sandbox.list(query=query, **options).next_items()]

    assert listed({"kind": "a test & more"}) == [sandbox.sandbox_id]
    assert listed({"kind": "b"}) == []
    assert sandbox.is_running()
    assert sandbox.kill() is True
    assert sandbox.kill() is False
    assert not sandbox.is_running()
    with pytest.raises(TimeoutException):
        sandbox.run_code("1")
    with pytest.raises(NotFoundException):
        sandbox.get_info()


def test_a_sandbox_ends_when_its_time_is_up(options, client):
    sandbox = Sandbox.create(timeout=1, **options)
    sandbox.run_code("x = 1")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if sandbox.sandbox_id not in client.get("/v1/sessions").text and not sandbox.is_running():
            break
        time.sleep(0.1)
    with pytest.raises(TimeoutException):
        sandbox.run_code("x")
    assert sandbox.kill() is False


def test_sandboxes_are_apart(options):
    one, two = Sandbox.create(timeout=60, **options), Sandbox.create(timeout=60, **options)
    one.run_code("x = 1")
    assert two.run_code("x").error.name == "NameError"
    assert one.kill() and two.kill()


def test_without_a_control_plane(url):
    sandbox = Sandbox.create(debug=True, sandbox_url=url)
    sandbox.run_code("y = 6")
    assert sandbox.run_code("y * 7").text == "42"
    for context in sandbox.list_code_contexts():
        sandbox.remove_code_context(context)


def test_on_the_port_that_the_client_knows(monkeypatch):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 49999)) == 0:
            pytest.skip("port 49999 is taken")
    server = Server("--port", "49999")
    monkeypatch.setenv("E2B_DEBUG", "true")
    sandbox = Sandbox.create()
    assert sandbox.run_code("6 * 7").text == "42"
    assert sandbox.kill()
    assert server.stop() == 0


def test_asynchronous(options):
    async def run():
        sandbox = await AsyncSandbox.create(timeout=60, **options)
        context = await sandbox.create_code_context()
        await sandbox.run_code("x = 1", context=context)
        # One context's cells one after another, another's beside them.
        answers = await asyncio.gather(*(sandbox.run_code(f"x + {n}", context=context) for n in range(5)))
        other = await sandbox.run_code("1 + 1")
        await sandbox.files.write("f", "1")
        assert await sandbox.files.read("f") == "1" and await sandbox.files.exists("f")
        await sandbox.kill()
        return [answer.text for answer in answers], other.text

    assert asyncio.run(run()) == (["1", "2", "3", "4", "5"], "2")


def test_many_sandboxes_at_once(options):
    texts = {}

    def run(n):
        sandbox = Sandbox.create(timeout=60, **options)
        sandbox.run_code(f"x = {n}")
        texts[n] = sandbox.run_code("x").text
        sandbox.kill()

    threads = [threading.Thread(target=run, args=[n]) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {n: f"{n}" for n in range(12)}


def test_overload_says_when_to_come_again():
    server = Server(settings={"ASSAY_SESSIONS_MAX_PER_KEY": "1"})
    options = {"api_url": server.url, "sandbox_url": server.url, "api_key": KEY}
    sandbox = Sandbox.create(timeout=60, **options)
    with pytest.raises(RateLimitException):
        Sandbox.create(timeout=60, retries=0, **options)
    reply = httpx.post(f"{server.url}/v2/sandboxes", json={"templateID": "t"})
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "1")
    # The client waits and asks again by itself.
    threading.Timer(0.5, sandbox.kill).start()
    again = Sandbox.create(timeout=60, **options)
    assert again.run_code("1 + 1").text == "2"
    assert server.stop() == 0


def test_a_key_goes_where_the_client_sends_it(tmp_path):
    keys = tmp_path / "keys"
    keys.write_text(KEY + "\n")
    server = Server(settings={"ASSAY_HTTP_AUTH_KEYS_FILE": str(keys)})
    options = {"api_url": server.url, "sandbox_url": server.url}
    sandbox = Sandbox.create(timeout=60, api_key=KEY, **options)
    assert sandbox.run_code("1 + 1").text == "2"
    context = sandbox.create_code_context()
    assert sandbox.run_code("2 + 2", context=context).text == "4"
    sandbox.files.write("f", "1")
    assert (sandbox.files.read("f"), [entry.name for entry in sandbox.files.list(".")]) == ("1", ["f"])
    assert httpx.get(f"{server.url}/files", params={"path": "f"}).status_code == 401
    assert sandbox.kill()
    with pytest.raises(Exception, match="401"):
        Sandbox.create(timeout=60, api_key="e2b_" + "1" * 40, **options)
    assert httpx.post(f"{server.url}/execute", json={"code": "1"}).status_code == 401
    assert server.stop() == 0

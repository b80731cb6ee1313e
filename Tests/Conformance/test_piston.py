"""Piston's clients: open-r1's as its repository has it, the same as its source records it, and one from the index."""

import asyncio
import concurrent.futures
import time

import aiohttp
import httpx
import pytest
import ultra_piston
from conftest import Server
from sources import from_source
from ultra_piston.errors import BadRequestError


BODY = {"language": "python", "version": "*", "files": [{"content": "print(1)"}]}


class Recorded:
    """What open-r1's PistonClient sends and makes of the answers: any status but 200 is asked again, five times."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.statuses = []

    async def send_execute(self, data, language, max_retries=5):
        body = data | {"language": language, "version": "*"}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=30)) as session:
            for attempt in range(max_retries + 1):
                async with session.post(
                    f"{self.endpoint}/execute", json=body, headers={"Content-Type": "application/json"}
                ) as response:
                    answer = await response.json(content_type=None)
                    self.statuses.append(response.status)
                    if response.status == 200 and "run" in answer:
                        return answer
                await asyncio.sleep(min(2**attempt, 10))

    async def get_supported_runtimes(self):
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{self.endpoint}/runtimes", headers={"Content-Type": "application/json"}) as answer:
                return [await answer.json(content_type=None)]


@pytest.fixture(params=["recorded", "open-r1"])
def make_client(request):
    """Makes a client of an endpoint; inside the event loop, as open-r1's asks."""
    if request.param == "recorded":
        return Recorded
    return from_source("OPEN_R1", "src/open_r1/utils/competitive_programming/piston_client.py").PistonClient


def execute(make_client, url, code, language="python", **fields):
    async def run():
        client = make_client(f"{url}/api/v2")
        try:
            return await client.send_execute({"files": [{"name": "main.py", "content": code}]} | fields, language)
        finally:
            if getattr(client, "_session", None):
                await client._session.close()

    return asyncio.run(run())


def test_success(make_client, url):
    answer = execute(make_client, url, "print(1 + 1)")
    run = answer["run"]
    assert answer["language"] == "python"
    assert (run["stdout"], run["stderr"], run["output"]) == ("2\n", "", "2\n")
    assert (run["code"], run["signal"], run["status"], run["message"]) == (0, None, None, None)
    assert run["wall_time"] > 0 and run["cpu_time"] > 0 and run["memory"] > 0


def test_runtimes(make_client, url):
    async def run():
        client = make_client(f"{url}/api/v2")
        runtimes = await client.get_supported_runtimes()
        if getattr(client, "_session", None):
            await client._session.close()
        return runtimes

    ((python, bash),) = asyncio.run(run())
    assert python["language"] == "python" and "py" in python["aliases"]
    assert bash["language"] == "bash"
    told = execute(make_client, url, "import sys; print('%d.%d.%d' % sys.version_info[:3])")
    assert told["run"]["stdout"] == python["version"] + "\n" == told["version"] + "\n"
    shell = execute(make_client, url, "echo ${BASH_VERSION%%(*}", language="sh")
    assert shell["run"]["stdout"] == bash["version"] + "\n" == shell["version"] + "\n"


def test_files_arguments_and_input(make_client, url):
    """As open-r1's graders have it: the program beside what it reads."""
    code = """
import sys, helper
print(sys.argv, input(), open("input.txt").read(), helper.twice(21), open("main.py").read().count("helper"))
"""
    files = [
        {"name": "main.py", "content": code}, {"name": "input.txt", "content": "from a file"},
        {"name": "helper.py", "content": "def twice(x): return 2 * x"},
        {"name": "raw/b", "content": "/w==", "encoding": "base64"},
    ]
    run = execute(make_client, url, "", files=files, args=["a b", "\"'é😀\\"], stdin="typed")["run"]
    assert run["stdout"] == "['main.py', 'a b', '\"\\'é😀\\\\'] typed from a file 42 3\n", run
    shell = [{"name": "x.sh", "content": "#!/bin/bash\nread line; echo $# \"$2\" $line $LINENO"}]
    run = execute(make_client, url, "", language="bash", files=shell, args=["a b", "it's $x"], stdin="in")["run"]
    assert run["stdout"] == "2 it's $x in 2\n", run


def test_standard_input_ends_a_line(make_client, url):
    """The peer's programs always find one line."""
    assert execute(make_client, url, "print(repr(input()))")["run"]["stdout"] == "''\n"


def test_both_streams_in_order(make_client, url):
    code = """
import sys, time
for i in range(4):
    print(i, file=[sys.stdout, sys.stderr][i % 2], flush=True)
    time.sleep(0.05)
"""
    run = execute(make_client, url, code)["run"]
    assert (run["stdout"], run["stderr"], run["output"]) == ("0\n2\n", "1\n3\n", "0\n1\n2\n3\n")


@pytest.mark.parametrize(
    ("code", "fields", "ending", "status"),
    [
        ("import sys; sys.exit(3)", {}, (3, None), "RE"),
        ("1 / 0", {}, (1, None), "RE"),
        ("import os; os.abort()", {}, (None, "SIGABRT"), "SG"),
        ("print('half', flush=True)\nwhile True: pass", {"run_timeout": 1000}, (None, "SIGKILL"), "TO"),
        ("while True: print('x' * 1000)", {}, (None, "SIGKILL"), "OL"),
        ("import sys\nwhile True: sys.stderr.write('x' * 1000)", {}, (None, "SIGKILL"), "EL"),
        ("x = 0\nfor i in range(10**7): x += i", {"run_cpu_time": 20}, (None, "SIGKILL"), "TO"),
    ])
def test_endings(make_client, url, code, fields, ending, status):
    run = execute(make_client, url, code, **fields)["run"]
    assert ((run["code"], run["signal"]), run["status"]) == (ending, status), run
    assert run["message"]
    if fields.get("run_timeout"):
        assert run["stdout"] == "half\n"


def test_memory(make_client, url):
    run = execute(make_client, url, "x = bytearray(300 << 20)\nprint(len(x))", run_memory_limit=128 << 20)["run"]
    assert run["status"] in ("SG", "RE") and run["stdout"] == ""
    # What open-r1 takes for its verdict.
    assert run["signal"] == "SIGKILL" or (run["code"] == 1 and "MemoryError" in run["stderr"])
    more = execute(make_client, url, "x = bytearray(300 << 20)\nprint(len(x))", run_memory_limit=600 << 20)["run"]
    assert more["stdout"] == f"{300 << 20}\n"


def test_a_language_that_is_not_here(url):
    """open-r1's own graders are packages of a Piston of theirs."""
    client = Recorded(f"{url}/api/v2")
    assert asyncio.run(client.send_execute({"files": [{"content": ""}]}, "cms_ioi", max_retries=0)) is None
    assert client.statuses == [400]


@pytest.fixture(scope="module")
def small():
    """One slot a tier and room for one request that waits."""
    server = Server("--slots", "1", settings={"ASSAY_EXECUTION_QUEUE_CAPACITY": "1"})
    # The languages are known from here on.
    httpx.get(f"{server.url}/api/v2/runtimes", timeout=30).raise_for_status()
    yield server.url
    assert server.stop() == 0


def test_overload_is_asked_again(make_client, small):
    """503 until the slot is free: never a result of a program that was not run."""
    sleep = {"code": "import time; time.sleep(2)"}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        held = []
        for _ in range(2):
            held.append(pool.submit(httpx.post, f"{small}/v1/execute", json=sleep, timeout=30))
            time.sleep(0.3)
        refused = httpx.post(f"{small}/api/v2/execute", json=BODY, timeout=30)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1
        assert set(refused.json()) == {"message"}
        assert execute(make_client, small, "print(2)")["run"]["stdout"] == "2\n"
        assert [answer.result().json()["outcome"] for answer in held] == ["ok", "ok"]


def test_a_client_that_hangs_up_frees_its_slot(small):
    endless = BODY | {"run_timeout": 60000, "files": [{"content": "while True: pass"}]}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{small}/api/v2/execute", json=endless, timeout=0.5)
    start = time.monotonic()
    assert httpx.post(f"{small}/api/v2/execute", json=BODY, timeout=60).json()["run"]["stdout"] == "1\n"
    assert time.monotonic() - start < 10


def test_verl_tool(url):
    """The payload of verl-tool's PistonTool, and the fields that it shows the model."""
    base = f"{url}/api/v2"
    assert [runtime["language"] for runtime in httpx.get(f"{base}/runtimes").json()[:5]] == ["python", "bash"]
    payload = {
        "language": "python", "version": "3.x", "files": [{"name": "file0.py", "content": "print(input())"}],
        "stdin": "hello", "args": [], "compile_timeout": 10000, "run_timeout": 3000, "compile_memory_limit": -1,
        "run_memory_limit": -1,
    }
    for path in (base, f"{base}/piston"):
        answer = httpx.post(f"{path}/execute", json=payload).json()
        run = answer["run"]
        assert (run["stdout"], run["stderr"], run["code"], run["signal"]) == ("hello\n", "", 0, None)
        assert f"{run.get('cpu_time', 0)}ms {run.get('memory', 0) / 1000000:.2f}MB"
        assert "compile" not in answer


def test_ultra_piston(url):
    """A client from the package index, unmodified."""
    client = ultra_piston.PistonClient(base_url=f"{url}/api/v2", rate_limit=0.001)
    python = client.get_runtimes()[0]
    file = ultra_piston.File(content="import sys; print(sys.argv[1:], input())")
    answer = client.post_execute(python.language, python.version, file, stdin="in", args=["a"])
    assert answer.run.output == "['a'] in\n"
    assert (answer.run.code, answer.version) == (0, python.version)
    with pytest.raises(BadRequestError):
        client.post_execute("cobol", "*", file)


def test_a_key_in_the_endpoint(make_client, tmp_path):
    """The client has no setting for headers."""
    keys = tmp_path / "keys"
    keys.write_text("secret-1\n")
    server = Server(settings={"ASSAY_HTTP_AUTH_KEYS_FILE": str(keys)})
    try:
        host = server.url.removeprefix("http://")
        assert execute(make_client, f"http://assay:secret-1@{host}", "print(1)")["run"]["stdout"] == "1\n"
        assert httpx.get(f"{server.url}/api/v2/runtimes").status_code == 401
    finally:
        assert server.stop() == 0

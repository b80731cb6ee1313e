"""code-judge's clients: its own as its repository has it, and the same as its source records it."""

import asyncio
import concurrent.futures
import dataclasses
import threading
import time
import urllib.parse

import aiohttp
import httpx
import pytest
import requests
from conftest import Server
from sources import from_source

# Wall time of a submission on the server below.
SECONDS = 2


@dataclasses.dataclass
class Submission:
    sub_id: str | None
    type: str
    solution: str
    input: str | None = None
    expected_output: str | None = None


@dataclasses.dataclass
class Result:
    """A member that is missing or unknown fails, as with the client's own class."""

    sub_id: str
    success: bool
    run_success: bool
    cost: float
    stdout: str | None
    stderr: str | None
    reason: str


class Recorded:
    """What code-judge's JudgeClient sends: long batches, and again whatever was a queue_timeout."""

    Submission = Submission

    def __init__(self, url):
        self.url = url

    def judge(self, submissions):
        results = {}
        left = list(enumerate(submissions))
        while left:
            body = {"type": "batch", "submissions": [dataclasses.asdict(submission) for _, submission in left]}
            response = requests.post(f"{self.url}/run/long-batch", json=body, timeout=3600)
            response.raise_for_status()
            answers = [Result(**answer) for answer in response.json()["results"]]
            assert len(answers) == len(left)
            results |= {i: answer for (i, _), answer in zip(left, answers) if answer.reason != "queue_timeout"}
            left = [entry for entry, answer in zip(left, answers) if answer.reason == "queue_timeout"]
        return [results[i] for i in range(len(submissions))]


class Repository:
    """The client itself."""

    def __init__(self, module, url):
        self.Submission = module.Submission
        self.client = module.JudgeClient(url, max_batch_size=64, max_workers=2)

    def judge(self, submissions):
        return self.client.judge(submissions)


@pytest.fixture(params=["recorded", "code-judge"])
def make_client(request):
    if request.param == "recorded":
        return Recorded
    module = from_source("CODE_JUDGE", "judge_client.py")
    return lambda url: Repository(module, url)


@pytest.fixture(scope="module")
def judge():
    server = Server(settings={
        "ASSAY_CODE_JUDGE_TIMEOUT_S": str(SECONDS), "ASSAY_EXECUTION_DEFAULT_MEMORY_MB": "128",
    })
    yield server.url
    assert server.stop() == 0


def post(url, path, **fields):
    answer = httpx.post(f"{url}{path}", json={"type": "python"} | fields, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


CASES = [
    # solution, input, expected_output, success, run_success, reason
    ("print(input())", "9", "9", True, True, ""),
    ("print(input())", "a", "b", False, True, ""),
    ("print(input())", "", "a", False, False, ""),
    ("print(' 9 ', end='\\n\\n')", None, "\n9", True, True, ""),
    ("print('a  b')", None, "a b", False, True, ""),
    ("print('anything')", None, None, True, True, ""),
    ("pass", None, "", True, True, ""),
    ("print(9); exit(0)", None, "9", True, True, ""),
    ("print(9); exit(1)", None, "9", False, False, ""),
    ("print(9); raise ValueError('no')", None, "9", False, False, ""),
    ("print(9", None, "9", False, False, ""),
    ("print(9, flush=True)\nwhile True: pass", None, "9", False, False, "worker_timeout"),
    ("open('test.txt', 'w').write('x')", "", "", True, True, ""),
    ("import os; print(9, flush=True); os.kill(os.getpid(), 11)", None, "9", False, False, ""),
]


@pytest.mark.parametrize(("solution", "given", "expected", "success", "ran", "reason"), CASES)
def test_one(judge, solution, given, expected, success, ran, reason):
    fields = {"solution": solution, "input": given, "expected_output": expected}
    run = post(judge, "/run", sub_id="me", **fields)
    assert (run["sub_id"], run["success"], run["run_success"], run["reason"]) == ("me", success, ran, reason), run
    assert list(run) == ["sub_id", "success", "run_success", "cost", "stdout", "stderr", "reason"]
    assert (run["cost"] >= SECONDS) == (reason == "worker_timeout")
    judged = post(judge, "/judge", sub_id="me", **fields)
    assert list(judged) == ["sub_id", "success", "run_success", "cost", "reason"]
    assert [judged[name] for name in judged if name != "cost"] == [run[name] for name in judged if name != "cost"]


@pytest.mark.parametrize("path", ["/run/batch", "/run/long-batch", "/judge/batch", "/judge/long-batch"])
def test_batches(judge, path):
    submissions = [
        {"sub_id": str(i), "type": "python", "solution": case[0], "input": case[1], "expected_output": case[2]}
        for i, case in enumerate(CASES)]
    answer = post(judge, path, type="batch", submissions=submissions)
    assert answer["sub_id"]
    got = [(one["sub_id"], one["success"], one["run_success"], one["reason"]) for one in answer["results"]]
    assert got == [(str(i), *case[3:]) for i, case in enumerate(CASES)]
    assert all(("stdout" in one) == path.startswith("/run") for one in answer["results"])


def test_comparison_is_python_s(judge):
    """Every character that str.strip takes off, and some that look like it."""
    spaces = [chr(i) for i in range(0x11000) if chr(i).isspace()]
    others = ["\u200b", "\ufeff", "\u180e", "\x00", "\x1b", "\x7f", "\u2060", "é", "e\u0301"]
    submissions = [
        {"type": "python", "solution": f"print({c!r} + '9' + {c!r}, end='')", "expected_output": "9"}
        for c in spaces + others]
    results = post(judge, "/judge/long-batch", type="batch", submissions=submissions)["results"]
    assert len(spaces) > 25 and all(one["run_success"] for one in results)
    assert [one["success"] for one in results] == [(c + "9" + c).strip() == "9" for c in spaces + others]


def test_all_of_the_output_is_compared(judge):
    """More than a result shows, and more than is kept of the output of other routes."""
    right = "x" * 3_000_000 + "y" + "x" * 3_000_000
    code = "print('x' * 3_000_000 + 'y' + 'x' * 3_000_000)"
    answer = post(judge, "/run", solution=code, expected_output=right)
    assert answer["success"] and answer["stdout"] == "x" * 1000
    wrong = post(judge, "/run", solution=code.replace("y", "z"), expected_output=right)
    assert wrong["run_success"] and not wrong["success"]


def test_other_languages_are_no_verdict(judge):
    answer = post(judge, "/run", type="cpp", solution="int main() {}", expected_output="")
    assert (answer["success"], answer["run_success"], answer["reason"]) == (False, False, "internal_error")


def test_what_is_no_submission(judge):
    for path, body in [
        ("/run", {}), ("/judge", {"type": "java", "solution": ""}), ("/run/batch", {"submissions": []}),
        ("/judge/long-batch", {"submissions": [{"type": "python"}]}),
    ]:
        answer = httpx.post(f"{judge}{path}", json=body)
        assert answer.status_code == 422 and isinstance(answer.json()["detail"], list)


def test_probe_and_status(judge):
    assert httpx.get(f"{judge}/ping").json() == "pong"
    status = httpx.get(f"{judge}/status").json()
    assert set(status) == {"queue", "num_workers"} and status["num_workers"] > 0


HOSTILE = {
    "loop": ("while True: pass", "worker_timeout"),
    "sleep": ("import time; time.sleep(1000)", "worker_timeout"),
    "stopped": ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "worker_timeout"),
    "catches all": ("while True:\n  try:\n    while True: pass\n  except BaseException: pass", "worker_timeout"),
    "memory": ("x = []\nwhile True: x.append(bytearray(20 << 20))", ""),
    "fork bomb": ("import os\nwhile True: os.fork()", ""),
    "threads": ("import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(0.5,)).start()", ""),
    "output": ("while True: print('EXPECTED' * 1000)", ""),
    "errors": ("import sys\nwhile True: sys.stderr.write('x' * 10000)", ""),
    "exit": ("print('EXPECTED', flush=True)\nimport os; os._exit(7)", ""),
    "segfault": ("import ctypes; ctypes.string_at(0)", ""),
    "recursion": ("def f(): f()\nf()", ""),
    # The marks by which the peer's own workers tell that a program has come to its end.
    "marks": ("print('EXPECTED\\n@@E\\n@@D0.1', flush=True)\nraise SystemExit(1)", ""),
}


def headline(count):
    """Submissions of which each has an answer of its own, with hostile ones among them; and what must come of them."""
    kinds = [*HOSTILE, "import"]
    submissions, wanted = [], []
    for i in range(count):
        expected = f"answer {i}: {i * i}"
        kind = kinds[i // 33 % len(kinds)] if i % 33 == 7 else None
        if kind == "import":
            solution, verdict = f"import numpy; print('answer {i}:', int(numpy.int64({i}) ** 2))", (True, True, "")
        elif kind:
            code, reason = HOSTILE[kind]
            solution, verdict = code.replace("EXPECTED", expected), (False, False, reason)
        elif i % 5 == 4:
            solution, verdict = f"print('answer {i}:', {i} * {i} + 1)", (False, True, "")
        else:
            solution, verdict = f"n = int(input()); print(f'answer {{n}}: {{n * n}}')", (True, True, "")
        submissions.append(Submission(f"s{i}", "python", solution, str(i), expected))
        wanted.append((f"s{i}", *verdict))
    return submissions, wanted


def test_headline(judge):
    """A training step's submissions as rStar sends them, 32 senders with batches of up to 64: each result is right, and
    its own."""
    submissions, wanted = headline(2000)
    batches = [submissions[i : i + 64] for i in range(0, len(submissions), 64)]
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        results = [result for batch in pool.map(Recorded(judge).judge, batches) for result in batch]
    got = [(one.sub_id, one.success, one.run_success, one.reason) for one in results]
    assert [pair for pair in zip(got, wanted) if pair[0] != pair[1]] == []
    for submission, result, verdict in zip(submissions, results, wanted):
        if verdict[1:3] == (True, True):
            assert result.stdout == submission.expected_output + "\n"
        assert len(result.stdout) <= 1000 and len(result.stderr) <= 1000


def test_the_client(make_client, judge):
    client = make_client(judge)
    submissions, wanted = headline(200)
    submissions = [client.Submission(**dataclasses.asdict(submission)) for submission in submissions]
    got = [(one.sub_id, one.success, one.run_success, one.reason) for one in client.judge(submissions)]
    assert [pair for pair in zip(got, wanted) if pair[0] != pair[1]] == []


def test_a_long_batch_starves_nobody(judge):
    """While it runs, single submissions, which may wait for 4 s only, are served."""
    body = {"submissions": [{"type": "python", "solution": "import time; time.sleep(0.2)"}] * 120}
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        batch = pool.submit(httpx.post, f"{judge}/judge/long-batch", json=body, timeout=300)
        served = 0
        while not batch.done():
            assert post(judge, "/judge", solution="print(1)", expected_output="1")["reason"] == ""
            served += not batch.done()
        results = batch.result().json()["results"]
    assert served >= 5
    assert all(one["success"] for one in results) and len(results) == 120


def test_a_client_that_hangs_up_cancels_its_batch(judge):
    body = {"submissions": [{"type": "python", "solution": "while True: pass"}] * 500}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{judge}/run/long-batch", json=body, timeout=1)
    end = time.monotonic() + 10
    while httpx.get(f"{judge}/status").json()["queue"] > 0 and time.monotonic() < end:
        time.sleep(0.1)
    start = time.monotonic()
    assert post(judge, "/run", solution="print(1)")["stdout"] == "1\n"
    assert time.monotonic() - start < 2 * SECONDS


@pytest.fixture(scope="module")
def small():
    """One slot a tier and room for one request that waits."""
    server = Server("--slots", "1", settings={"ASSAY_EXECUTION_QUEUE_CAPACITY": "1"})
    yield server.url
    assert server.stop() == 0


def occupied(url, seconds):
    """Takes the slot, and the place in the queue."""
    for _ in range(2):
        code = f"import time; time.sleep({seconds})"
        thread = threading.Thread(target=httpx.post, args=(f"{url}/v1/execute",), kwargs={
            "json": {"code": code}, "timeout": 60})
        thread.start()
        time.sleep(0.3)
        yield thread


def test_overload_is_a_queue_timeout(small):
    threads = list(occupied(small, 2))
    submissions = [{"type": "python", "solution": "print(1)", "expected_output": "1"}] * 3
    assert post(small, "/run", **submissions[0])["reason"] == "queue_timeout"
    for path in ("/judge/batch", "/judge/long-batch"):
        results = post(small, path, type="batch", submissions=submissions)["results"]
        assert [(one["success"], one["run_success"], one["reason"]) for one in results] == [
            (False, False, "queue_timeout")] * 3
    for thread in threads:
        thread.join()


def test_the_client_asks_again_after_a_queue_timeout(make_client, small):
    threads = list(occupied(small, 2))
    client = make_client(small)
    results = client.judge([client.Submission(None, "python", f"print({i})", None, str(i)) for i in range(2)])
    assert [(one.success, one.stdout) for one in results] == [(True, "0\n"), (True, "1\n")]
    for thread in threads:
        thread.join()


def tool_calls(url, codes):
    """What rStar2-Agent's tool sends for its calls, and what it shows the model."""
    submissions = [{"type": "python", "solution": code, "input": given} for code, given in codes]
    results = requests.post(
        f"{url}/run/long-batch", json={"type": "batch", "submissions": submissions}, timeout=60).json()["results"]
    texts = []
    for result in results:
        won = result["run_success"] and result["success"]
        text = "Tool call success" if won else f"Tool call failure\nreason: {result['reason']}"
        texts.append(text + "".join(f"\n{name}: {result[name]}" for name in ("stdout", "stderr") if result[name]))
        assert f"{result['cost']:.2f}s"
    return texts


def test_rstar(judge):
    right, wrong, endless = tool_calls(judge, [
        ("print(input() * 2)", "ab"), ("1 / 0", None), ("while True: pass", "")])
    assert right == "Tool call success\nstdout: abab\n"
    assert wrong.startswith("Tool call failure\nreason: \nstderr: Traceback") and "ZeroDivisionError" in wrong
    assert endless == "Tool call failure\nreason: worker_timeout"


def test_rstar_s_tool(judge):
    """Its template around the model's code, and its own reading of the answers."""
    utils = from_source("RSTAR", "rstar2_agent/tools/code_judge_utils.py")
    address = urllib.parse.urlsplit(judge)
    calls = [
        {"name": "python_code_with_standard_io", "arguments": {"code": "x = int(input())\nx * 2", "input": "21"}},
        {"name": "python_code_with_standard_io", "arguments": {"code": "1 / 0", "input": ""}},
        {"name": "jupyter_code", "arguments": {"code": "y + 1"}, "history_tool_calls": [
            {"name": "jupyter_code", "arguments": {"code": "y = 41; print('not shown')"}}]},
    ]

    async def run():
        async with aiohttp.ClientSession() as session:
            return await utils.run_tool_calls_on_server_async(
                calls, session, generate_tool_call_code=utils.generate_tool_call_code,
                generate_tool_call_input=utils.generate_tool_call_input, host_addr=address.hostname,
                host_port=str(address.port))

    double, error, history = asyncio.run(run())
    assert double.startswith("Tool call success\nstdout: 42\n")
    assert error.startswith("Tool call failure\nreason: \nstderr: ZeroDivisionError at line 1: division by zero\n  1 / 0")
    assert history.startswith("Tool call success\nstdout: 42\n")

"""The unmodified `sandbox-fusion` SDK against our /run_code."""

import asyncio
import base64

import pytest
import sandbox_fusion
from sandbox_fusion import RunCodeRequest, RunStatus, SummaryMapping


@pytest.fixture(autouse=True)
def endpoint(url):
    sandbox_fusion.set_endpoint(url)


def run(code, language="python", **fields):
    return sandbox_fusion.run_code(RunCodeRequest(code=code, language=language, **fields))


def test_success():
    answer = run("print(1 + 1)")
    assert answer.status == RunStatus.Success
    assert answer.run_result.stdout == "2\n"
    assert answer.run_result.stderr == ""
    assert answer.run_result.return_code == 0
    assert answer.compile_result is None
    assert answer.message == ""


def test_failure():
    answer = run("import sys; sys.exit(3)")
    assert answer.status == RunStatus.Failed
    assert answer.run_result.return_code == 3
    assert "ZeroDivisionError" in run("1 / 0").run_result.stderr


def test_timeout_keeps_output():
    answer = run("print('half', end='')\nwhile True: pass", run_timeout=1)
    assert answer.status == RunStatus.Failed
    assert answer.run_result.status.value == "TimeLimitExceeded"
    assert answer.run_result.return_code is None
    assert answer.run_result.stdout == "half"


def test_standard_input():
    assert run("print(input()[::-1])", stdin="abc\n").run_result.stdout == "cba\n"
    big = run("import sys; print(len(sys.stdin.read()))", stdin="x" * 5_000_000)
    assert big.run_result.stdout == "5000000\n"


def test_files():
    text = base64.b64encode(b"hello").decode()
    answer = run(
        "open('/mnt/b', 'w').write(open('dir/a.txt').read() + '!')\nopen('out.txt', 'w').write('x')",
        files={"dir/a.txt": text, "IGNORE_THIS_FILE_1": text}, fetch_files=["/mnt/b", "out.txt", "missing"])
    assert answer.status == RunStatus.Success
    assert {name: base64.b64decode(data) for name, data in answer.files.items()} == {
        "/mnt/b": b"hello!", "out.txt": b"x"}


def test_absolute_file():
    text = base64.b64encode(b"up").decode()
    assert run("print(open('/mnt/b').read())", files={"/mnt/b": text}).run_result.stdout == "up\n"


def test_bash_and_pytest():
    assert run("echo $((1 + 1)) | cat; exit 4", language="bash").run_result.return_code == 4
    answer = run("def test_a(): assert 1 + 1 == 2\ndef test_b(): assert False", language="pytest")
    assert answer.run_result.return_code == 1
    assert "1 failed, 1 passed" in answer.run_result.stdout


def test_async():
    async def both():
        requests = [RunCodeRequest(code=f"print({n})", language="python") for n in range(10)]
        return await asyncio.gather(*(sandbox_fusion.run_code_async(request) for request in requests))

    assert [answer.run_result.stdout for answer in asyncio.run(both())] == [f"{n}\n" for n in range(10)]


def test_concurrent():
    requests = [[RunCodeRequest(code=f"print({n})", language="python")] for n in range(100)]
    answers = sandbox_fusion.run_concurrent(sandbox_fusion.run_code, args=requests)
    assert [answer.run_result.stdout for answer in answers] == [f"{n}\n" for n in range(100)]


def test_summary():
    mapping = SummaryMapping(Success="good", RunTimeout="slow", RunFailed="bad")
    summary = sandbox_fusion.summary_run_code_result
    assert summary(run("pass"), mapping) == "good"
    assert summary(run("1/0"), mapping) == "bad"
    assert summary(run("while True: pass", run_timeout=0.5), mapping) == "slow"

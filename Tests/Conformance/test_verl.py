"""verl's sandbox call: its exact payload, and the verdict that its client draws from each answer."""

import concurrent.futures

import pytest
import requests


def call(url, code, stdin=None, timeout=10, memory=1024):
    payload = {
        "compile_timeout": timeout, "run_timeout": timeout, "code": code, "stdin": stdin, "memory_limit_MB": memory,
        "language": "python", "files": {}, "fetch_files": [],
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    answer = requests.post(f"{url}/run_code", json=payload, headers=headers, timeout=2 * timeout + 10)
    answer.raise_for_status()
    return answer.json()


def verdict(answer, expected):
    """True, False, or the negative number that stands for a failure."""
    status, result = answer["status"], answer["run_result"]
    if status == "SandboxError":
        return -1
    if status == "Failed":
        return -3 if result["status"] == "TimeLimitExceeded" else -2
    # The client adds these two; None would lose the whole answer.
    assert isinstance(result["stdout"] + result["stderr"], str)
    return result["stdout"].rstrip("\n") == expected.rstrip("\n")


@pytest.mark.parametrize(
    ("code", "stdin", "expected", "wanted"),
    [
        ("print(int(input()) * 2)", "21\n", "42", True),
        ("print(41)", None, "42", False),
        ("raise ValueError", None, "", -2),
        ("import sys; sys.exit(1)", None, "", -2),
        ("x = 'a' * (1 << 20)\ny = [x + str(i) for i in range(3000)]", None, "", -2),
        ("import os; os.kill(os.getpid(), 9)", None, "", -2),
        ("import os; os.abort()", None, "", -2),
        ("def f(:", None, "", -2),
        ("print(input())", None, "", -2),
    ],
)
def test_verdicts(url, code, stdin, expected, wanted):
    assert verdict(call(url, code, stdin), expected) == wanted


def test_timeout(url):
    assert verdict(call(url, "while True: pass", timeout=1), "") == -3


def test_return_code_of_a_killed_program(url):
    assert call(url, "import os; os.kill(os.getpid(), 9)")["run_result"]["return_code"] == -9


def test_many_cases_at_once(url):
    def case(number):
        return verdict(call(url, "print(int(input()) ** 2)", f"{number}\n"), str(number**2))

    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        assert all(verdict is True for verdict in pool.map(case, range(200)))

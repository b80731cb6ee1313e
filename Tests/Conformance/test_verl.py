"""verl's sandbox call: its exact payload, and the result that its client draws from each answer."""

import concurrent.futures
import json

import pytest
import requests


def call(url, code, stdin=None, timeout=10, memory=1024, language="python"):
    """One case: a new connection, an answer awaited for 2·timeout + 10 s."""
    payload = {
        "compile_timeout": timeout, "run_timeout": timeout, "code": code, "stdin": stdin, "memory_limit_MB": memory,
        "language": language, "files": {}, "fetch_files": [],
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    return requests.post(f"{url}/run_code", json=payload, headers=headers, timeout=2 * timeout + 10)


def judge(answer, expected):
    """(result, status): True and False are scored, a negative number stands for a failure."""
    if answer.status_code != 200:
        return -1, "api_error"
    body = answer.json()
    compiled, ran = body["compile_result"], body["run_result"]
    match body["status"]:
        case "SandboxError":
            return -1, "sandbox_error"
        case "Failed":
            if compiled and compiled["status"] == "TimeLimitExceeded":
                return -4, "compile_timeout"
            if compiled and (compiled["status"] == "Error" or compiled["return_code"] != 0):
                return -4, "compile_error"
            if ran and ran["status"] == "TimeLimitExceeded":
                return -3, "timeout"
            if ran and (ran["status"] == "Error" or ran["return_code"] != 0):
                return -2, "runtime_error"
            return -1, "unknown_failure"
        case "Success":
            if not ran or ran["status"] != "Finished":
                return -1, "unexpected_success_state"
            # The client adds these two; None would lose the whole answer.
            assert isinstance(ran["stdout"] + ran["stderr"], str)
            right = expected is None or ran["stdout"].rstrip("\n") == expected.rstrip("\n")
            return (True, "success") if right else (False, "wrong_answer")
    return -1, "unknown_api_state"


RUNTIME_ERROR = (-2, "runtime_error")


@pytest.mark.parametrize(
    ("code", "stdin", "expected", "wanted"),
    [
        ("print(int(input()) * 2)", "21\n", "42", (True, "success")),
        ("print('42\\n')", None, "42", (True, "success")),
        ("print('anything')", None, None, (True, "success")),
        ("import sys; print('42'); print('noise', file=sys.stderr)", None, "42\n", (True, "success")),
        ("print(41)", None, "42", (False, "wrong_answer")),
        ("print(' 42')", None, "42", (False, "wrong_answer")),
        ("pass", None, "42", (False, "wrong_answer")),
        ("raise ValueError", None, "", RUNTIME_ERROR),
        ("print(42)\nraise SystemExit(1)", None, "42", RUNTIME_ERROR),
        ("x = 'a' * (1 << 20)\ny = [x + str(i) for i in range(3000)]", None, "", RUNTIME_ERROR),
        ("import os; os.kill(os.getpid(), 9)", None, "", RUNTIME_ERROR),
        ("import os; os.abort()", None, "", RUNTIME_ERROR),
        ("import ctypes; ctypes.string_at(0)", None, "", RUNTIME_ERROR),
        ("while True: print('x' * 1000)", None, "", RUNTIME_ERROR),
        ("def f(:", None, "", RUNTIME_ERROR),
        ("print(input())", None, "", RUNTIME_ERROR),
        ("import subprocess; subprocess.run(['true'])", None, "", RUNTIME_ERROR),
    ],
)
def test_results(url, code, stdin, expected, wanted):
    assert judge(call(url, code, stdin), expected) == wanted


def test_timeout(url):
    answer = call(url, "print('half', end='')\nwhile True: pass", timeout=1)
    assert judge(answer, "") == (-3, "timeout")
    ran = answer.json()["run_result"]
    assert ran["return_code"] is None
    assert ran["stdout"] == "half"
    assert 1 <= ran["execution_time"] < 2


def test_memory_limit(url):
    code = "x = bytearray(300 << 20)\nprint('ok')"
    assert judge(call(url, code, memory=256), "ok") == RUNTIME_ERROR
    assert judge(call(url, code, memory=1024), "ok") == (True, "success")


def test_language_without_a_runner(url):
    assert judge(call(url, "int main() { return 0; }", language="cpp"), "") == (-1, "sandbox_error")


def test_refused_by_http(url):
    assert judge(call(f"{url}/nowhere", "pass"), "") == (-1, "api_error")
    assert judge(call(url, None), "") == (-1, "api_error")


def test_return_code_of_a_killed_program(url):
    assert call(url, "import os; os.kill(os.getpid(), 9)").json()["run_result"]["return_code"] == -9


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [("[3, 1, 2]\n2", "[2, 1]"), ("[]\n0", "[]"), ('"ab"\n1', '["a"]')],
)
def test_function_called_with_json_lines(url, arguments, expected):
    """Test cases that name a function: a wrapper reads an argument a line and prints JSON."""
    code = """
import sys, json
from typing import *
from collections import *
from itertools import *
from math import *

class Solution:
    def smallest(self, values, count):
        return sorted(values)[:count][::-1]

arguments = [json.loads(line) for line in sys.stdin.read().split("\\n") if line]
print(json.dumps(Solution().smallest(*arguments)))
"""
    result = call(url, code, arguments)
    assert judge(result, expected) == (True, "success")
    assert json.loads(result.json()["run_result"]["stdout"]) == json.loads(expected)


def test_many_cases_at_once(url):
    """Right, wrong, failing and slow ones, 200 at the same time: none gets another's result."""

    def case(number):
        if number % 40 == 39:
            return judge(call(url, "while True: pass", timeout=1), "") == (-3, "timeout")
        if number % 10 == 9:
            return judge(call(url, f"raise ValueError({number})"), "") == RUNTIME_ERROR
        expected = str(number**2 + number % 2)
        wanted = (True, "success") if number % 2 == 0 else (False, "wrong_answer")
        return judge(call(url, "print(int(input()) ** 2)", f"{number}\n"), expected) == wanted

    with concurrent.futures.ThreadPoolExecutor(200) as pool:
        right = list(pool.map(case, range(200)))
    assert [number for number, is_right in enumerate(right) if not is_right] == []

"""All 1,319 GSM-Hard programs, through both routes that a trainer would use."""

import concurrent.futures
import json
import math

import pytest
import requests


@pytest.fixture(scope="module")
def problems(shared):
    with open(shared / "data/gsm-hard/gsmhardv2.jsonl", encoding="utf-8") as lines:
        problems = [json.loads(line) for line in lines]
    assert len(problems) == 1319
    return problems


def program(problem):
    return problem["code"] + "\nprint(repr(solution()))\n"


def matches(text, target):
    try:
        value = eval(text, {"inf": math.inf, "nan": math.nan})
        return math.isclose(float(value), float(target), rel_tol=1e-6, abs_tol=1e-9)
    except Exception:
        return False


def test_batches(client, problems):
    wrong = []
    for start in range(0, len(problems), 200):
        part = problems[start : start + 200]
        response = client.post("/v1/execute/batch", json={"items": [{"code": program(p)} for p in part]})
        assert response.status_code == 200, response.text
        results = response.json()["results"]
        assert len(results) == len(part)
        wrong += [
            (start + index, result["outcome"], result["stdout"][-200:], problem["target"])
            for index, (problem, result) in enumerate(zip(part, results))
            if result["outcome"] != "ok" or not matches(result["stdout"], problem["target"])
        ]
    assert wrong == []


def test_run_code(url, problems):
    session = requests.Session()

    def run(problem):
        answer = session.post(f"{url}/run_code", json={"code": program(problem), "language": "python"}, timeout=60)
        answer.raise_for_status()
        body = answer.json()
        return body["status"] == "Success" and matches(body["run_result"]["stdout"], problem["target"])

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        right = list(pool.map(run, problems))
    assert right.count(True) == 1319

"""Scores over HTTP, beside the real sandbox."""

import concurrent.futures
import json
import time

import httpx
import pytest
from conftest import Server

RIGHT = "48 / 2 = 24\n48 + 24 = 72\n#### 72"


@pytest.fixture
def score(client):
    def run(**task):
        response = client.post("/v1/score", json=task)
        assert response.status_code == 200, response.text
        return response.json()

    return run


def test_answer(score):
    assert score(solution_str=RIGHT, ground_truth="72") == {
        "score": 1.0, "correct": True, "extracted": "72", "parts": None, "turn_rewards": [1.0], "classes": []}
    wrong = score(solution_str=RIGHT, ground_truth=73)
    assert (wrong["score"], wrong["correct"], wrong["classes"]) == (0.0, False, ["wrong_answer"])


def test_turn_rewards_are_the_score(score):
    """Whole replies of /v1/execute as tool runs, one of which failed."""
    turns = [
        {"role": "assistant", "content": "48 / 2 = 24", "tool": {"outcome": "ok", "stdout": "24\n"}},
        {"role": "assistant", "content": "24 + 1 = 25", "tool": {"outcome": "error", "stdout": ""}},
        {"role": "assistant", "content": "48 + 24 = 72\n#### 72", "tool": {"outcome": "ok", "stdout": "72\n"}},
    ]
    answer = score(turns=turns, ground_truth="72", question="48 clips, half as many", reward="step")
    assert answer["turn_rewards"][1] == 0
    assert 0 < answer["score"] < 1
    total = 0.0
    for reward in answer["turn_rewards"]:
        total += reward
    assert total == answer["score"] == sum(answer["turn_rewards"])


def test_an_execution_passes_on_into_a_score(execute, score):
    run = execute("print(48 // 2)\n48 // 2 + 48")
    turns = [
        {"role": "assistant", "content": "Let me compute.", "tool": run},
        {"role": "assistant", "content": "#### 72"},
    ]
    assert score(turns=turns, ground_truth="72", reward="step", question="48")["correct"] is True


@pytest.mark.parametrize("outcome", ["infra_error", "overloaded", "session_lost"])
def test_faults_of_ours_have_no_score(score, outcome):
    turns = [{"role": "assistant", "content": RIGHT, "tool": {"outcome": outcome}}]
    answer = score(turns=turns, ground_truth="72")
    assert answer["score"] is None
    assert answer["correct"] is None


def test_gold_solutions_are_right(client, shared):
    """Every published solution of GSM8K's test set, in one batch."""
    rows = [json.loads(line) for line in (shared / "data/gsm8k/test.jsonl").open()]
    # A truth is a bare number: verl's rows have no thousands separators either.
    items = [
        {
            "solution_str": row["answer"], "ground_truth": row["answer"].rsplit("#### ", 1)[1].replace(",", ""),
            "question": row["question"],
        }
        for row in rows
    ]
    results = client.post("/v1/score/batch", json={"items": items}).json()["results"]
    assert len(results) == len(rows)
    assert [index for index, result in enumerate(results) if result["score"] != 1] == []


def test_many_clients(client):
    """Batches from many threads: none gets another's results."""

    def batch(number):
        items = [{"solution_str": f"#### {number * 1000 + index}", "ground_truth": "1"} for index in range(700)]
        results = client.post("/v1/score/batch", json={"items": items}).json()["results"]
        return [result["extracted"] for result in results] == [str(number * 1000 + index) for index in range(700)]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(batch, range(24)))


# The second opinion


def opinion(score, answer, truth, **fields):
    solution = f"The answer is $\\boxed{{{answer}}}$."
    return score(solution_str=solution, ground_truth=truth, mode="math", second_opinion=True, **fields)


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("\\sin(10^{10}\\pi)", "0"),
        ("\\tan(\\arctan 10^{12})", "10^{12}"),
        ("(10^9+x)^2-10^{18}-2\\cdot10^9x", "x^2"),
    ],
)
def test_what_sympy_knows(score, answer, truth):
    """Pairs that rounding hides from the first comparison."""
    first = score(solution_str=f"The answer is $\\boxed{{{answer}}}$.", ground_truth=truth, mode="math")
    assert (first["score"], first["correct"]) == (0.0, False)
    second = opinion(score, answer, truth)
    assert (second["score"], second["correct"], second["classes"]) == (1.0, True, [])
    assert "SymPy" in second["warnings"][0]
    step = opinion(score, answer, truth, reward="step")
    assert step["parts"]["conclusion"] == 1.0


def test_a_sandbox_without_a_free_slot_leaves_the_first_verdict():
    server = Server("--slots", "1", settings={"ASSAY_EXECUTION_QUEUE_CAPACITY": "0"})
    try:
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            program = {"code": "import numpy, time\ntime.sleep(4)"}
            first = pool.submit(httpx.post, f"{server.url}/v1/execute", json=program, timeout=60)
            time.sleep(1)
            task = {"solution_str": "\\boxed{\\sin(10^{10}\\pi)}", "ground_truth": "0", "mode": "math",
                    "second_opinion": True}
            answer = httpx.post(f"{server.url}/v1/score", json=task, timeout=60).json()
            assert (answer["score"], answer["correct"]) == (0.0, False)
            assert "overloaded" in answer["warnings"][0]
            assert first.result().json()["outcome"] == "ok"
            assert httpx.post(f"{server.url}/v1/score", json=task, timeout=60).json()["correct"] is True
    finally:
        assert server.stop() == 0


@pytest.mark.parametrize(
    ("answer", "truth"),
    [("__import__('os').system('id')", "1"), ("().__class__.__mro__", "0"), ("9^{9^{9^{9}}}", "1"), ("x" * 5000, "y")],
)
def test_hostile_expressions_change_nothing(score, answer, truth):
    assert opinion(score, answer, truth)["score"] == 0


def test_different_stays_different(score):
    for answer, truth in [("1-1/e", "1+1/e"), ("\\frac{1}{2^{99}}", "\\frac{1}{2^{98}}"), ("x+1", "x+2")]:
        assert opinion(score, answer, truth)["correct"] is False


def test_metrics(client):
    text = client.get("/metrics").text
    assert 'assay_scores_total{correct="true",mode="standard"}' in text
    assert 'assay_reward_bucket{mode="standard",le="1"}' in text

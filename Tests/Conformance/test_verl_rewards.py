"""verl's released scorers beside the modes that promise their every bit, on real answers, the cases and mutations of them."""

import contextlib
import io
import json
import random

import pytest
from released import importable

SEED = 20260217
PIECES = [
    *"0123456789 \n,.$-{}/=x", "#### ", "\\boxed{", "\\boxed ", "\\boxed", "\\fbox{", "Answer:", "answer :", "An\u017fwer: ",
    "\\text{ ", "\\text{", "\\frac", "\\sqrt", "\\frac12", ".5", " .", "\\left", "^\\circ", "\\$", "tfrac", "sqrt2", "frac ab",
    "½", "²", "\u00a0", "\u2003", "\x1c", "\x85", "an ", "a ", "\\%", "\\\\%", "\\overline{3}", "}", "\\mbox", "square",
    "units", "{,}", "①", "٣", "中", "é" * 160,
]


@pytest.fixture(scope="module")
def verl():
    with importable("verl", "0.9.1", bare=["verl.utils", "verl.utils.reward_score"]):
        from verl.utils.reward_score import gsm8k, math_dapo, math_reward

        yield gsm8k, math_reward, math_dapo


@pytest.fixture(scope="module")
def cases(shared):
    """(response, truth) of every case that was agreed on."""
    rows = [json.loads(line) for line in (shared / "reward/cases.jsonl").open()]
    return [(row["response"], row["ground_truth"]) for row in rows if row.get("response") is not None]


@pytest.fixture(scope="module")
def answers(shared):
    """(response, truth) of every published model answer, as it is and marked with ####."""
    pairs = []
    for row in map(json.loads, (shared / "data/gsm8k/example_model_solutions.jsonl").open()):
        truth = row["ground_truth"].rsplit("A: ", 1)[1].strip().replace(",", "")
        for model in row.values():
            if isinstance(model, dict):
                pairs += [(model["solution"], truth), (model["solution"].replace("A: ", "#### "), truth)]
    assert len(pairs) == 2 * 5276
    return pairs


def mutated(pairs, count):
    """Pairs with pieces of the scorers' own vocabulary put in, or parts taken out."""
    chance = random.Random(SEED)
    for _ in range(count):
        text, truth = chance.choice(pairs)
        if chance.random() < 0.2:
            text = chance.choice(["Answer: {}", "\\boxed{{{}}}", "#### {}"]).format(truth)
        for _ in range(chance.randint(0, 4)):
            place = chance.randint(0, len(text))
            piece = "".join(chance.choices(PIECES, k=chance.randint(1, 6)))
            text = text[:place] + piece + text[place + chance.randint(0, 3):]
        if chance.random() < 0.3:
            truth = "".join(chance.choices(PIECES[:-1], k=chance.randint(0, 8)))
        if chance.random() < 0.1:
            text += " " * chance.randint(190, 310)
        if chance.random() < 0.3:
            text = chance.choice(["Answer: " + text, "\\boxed{" + text + "}"])
        yield text, truth


def scored(client, mode, pairs, size=1000):
    for start in range(0, len(pairs), size):
        items = [
            {"solution_str": text, "ground_truth": truth, "mode": mode} for text, truth in pairs[start:start + size]
        ]
        reply = client.post("/v1/score/batch", json={"items": items})
        assert reply.status_code == 200, reply.text[:1000]
        yield from reply.json()["results"]


def expected(verl, mode, text, truth):
    """(score, extracted) as verl has them; math_reward does not say what it extracted."""
    gsm8k, math_reward, math_dapo = verl
    if mode == "verl-math":
        with contextlib.redirect_stdout(io.StringIO()):
            return math_reward.compute_score(text, truth), ...
    if mode == "verl-math-dapo":
        result = math_dapo.compute_score(text, truth)
        assert result["acc"] == (result["score"] == 1)
        return result["score"], result["pred"]
    method = mode.removeprefix("verl-")
    return gsm8k.compute_score(text, truth, method), gsm8k.extract_solution(text, method)


@pytest.mark.parametrize("mode", ["verl-strict", "verl-flexible", "verl-math", "verl-math-dapo"])
def test_every_bit(client, verl, cases, answers, mode):
    pairs = answers + cases + list(mutated(cases, 5000))
    results = list(scored(client, mode, pairs))
    assert len(results) == len(pairs)
    right = 0
    for (text, truth), result in zip(pairs, results):
        score, extracted = expected(verl, mode, text, truth)
        assert result["score"] == score, (text, truth)
        assert result["correct"] == (score == 1), (text, truth)
        assert extracted is ... or result["extracted"] == extracted, (text, truth)
        right += score == 1
    assert right > 100

"""Final answers beside the executable reference of their definition, on mutated answers: which differ, and why."""

import cmath
import functools
import importlib
import json
import random
import re
import signal
import sys

import pytest
from test_verl_rewards import scored

SEED = 20260217
COUNT = 12_000

# Where the reference is wrong and Assay is not: why, with an answer, a truth and whether it is right.
DEPARTURES = {
    "a function makes another number of its argument": [
        (r"\sqrt{2}", "2", False), (r"\ln 5", "5", False), ("sqrt(4)", "4", False), ("2 π", "2", False)],
    "a root sign takes a numeral whole": [("√16", "4", True), ("√16", "6", False)],
    "no even root of a negative number is real": [(r"\sqrt[4]{-16}", "-2", False)],
    "equations are joined by or": [("x = 1 or x = 2", r"\{1, 2\}", True), ("x = 1 or x = 2", "2", False)],
    "nothing is near infinity": [(r"e^{700}e^{700}", r"e^{600}e^{600}\cdot e", False)],
    "nothing is chosen from less than nothing": [(r"\binom{-1}{2}", "1", False)],
}
FUNCTIONS = re.compile(
    r"\\(?:sqrt|ln|log|exp|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|sinh|cosh|tanh|mp|pi|infty|binom|sum|prod|int"
    r"|lfloor|lceil|alpha|beta|gamma|theta|phi|omega)(?![A-Za-z])"
    r"|(?<![A-Za-z])(?:sqrt|ln|log|exp|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|sinh|cosh|tanh)\(|[√π∞]")
CONJUNCTION = r"\s+(?:and|or)\s+|;|、|和|或"
NAME = re.compile(r"[A-Za-z](?:_\w+)?(?:\(\w\))?")
EVEN_ROOT = re.compile(r"sqrt\s*\[[^\]]*\][^,]*-")

PIECES = [
    *"0123456789+-*/^_!|%()[]{}=<>,.;xyabi ", "\\frac", "\\frac12", "\\frac{1}{2}", "\\sqrt", "\\sqrt[3]", "\\pi", "\\cup",
    "\\infty", "\\pm", "\\{", "\\}", "\\left(", "\\right)", "\\le ", "\\ge ", "\\text{ cm}", " and ", " or ", "\\cdot ",
    "\\sin ", "\\log_2 ", "\\ln ", "\\alpha", "x_1", "x=", "e^", "\\binom{5}{2}", "1,234", "1 1/2", ".5", "1e3", "2^{10}", "km",
    "cm^2", "元", " degrees", " dollars", "%", "≤", "\\begin{pmatrix}1\\\\2\\end{pmatrix}", "|x|", "5!", "½", "²", "７",
]
EXPRESSIONS = r"""
    x+1|2x|x^2|(x+1)^2|x^2+2x+1|\frac{1}{x}|x^{-1}|\sqrt{x}|x^{1/2}|\sin x|\sin^2 x|1-\cos^2 x|2\sin x\cos x|\sin(2x)|e^x
    |\tan x|\frac{\sin x}{\cos x}|\log_2 8|3|\log 100|2|\sqrt{2}|\frac{\sqrt 2}{2}|\frac1{\sqrt2}|1|0|i^2|-1|e^{i\pi}|\arctan 1
    |\frac{\pi}{4}|\sinh x|\frac{e^x-e^{-x}}{2}|x_1+x_2|x_2+x_1|\sqrt[3]{8}|5!|120|\binom52|10|\theta|2\pi r|1/2^99|1/2^98
    |0.7000000000000001|0.7|\sqrt{8}|2\sqrt{2}
""".strip()


def amend(final, mathequal):
    """Puts right what is wrong in the reference, so that every other difference shows."""
    read, near, structure = final.span_value, mathequal.near, mathequal.struct

    def span_value(span, *arguments):
        if FUNCTIONS.search(re.split("[=≈]", span)[-1]):
            return None, "unparsed"
        names = {part.split("=")[0].strip() if "=" in part else "" for part in re.split(CONJUNCTION + "|,", span)}
        if len(re.split(CONJUNCTION + "|,", span)) > 1 and len(names) == 1 and NAME.fullmatch(names.pop()):
            return None, "several"
        return read(span, *arguments)

    def near_and_finite(first, second, *arguments):
        return cmath.isfinite(second) and near(first, second, *arguments)

    def struct(text):
        parts = re.split(CONJUNCTION, text)
        kind, content = structure(text)
        if kind == "eq" and len(parts) > 1 and all("=" in part for part in parts):
            return "list", parts
        return kind, content

    final.span_value, mathequal.near, mathequal.struct = span_value, near_and_finite, struct


@pytest.fixture(scope="module")
def reference(shared):
    folder = str(shared / "reward/reference")
    sys.path.insert(0, folder)
    try:
        proto, final, mathequal = map(importlib.import_module, ["proto", "final", "mathequal"])
        amend(final, mathequal)
        yield proto, final
    finally:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def answers(shared, reference):
    """(final answer, truth) of every case that has an answer."""
    proto, _ = reference
    pairs = []
    for row in map(json.loads, (shared / "reward/cases.jsonl").open()):
        answer, _ = proto.extract(row.get("response") or "", "flexible")
        if answer and row["ground_truth"].strip():
            pairs.append((answer, row["ground_truth"]))
    return list(dict.fromkeys(pairs))


def mutated(chance, text):
    for _ in range(chance.randint(0, 3)):
        place = chance.randint(0, len(text))
        text = text[:place] + chance.choice([*PIECES, ""]) + text[place + chance.choice([0, 0, 0, 1, 2]):]
    return text


def pairs_of(answers):
    """Answers and truths that mean the same, or nearly, or not at all."""
    chance = random.Random(SEED)
    expressions = re.split(r"\s*\|(?!x)", EXPRESSIONS)
    shapes = ["\\{{{}\\}}", "({})", "{}", "[{})"]
    for _ in range(COUNT):
        kind = chance.random()
        if kind < 0.5:
            answer, truth = chance.choice(answers)
            yield mutated(chance, answer), truth if chance.random() < 0.6 else mutated(chance, truth)
        elif kind < 0.75:
            yield chance.choice(expressions), chance.choice(expressions)
        elif kind < 0.9:
            first, second, signs = *chance.choices(expressions, k=2), "+-*/"
            yield f"({first}){chance.choice(signs)}({second})", f"({second}){chance.choice(signs)}({first})"
        else:
            parts = chance.choices(expressions, k=chance.randint(1, 3))
            others = chance.sample(parts, len(parts))
            yield chance.choice(shapes).format(", ".join(parts)), chance.choice(shapes).format(", ".join(others))


def within(seconds, work):
    """What the work returns; None where it takes too long or fails, as the reference does for some answers."""

    def stop(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        return work()
    except Exception:  # whatever it is, the reference has no verdict
        return None
    finally:
        signal.alarm(0)


def verdict(reference, response, truth):
    proto, final = reference
    answer, mark = proto.extract(response, "standard")
    truth = re.sub(r"^####\s*", "", proto.normalize(truth).strip())
    return answer is not None and bool(final.correct_span(answer, truth, mark))


def test_mutated_answers(client, reference, answers):
    marked = [(f"\\boxed{{{answer}}}", truth) for answer, truth in pairs_of(answers) if truth.strip()]
    compared = right = 0
    differing = []
    for (response, truth), result in zip(marked, scored(client, "math", marked)):
        wanted = within(5, functools.partial(verdict, reference, response, truth))
        if wanted is None or EVEN_ROOT.search(response + truth):
            continue
        compared += 1
        right += wanted
        if result["correct"] != wanted:
            differing.append((response, truth, wanted))
    assert differing == []
    assert compared > 10_000
    assert right > 1_000


@pytest.mark.parametrize("reason", DEPARTURES)
def test_departures(client, reason):
    examples = DEPARTURES[reason]
    marked = [(f"#### {answer}", truth) for answer, truth, _ in examples]
    assert [result["correct"] for result in scored(client, "math", marked)] == [right for _, _, right in examples]

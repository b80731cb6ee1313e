"""The step reward against the executable reference of its definition, on seeded mutations of real solutions.

Where the two part on purpose, the reason stands in DEPARTURES, and the reference is amended or the generator kept from
it.
"""

import json
import random
import re
import sys
from fractions import Fraction

import pytest

CASES, BATCH, SEED = 12_000, 400, 20_260_217

DEPARTURES = {
    "order of claims":
        "the reference sorts a step's annotations by their place in the text, its visible claims by their place in the "
        "text without annotations, so that a claim may come before the one whose result it uses; ours are in the order "
        "in which they are written (amended: `in_written_order`)",
    "mathematics in final answers":
        "the reference of the step reward reads plain numbers; the reference of final answers, as ours, compares the "
        "rest as mathematics, and ours then knows its number for the link as well, as for `**72**` (drawn again: "
        "`is_plain`)",
    "roots in final answers":
        "the reference passes over √ and \\sqrt, so that √90 is 90 (drawn again: `is_plain`)",
    "large exponents":
        "1e65 is a number to the reference; ours stops at the exponent 64, as it does for powers (not made)",
    "needed integers":
        "the reference looks for integers around a fraction among 64 needed values, in the order of a hash table; ours "
        "among all (not made: it takes more operands)",
    "LaTeX beside annotations":
        "places cannot be compared (not made)",
    "long responses":
        "ours reads the last 64 KiB, 64 steps, 64 claims of a step and 400 characters of an answer (the last drawn "
        "again, the others not made)",
}

ALGEBRA = [
    ("Let x be the number. 3x + 5 = 20, so 3x = 15 and x = 5. Then (x+3) = 8, 8 * 2 = 16.\n#### 16", "16",
     "Three times a number plus 5 is 20. Add 3 to the number, then double it."),
    ("y = 2x\nx + y = 12\n3x = 12\nx = 4\ny = 8\narea = x*y = 4*8 = 32\n#### 32", "32",
     "perimeter 24, length twice width"),
    ("n = 4\n2n + 1 = 9\nn^2 = 16\n2^3 = 8\n(2+3)(4) = 20\n-3 + 5 = 2\n√16 = 4\n#### 9", "9", "let n be 4"),
    ("设 x 本故事书。\n2x + 20 = 120\n2x = 100\nx = 50\n科技书 = 50 + 20 = 70\n#### 50", "50",
     "故事书和科技书共120本,科技书比故事书多20本,故事书多少本?"),
]
OTHERS = [
    ("第一步:48÷2=24。\n第二步:48+24=72。\n答案:72", "72", "四月卖出48个,五月卖出一半,共多少个?"),
    ("步骤1: 周长24厘米,长+宽=24÷2=12厘米\n步骤2: 长=2×宽,宽=12÷3=4\n步骤3: 长=2×4=8,面积=8×4=32平方厘米\n最终答案是 32", "32",
     "长方形周长24厘米,长是宽的2倍,求面积"),
    ("四月48个,五月是一半,４８×½＝24。48+24=72。约3万÷1万=3。答:72", "72", "四月48个,五月一半"),
    ("Step 1: $\\frac{1}{2} \\times 48 = 24$\nStep 2: $48 + 24 = 72$\n\\boxed{72}", "72",
     "48 clips, half as many in May"),
    ("1. 25% of 80 = 20\n2. 80 - 20 = 60\n3) 60 x 3 = 180\nThe answer is 180", "180",
     "80 apples, 25% rot. Three times."),
    ("She has 5/20*100 = 25% left; about 100/6 ≈ 16.67 each. So $3.50 x 2 = $7.00! Then 7/2=3.5? Yes.\nA: 3.5", "3.5",
     "What is half of 7 dollars, $3.50 each?"),
    ("```python\nx = 3\nprint(x*4)\n```\nSo 3*4 = 12\n#### 12", "12", "3 groups of four"),
    ("At 3:30. 3:30 + 2 = 5:30. 2 1/2 hours * 60 = 150 minutes. 25 / 1/3 = 75.\n#### 75", "75",
     "two and a half hours; 25 cups; one third cup"),
    ("3 million + 2 million = 5 million dollars, 5,000,000 / 1,000 = 5,000; 50 cents x 4 = $2\n#### 5,000", "5000",
     "3 million and 2 million, 50 cents"),
]
WORDS = """
    = ≈ + - * / // ** ^ ( ) [ ] { } % $ € ! ; 。 , #### << >> <<1+1=3>> <<2*3=6>>6 <<a=b>> <<5>> x y n x= =x of
    percent plus minus times divided equals about approximately 约 cents ¢ thousand million 万 亿 步骤1: 第二步: 第3步、 **1.
    ``` \\frac{1}{2} \\frac12 \\times \\div \\text{abc} \\boxed{7} \\( \\) {,} \\% \\$ 答案: ½ ² ³ × ÷ − –
    0 1 7 12 0.5 .5 1e3 1,234 3.14159 1/2 50% 100 cm^2 /hour miles/hour half twice dozen week dollars
    minutes is and => → √ :30 3:15 (x+3) 2x x=7 99999999999999999999 a é “ ’ 's _ | & @ ? ... -- +- 一 二十 半 e
""".split() + [
    "\n", "\n\n", "\r\n", "\u200b", "\u3000", "\xa0", ". ", " x ", "of ", "divided by ", "Step 1: ", "1. ", "2. ",
    "Final answer: ", "the answer is ", "A: ", "2 1/2", "per hour", "#### ", " = ", "x + 3 = 10",
]


class Generator:
    """Solutions with questions and truths, mutated."""

    def __init__(self, shared, seed):
        self.random = random.Random(seed)
        self.pool = list(self.solutions(shared))
        self.rare = ALGEBRA + OTHERS

    @staticmethod
    def solutions(shared):
        for name in ("train", "test"):
            for line in (shared / f"data/gsm8k/{name}.jsonl").read_text().splitlines():
                problem = json.loads(line)
                yield problem["answer"], problem["answer"].split("#### ")[1].replace(",", ""), problem["question"]
        for line in (shared / "data/gsm8k/example_model_solutions.jsonl").read_text().splitlines():
            problem = json.loads(line)
            truth = problem["ground_truth"].rsplit("A: ", 1)[1].strip().replace(",", "")
            for value in problem.values():
                if isinstance(value, dict):
                    yield value["solution"], truth, problem["question"]
        for line in (shared / "reward/cases.jsonl").read_text().splitlines():
            case = json.loads(line)
            if len(case.get("response", " " * 9999)) < 2000 and re.fullmatch(r"-?\d+(\.\d+)?", case["ground_truth"]):
                yield case["response"], case["ground_truth"], None

    def cases(self, reference, count):
        """So many items of `/v1/score/batch`."""
        cases = []
        while len(cases) < count:
            case = self.case()
            if is_plain(reference, case):
                cases.append(case)
        return cases

    def case(self):
        text, truth, question = self.random.choice(self.pool if self.random.random() < 0.7 else self.rare)
        text = self.mutated(text)
        if "\\" in text or "{,}" in text:
            text = re.sub(r"<<[^<>]*>>", "", text)
        # An exponent that is too large for ours.
        text = re.sub(r"(?<=\d)[eE](?=[+-]?\d\d)", "", text)
        if question is not None and self.random.random() < 0.3:
            question = self.mutated(question)
        item = {
            "ground_truth": truth, "reward": "step", "slice": self.random.random() < 0.6,
            "gate": self.random.choice([1, 1, 1, 0.5, 0]), "turns": self.turns(text),
        }
        if question is not None and self.random.random() < 0.9:
            item["question"] = question
        return item

    def turns(self, text):
        lines = text.split("\n")
        cuts = sorted(self.random.randrange(len(lines) + 1) for _ in range(self.random.choice([0, 0, 0, 1, 2, 3])))
        turns = []
        for start, end in zip([0, *cuts], [*cuts, len(lines)]):
            runs = self.random.choice([0, 0, 1, 2]) if cuts else 0
            tool = [self.run(text) for _ in range(runs)]
            turns.append({"role": "assistant", "content": "\n".join(lines[start:end]), "tool": tool})
        return turns

    def run(self, text):
        """A tool run that prints numbers of the text."""
        numbers = re.findall(r"\d+(?:\.\d+)?", text) or ["3"]
        printed = ", ".join(self.random.sample(numbers, min(2, len(numbers))))
        return {"outcome": "ok" if self.random.random() < 0.85 else "error", "stdout": f"[{printed}]\n"}

    def mutated(self, text):
        for _ in range(self.random.choice([0, 1, 1, 2, 3, 5, 8])):
            change = self.random.choice(
                [self.cut, self.cut, self.insert, self.insert, self.splice, self.number, self.sign, self.line])
            text = change(text)
        if self.random.random() < 0.15:
            text = re.sub(r"<<[^<>]*>>", "", text)
        return text.replace("\n", " ") if self.random.random() < 0.05 else text

    def place(self, text):
        return self.random.randrange(len(text) + 1)

    def cut(self, text):
        start = self.place(text)
        return text[:start] + text[start + self.random.choice([1, 1, self.random.randrange(1, 20)]):]

    def insert(self, text):
        start = self.place(text)
        return text[:start] + self.random.choice(WORDS) + text[start:]

    def splice(self, text):
        other, start = self.random.choice(self.pool)[0], self.place(text)
        begin = self.place(other)
        return text[:start] + other[begin:begin + self.random.randrange(80)] + text[start:]

    def number(self, text):
        new = self.random.choice([str(self.random.randrange(200)), f"{self.random.randrange(1000) / 100}", "2", "1/3"])
        return self.replaced(text, r"\d+(?:\.\d+)?", new)

    def sign(self, text):
        return self.replaced(text, r"[-+*/=]", self.random.choice("+-*/=≈^"))

    def replaced(self, text, pattern, new):
        places = list(re.finditer(pattern, text))
        if not places:
            return text
        place = self.random.choice(places)
        return text[:place.start()] + new + text[place.end():]

    def line(self, text):
        lines = text.split("\n")
        first, second = self.random.randrange(len(lines)), self.random.randrange(len(lines))
        lines[first], lines[second] = lines[second], lines[first]
        return "\n".join(lines)


@pytest.fixture(scope="module")
def reference(shared):
    """The reference, amended."""
    sys.path.insert(0, str(shared / "reward/reference"))
    try:
        import final
        import proto
    finally:
        sys.path.pop(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proto, "find_claims", in_written_order(proto, proto.find_claims))
        proto.final = final
        yield proto


def in_written_order(proto, find_claims):
    def amended(text, step, letters=frozenset("xyz")):
        claims, assignments, equations = find_claims(text, step, letters)
        for claim in claims:
            if claim.kind == "text":
                for cut in proto.ANN.finditer(text):
                    if claim.p >= cut.start():
                        claim.p += cut.end() - cut.start()
        claims.sort(key=lambda claim: claim.p)
        return claims, assignments, equations

    return amended


def is_plain(proto, item):
    """Whether both references read the final answer alike; how answers are compared is not the matter here."""
    span, mark = proto.extract(item["turns"][-1]["content"])
    if span is None:
        return True
    plainly = proto.final_correct(item["turns"][-1]["content"], item["ground_truth"])[0] == 1
    if len(span) > 400 or "√" in span or "sqrt" in span:
        return False
    return plainly == proto.final.correct_span(span, item["ground_truth"], mark)


def expected(proto, item):
    result = proto.score(
        [turn["content"] for turn in item["turns"]], item["ground_truth"], item.get("question"),
        [[proto.Tool(run["outcome"] == "ok", run["stdout"]) for run in turn["tool"]] for turn in item["turns"]],
        slice=item["slice"], gate=None if item["gate"] == 1 else Fraction(item["gate"]))
    return {
        "score": float(result.reward), "parts": [float(part) for part in (result.L, result.C, result.A)],
        "turn_rewards": [float(reward) for reward in result.turns], "classes": result.errors,
    }


def test_agrees_with_the_reference(client, shared, reference):
    generator = Generator(shared, SEED)
    differences = []
    for start in range(0, CASES, BATCH):
        items = generator.cases(reference, BATCH)
        response = client.post("/v1/score/batch", json={"items": items})
        assert response.status_code == 200, response.text
        for item, result in zip(items, response.json()["results"], strict=True):
            parts = result["parts"]
            ours = {
                "score": result["score"], "parts": [parts["logic"], parts["calculation"], parts["conclusion"]],
                "turn_rewards": pytest.approx(result["turn_rewards"], abs=1e-12), "classes": result["classes"],
            }
            theirs = expected(reference, item)
            if theirs != ours:
                differences.append((item, theirs, ours))
    shown = "\n".join(f"{item}\nreference {theirs}\nours      {ours}" for item, theirs, ours in differences[:5])
    assert not differences, f"{len(differences)} of {CASES}\n{shown}"

"""Hugging Face's `tokenizers` and ours make the same tokens of the same text."""

import json
import pathlib
import random
import subprocess
import unicodedata

import pytest
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from conftest import BINARY, SHARED

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MACROS = [
    "<|im_start|>user\n", "\n<|im_start|>assistant\n", "#### ", "print(", '"}}\n</tool_call>',
    '<tool_call>\n{"name": "code_interpreter", "arguments": {"code": "',
]
ENDING = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
BEGINNING = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
QWEN2 = BEGINNING + r"\p{N}" + ENDING
LLAMA3 = BEGINNING + r"\p{N}{1,3}" + ENDING
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
TEXTS = [
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May.",
    '<tool_call>\n{"name": "code_interpreter", "arguments": {"code": "print(48+48//2)"}}\n</tool_call>',
    "图书馆有科技书和故事书共120本,科技书比故事书多20本,两种书各有多少本?", "naïve café — 3.14×10² = 314\n\n\tTabs and  double spaces",
    "def f(x):\n    return [y ** 2 for y in range(x)]  # squares\r\n", "it's I'LL don't we've THEY'RE 'tis", "ΑΒΓ αβγ привет мир",
]


def split(pattern, behavior="isolated", invert=False):
    return [pre_tokenizers.Split(Regex(pattern), behavior, invert)]


def digits(individual):
    return [pre_tokenizers.Digits(individual_digits=individual)]


# Steps before ByteLevel, whether ByteLevel splits, the normaliser.
PIPELINES = {
    "gpt2": ([], True, None),
    "smollm": (digits(True), True, None),
    "digit-runs": (digits(False), True, None),
    "qwen2": (split(QWEN2), False, normalizers.NFC()),
    "llama3": (split(LLAMA3), False, None),
    "llama3-removed": (split(LLAMA3, "removed", True), False, None),
    "gpt2-split": (split(GPT2), False, normalizers.Sequence([normalizers.NFC()])),
    "threes": (split(r"\p{N}{1,3}"), True, None),
    "bytes": ([], False, None),
}


def build(name, ignore_merges=False):
    steps, use_regex, normalizer = PIPELINES[name]
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    last = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*steps, last])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=700, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False)
    tokenizer.train_from_iterator(TEXTS * 5, trainer)
    tokenizer.add_tokens([AddedToken(text, normalized=False, special=False) for text in MACROS])
    tokenizer.add_tokens([
        "<tool_call>", "<tool_call>\n", AddedToken("<left>", lstrip=True), AddedToken("<right>", rstrip=True),
        AddedToken("<both>", lstrip=True, rstrip=True, normalized=False), AddedToken("wordy", single_word=True),
        AddedToken("cafe\u0301", normalized=True),
    ])
    return tokenizer


def is_known(character):
    """Whether their tables for form C, which are of 2016, have the character as it is today."""
    theirs, today = normalizers.NFC().normalize_str, lambda text: unicodedata.normalize("NFC", text)
    parts = unicodedata.normalize("NFD", character)
    samples = [parts, *([character + mark for mark in "\u0334\u3099"] + [mark + character for mark in "\u0345\u3099"]
                        if unicodedata.combining(character) else [])]
    return all(theirs(sample) == today(sample) for sample in samples)


def assigned():
    """Code points of every class; what a newer Unicode added is not the same for everyone."""
    points = [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) not in ("Cn", "Cs")]
    marks = [point for point in points if unicodedata.combining(point) or unicodedata.decomposition(point)]
    unknown = {part for mark in marks if not is_known(mark) for part in mark + unicodedata.normalize("NFD", mark)}
    kinds = {}
    for point in points:
        if point not in unknown:
            kinds.setdefault(unicodedata.category(point), []).append(point)
    # Syllables whose last consonant stands alone, and marks that are two.
    kinds["hangul"] = [chr(point) for point in (*range(0xAC00, 0xAC1D), *range(0x1100, 0x1200))]
    kinds["tibetan"] = [chr(point) for point in (*range(0x0F71, 0x0F82), 0x0334, 0x0345)]
    return kinds


KINDS = assigned()
SNIPPETS = [
    *SPECIAL, *MACROS, "<tool_call>", "<left>", "<right>", "<both>", "wordy", " ", "  ", "\n", "\r\n", "\t", "\u3000", "\u00a0",
    "\u2028", "\x85", "\x1f", "\u200b", "'s", "'S", "'ll", "'LL", "'Re", "'ve", "'\u017f", "'\u212a", "\u2019s", "1234567", "3.14",
    "٣٤٥", "Ⅷ", "½", "x=37*48;print(x)", "def f(a, b):\n    return a\n", "cafe\u0301", "café", "\u1100\u1161\u11a8", "e\u0323\u0302", "\u0344",
    "\u2126", "😀", "👨\u200d👩\u200d👧", "the", "The clips", "#### 72", "\\n", '{"a": [1, 2]}', "\x00", "\ufeff", "\ufffd", "aaaaaaaaaaaa",
]


def random_text(random):
    pieces = []
    for _ in range(random.randrange(1, 40)):
        kind = random.random()
        if kind < 0.6:
            pieces.append(random.choice(SNIPPETS))
        elif kind < 0.9:
            points = KINDS[random.choice(list(KINDS))]
            pieces.append("".join(random.choices(points, k=random.randrange(1, 5))))
        else:
            pieces.append("".join(random.choices("abcdefgh 0123456789'.,\n", k=random.randrange(1, 30))))
    return "".join(pieces)


def texts(seed, count):
    source = random.Random(seed)
    return ["", *SNIPPETS, *TEXTS, *(random_text(source) for _ in range(count))]


def assay(*arguments, lines):
    result = subprocess.run(
        [BINARY, "tokenize", *map(str, arguments)], input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in result.stdout.split("\n")[:-1]]
    assert len(answers) == len(lines)
    return answers


def assert_same(tokenizer, file, lines, decodes=True):
    expected = [tokenizer.encode(line, add_special_tokens=False).ids for line in lines]
    for line, ours, theirs in zip(lines, assay(file, "--json", lines=lines), expected):
        assert ours == theirs, repr(line)
    if decodes:
        for ids, ours in zip(expected, assay(file, "--decode", lines=expected)):
            # An added token's own text is what it stands for; theirs reads é in one as the byte E9.
            if not any(ord(character) > 0x7e for id in ids for character in added_text(tokenizer, id)):
                assert ours == tokenizer.decode(ids, skip_special_tokens=False)


def added_text(tokenizer, id):
    token = tokenizer.get_added_tokens_decoder().get(id)
    return token.content if token else ""


@pytest.mark.parametrize("name", PIPELINES)
def test_random_texts(name, tmp_path):
    tokenizer = build(name)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert_same(tokenizer, tmp_path, texts(name, 2000))


def test_ignored_merges(tmp_path):
    tokenizer = build("llama3", ignore_merges=True)
    path = tmp_path / "tokenizer.json"
    tokenizer.save(str(path))
    document = json.loads(path.read_text(encoding="utf-8"))
    document["added_tokens"] = [token for token in document["added_tokens"] if token["special"]]
    # Words that no merge leads to.
    vocabulary = document["model"]["vocab"]
    for word in ["abcdefgh", "Ġzzz"]:
        vocabulary[word] = len(vocabulary)
    path.write_text(json.dumps(document), encoding="utf-8")
    reread = Tokenizer.from_file(str(path))
    lines = [*texts("ignored", 500), "abcdefgh", "abcdefgh zzz sold"]
    assert reread.encode("abcdefgh").ids != tokenizer.encode("abcdefgh").ids
    assert_same(reread, path, lines)


def test_merges_as_strings(tmp_path):
    tokenizer = build("qwen2")
    path = tmp_path / "tokenizer.json"
    tokenizer.save(str(path))
    document = json.loads(path.read_text(encoding="utf-8"))
    assert all(isinstance(merge, list) for merge in document["model"]["merges"])
    document["model"]["merges"] = [" ".join(merge) for merge in document["model"]["merges"]]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert_same(tokenizer, path, texts("strings", 300))


@pytest.mark.skipif(not (SHARED / "parity").is_dir(), reason="needs ../shared beside the repository")
@pytest.mark.parametrize("name", ["tiny-llama", "tiny-qwen2"])
def test_saved_models(name):
    file = SHARED / "parity" / name / "tokenizer.json"
    assert_same(Tokenizer.from_file(str(file)), file, texts(name, 1000))


def test_long_words(tmp_path):
    tokenizer = build("bytes")
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    source = random.Random(5)
    assert_same(tokenizer, tmp_path, ["a" * 20_000, "".join(source.choices("abcde the", k=20_000)), "图书馆" * 5000])


@pytest.mark.parametrize("change, message", [
    ({"normalizer": {"type": "Lowercase"}}, "Lowercase"),
    ({"pre_tokenizer": {"type": "Metaspace"}}, "ByteLevel"),
    ({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": "x+"}, "behavior": "Isolated", "invert": False}, {"type": "ByteLevel"}]}}, "x+"),
    ({"decoder": {"type": "WordPiece"}}, "WordPiece"),
    ({"model": {"type": "Unigram"}}, "Unigram"),
])
def test_unsupported(change, message, tmp_path):
    path = tmp_path / "tokenizer.json"
    build("gpt2").save(str(path))
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    result = subprocess.run([BINARY, "tokenize", path], input="x\n", capture_output=True, text=True)
    assert result.returncode == 66
    assert message in result.stderr


def train(folder, *flags, lines):
    source = folder / "texts.txt"
    source.write_text("\n".join(lines), encoding="utf-8")
    out = folder / "trained.json"
    tokens = [flag for token in SPECIAL for flag in ("--special", token)]
    tokens += [flag for token in MACROS for flag in ("--macro", json.dumps(token))]
    result = subprocess.run(
        [BINARY, "data", "tokenizer", source, "--out", out, *tokens, *map(str, flags)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return out


def test_trained(tmp_path):
    source = random.Random(9)
    lines = TEXTS + [" ".join("".join(source.choices("abcdéf图", k=4)) for _ in range(20)) for _ in range(100)]
    out = train(tmp_path, "--size", 600, lines=lines)
    written = out.read_bytes()
    tokenizer = Tokenizer.from_file(str(out))
    assert tokenizer.get_vocab_size() == 600
    assert [tokenizer.token_to_id(token) for token in SPECIAL] == [0, 1, 2]
    assert [tokenizer.token_to_id(token) for token in MACROS] == list(range(594, 600))
    assert_same(tokenizer, out, texts("trained", 2000))
    for number in "0", "7", "123":
        assert len(tokenizer.encode(number).ids) == len(number)
    for macro in MACROS:
        assert len(tokenizer.encode(macro).ids) == 1
    assert train(tmp_path, "--size", 600, lines=lines).read_bytes() == written


def test_trained_as_theirs(tmp_path):
    """Where no two pairs are equally frequent, both trainers merge the same pairs."""
    lines = [("abc " * 2 ** n).strip() for n in (3, 5)] + ["abd " * 11, "xyzzy " * 23, "xyz " * 77, "  q" * 150]
    ours = Tokenizer.from_file(str(train(tmp_path, "--size", 276, "--minimum-count", 2, lines=lines)))
    model = json.loads(ours.to_str())["model"]
    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    theirs.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=len(model["vocab"]), special_tokens=SPECIAL, min_frequency=2,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    assert len(model["merges"]) > 8
    assert json.loads(theirs.to_str())["model"]["merges"] == model["merges"]

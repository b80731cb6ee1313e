"""The adapters of adapters/, called by the released code of the trainers that they are for."""

import ast
import asyncio
import contextlib
import http.server
import importlib.util
import inspect
import json
import os
import sys
import threading
import types

import numpy
import omegaconf
import pytest
from conftest import REPOSITORY
from released import folder, importable
from transformers import AutoTokenizer  # noqa: F401  # looks for torch once, before a stand-in is there

ADAPTERS = REPOSITORY / "adapters"
RIGHT = "48 / 2 = 24\n48 + 24 = 72\n#### 72"
# What verl's files import and a reward or a tool does not need.
HEAVY = ["torch", "ray", "tensordict"]


@pytest.fixture(autouse=True)
def server_address(url, monkeypatch):
    monkeypatch.setenv("ASSAY_URL", url)


@pytest.fixture
def adapter():
    spec = importlib.util.spec_from_file_location("assay_reward", ADAPTERS / "assay_reward.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# verl's reward


class Sample:
    """One sample as verl's reward managers see it."""

    def __init__(self, text, **fields):
        self.text = text
        tokens = numpy.arange(1, 5)
        self.batch = {"responses": tokens, "attention_mask": numpy.ones(8, dtype=int)}
        self.non_tensor_batch = {"data_source": "openai/gsm8k", "extra_info": {"question": "48", "index": 0}, **fields}

    def __getitem__(self, key):
        return self if isinstance(key, slice) else self

    def decode(self, tokens, skip_special_tokens):
        assert skip_special_tokens
        assert list(tokens) == [1, 2, 3, 4]
        return self.text


@contextlib.contextmanager
def reward_manager(name, **reward_kwargs):
    """verl's naive reward manager around the adapter, as its configuration names it."""
    bare = ["verl.utils", "verl.trainer", "verl.trainer.ppo", "verl.experimental", "verl.experimental.reward_loop"]
    with importable("verl", "0.9.1", bare=bare, absent=HEAVY):
        # The package's registry imports every manager; this one file is enough.
        package = "verl.experimental.reward_loop.reward_manager"
        manager = types.ModuleType(package)
        manager.__path__ = [str(folder("verl", "0.9.1") / package.replace(".", "/"))]
        manager.register = lambda name: lambda kind: kind
        sys.modules[package] = manager
        from verl.experimental.reward_loop.reward_manager.naive import NaiveRewardManager
        from verl.trainer.ppo.reward import get_custom_reward_fn

        function = {"path": str(ADAPTERS / "assay_reward.py"), "name": name, "reward_kwargs": reward_kwargs}
        config = omegaconf.OmegaConf.create({"reward": {"custom_reward_function": function}})

        async def run(sample):
            return await NaiveRewardManager(config, sample, get_custom_reward_fn(config)).run_single(sample)

        yield run


@pytest.mark.parametrize("name", ["compute_score", "compute_score_async"])
def test_verl_reward(name):
    with reward_manager(name) as run:
        right = asyncio.run(run(Sample(RIGHT, reward_model={"ground_truth": "72"})))
        assert right["reward_score"] == 1.0
        assert right["reward_extra_info"] == {"score": 1.0, "acc": 1.0, "pred": "72"}
        wrong = asyncio.run(run(Sample(RIGHT, reward_model={"ground_truth": numpy.str_("73")})))
        assert (wrong["reward_score"], wrong["reward_extra_info"]["acc"]) == (0.0, 0.0)


def test_verl_reward_with_its_arguments():
    with reward_manager("compute_score_async", mode="verl", reward="answer") as run:
        strict = asyncio.run(run(Sample("#### $72", reward_model={"ground_truth": "72"})))
        assert strict["reward_score"] == 0.0
    with reward_manager("compute_score", reward="step", gate=0.5) as run:
        step = asyncio.run(run(Sample(RIGHT, reward_model={"ground_truth": "72"})))
        assert step["reward_extra_info"]["logic"] == 1.0
        assert step["reward_score"] == 1.0


def test_verl_reward_raises_for_a_misspelt_argument():
    with reward_manager("compute_score", mod="verl") as run:
        with pytest.raises(Exception, match="did you mean mode"):
            asyncio.run(run(Sample(RIGHT, reward_model={"ground_truth": "72"})))


# verl's tools


def test_verl_function_tool():
    """verl 0.8 and later: the file is executed by its path, and its functions become tools."""
    with importable("verl", "0.9.1", bare=["verl.tools", "verl.utils"], absent=HEAVY):
        from verl.tools.function_tool import load_function_tools_from_path, normalize_function_tool_return

        (tool,) = load_function_tools_from_path(str(ADAPTERS / "assay_tools.py"))
        function = tool.tool_schema.function
        assert tool.name == function.name == "code_interpreter"
        assert function.parameters.required == ["code"]
        assert function.parameters.properties["code"].description == "The Python code to run."

        def text(code):
            response, reward, metrics = normalize_function_tool_return(asyncio.run(tool.call({"code": code})))
            assert (reward, metrics) == (0.0, {})
            return response.text

        assert text("print('a')\nsqrt(16)") == "a\n4.0"
        assert text("solve(symbols('x') - 3)") == "[3]"
        assert text("x = 1") == "(no output)"
        assert text("print('before')\n1 / 0").startswith("before\nTraceback")
        assert "ZeroDivisionError: division by zero" in text("1 / 0")
        assert "used too much memory" in text("x = bytearray(3 << 30)")
        assert text("import os\nos.kill(os.getpid(), 9)") == "the program was ended by signal 9"


def test_verl_tool_class(monkeypatch):
    """verl up to 0.7.1: the class that the YAML file names."""
    monkeypatch.syspath_prepend(str(ADAPTERS))
    bare = ["verl.tools", "verl.tools.utils", "verl.utils"]
    with importable("verl", "0.7.1", bare=bare, absent=HEAVY):
        from verl.tools.utils.tool_registry import initialize_tools_from_config

        (tool,) = initialize_tools_from_config(str(ADAPTERS / "assay_tools.yaml"))
        assert tool.name == "code_interpreter"

        async def call(arguments):
            instance, _ = await tool.create(create_kwargs={})
            response, reward, metrics = await tool.execute(instance, arguments, agent_data=None)
            await tool.release(instance)
            return response.text, reward, metrics

        assert asyncio.run(call({"code": "print(6 * 7)"})) == ("42", None, {})
        tool.config["timeout_s"] = 0.5
        text, _, _ = asyncio.run(call({"code": "print('half', flush=True)\nwhile True: pass"}))
        assert text == "half\nTimeoutError: the program was stopped, its time was up"


# TRL


def trl_rewards(reward_func, prompts, completions, **columns):
    """What TRL's GRPOTrainer makes of a reward function: its own method, with NumPy in torch's place."""

    class Tensor(numpy.ndarray):
        def all(self, dim=None, **options):
            return super().all(axis=dim, **options) if dim is not None else super().all(**options)

        def nonzero(self, as_tuple):
            return super().nonzero()

    def tensor(values, dtype=None, device=None):
        return numpy.array(values, dtype=dtype).view(Tensor)

    torch = types.SimpleNamespace(
        nan=float("nan"), float32=numpy.float32, tensor=tensor,
        zeros=lambda *shape, device=None: numpy.zeros(shape).view(Tensor),
        isnan=lambda values: numpy.isnan(values).view(Tensor))
    source = (folder("trl", "1.16.0") / "trl/trainer/grpo_trainer.py").read_text()
    method = next(
        node for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name == "_calculate_rewards")
    warnings = []
    scope = {
        "torch": torch, "asyncio": asyncio, "inspect": inspect, "gather": lambda values: values,
        "nn": types.SimpleNamespace(Module=types.ModuleType), "is_async_callable": inspect.iscoroutinefunction,
        "profiling_decorator": lambda method: method, "profiling_context": lambda *_: contextlib.nullcontext(),
        "logger": types.SimpleNamespace(warning=warnings.append),
    }
    exec(compile(ast.Module([method], []), "grpo_trainer.py", "exec"), scope)
    trainer = types.SimpleNamespace(
        accelerator=types.SimpleNamespace(device="cpu"), reward_funcs=[reward_func], environments=None,
        reward_processing_classes=[None], reward_func_names=[reward_func.__name__], state=None,
        _log_completion_extra=None, _log_metric=None)
    inputs = [
        {"prompt": prompt, **{name: values[row] for name, values in columns.items()}}
        for row, prompt in enumerate(prompts)
    ]
    ids = [[0]] * len(prompts)
    return scope["_calculate_rewards"](trainer, inputs, prompts, completions, ids)[:, 0].tolist()


def test_trl_plain(adapter):
    rewards = trl_rewards(adapter.trl_reward, ["48?", "48?"], [RIGHT, "#### 5"], ground_truth=["72", "72"], other=[1, 2])
    assert rewards == [1.0, 0.0]
    assert adapter.trl_reward.__name__ == "assay"


def test_trl_conversational(adapter):
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "48?"}]}]
    completions = [
        [{"role": "assistant", "content": RIGHT}],
        [
            {"role": "assistant", "content": "48 / 2 = 24"},
            {"role": "tool", "name": "code_interpreter", "content": "24"},
            {"role": "assistant", "content": [{"type": "text", "text": "48 + 24 = 72\n#### 72"}]},
        ],
    ]
    step = adapter.make_trl_reward(name="chain", reward="step")
    assert step.__name__ == "chain"
    assert trl_rewards(step, [chat, chat], completions, ground_truth=["72", "72"]) == [1.0, 1.0]


def test_trl_leaves_out_what_cannot_be_scored(adapter):
    broken = [{"role": "assistant", "content": RIGHT, "tool": {"outcome": "infra_error"}},
              {"role": "assistant", "content": RIGHT}]
    right = [{"role": "assistant", "content": RIGHT}]
    rewards = trl_rewards(adapter.trl_reward, [[], [], []], [right, broken, right], ground_truth=["72", "72", None])
    assert rewards[0] == 1.0
    assert numpy.isnan(rewards[1:]).all()


def test_trl_asks_for_its_column(adapter):
    with pytest.raises(adapter.AssayRefusal, match="no column ground_truth"):
        trl_rewards(adapter.trl_reward, ["q"], ["a"], answer=["72"])


# Faults


@pytest.fixture
def failing(monkeypatch, adapter):
    """A server that gives the answers it is told to, one after the other, the last one for ever."""
    monkeypatch.setattr(adapter.time, "sleep", lambda seconds: pauses.append(seconds))
    answers, pauses, requests = [], [], []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            requests.append(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status == 503:
                self.send_header("Retry-After", "3")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("ASSAY_URL", f"http://127.0.0.1:{server.server_port}")
    yield types.SimpleNamespace(answers=answers, pauses=pauses, requests=requests)
    server.shutdown()
    server.server_close()


SCORED = (200, json.dumps({"score": 1.0, "correct": True, "extracted": "72", "parts": None}).encode())


def test_overload_is_waited_out(adapter, failing):
    failing.answers[:] = [(503, b"busy"), (504, b"busy"), SCORED]
    assert adapter.compute_score("x", RIGHT, "72")["score"] == 1.0
    assert len(failing.requests) == 3
    assert failing.pauses[0] >= 1.5


def test_a_fault_that_lasts_is_raised(adapter, failing):
    failing.answers[:] = [(503, b"busy")]
    with pytest.raises(adapter.AssayUnavailable, match="503: busy"):
        adapter.compute_score("x", RIGHT, "72")
    assert len(failing.requests) == adapter.ATTEMPTS


def test_a_refusal_is_not_repeated(adapter, failing):
    failing.answers[:] = [(400, b"ground_truth: is required")]
    with pytest.raises(adapter.AssayRefusal, match="ground_truth"):
        adapter.compute_score("x", RIGHT, None)
    assert len(failing.requests) == 1


def test_no_score_is_raised(adapter, failing):
    failing.answers[:] = [(200, b'{"score": null, "warnings": ["not scored"]}')]
    with pytest.raises(adapter.AssayUnavailable, match="not scored"):
        adapter.compute_score("x", RIGHT, "72")


def test_no_server(adapter, monkeypatch):
    monkeypatch.setattr(adapter.time, "sleep", lambda seconds: None)
    monkeypatch.setenv("ASSAY_URL", "http://127.0.0.1:9")
    with pytest.raises(adapter.AssayUnavailable, match="Connection"):
        adapter.trl_reward(["q"], ["a"], ground_truth=["1"])


def test_a_fault_of_the_sandbox_is_no_text_for_the_model(failing, monkeypatch):
    monkeypatch.syspath_prepend(str(ADAPTERS))
    with importable("verl", "0.7.1", bare=["verl.tools", "verl.utils"], absent=HEAVY):
        import assay_tools

        failing.answers[:] = [(200, b'{"outcome": "infra_error", "failure": "the slot died"}')]
        with pytest.raises(Exception, match="the slot died"):
            assay_tools.run("print(1)")
    assert os.environ["ASSAY_URL"].startswith("http://127.0.0.1:")

"""Tools over HTTP: the life of an instance as verl has it, seen by a plain client."""

import concurrent.futures

import httpx
import pytest
from conftest import Server

TRUTH = "718281828"


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """A client of a server whose configuration lists both tools, for three instances a key."""
    file = tmp_path_factory.mktemp("tools") / "tools.yaml"
    file.write_text(
        "tools:\n"
        "  - {class_name: verl.tools.sandbox_fusion_tools.SandboxFusionTool, config: {type: native}}\n"
        "  - {class_name: verl.tools.gsm8k_tool.Gsm8kTool, config: {type: native}}\n")
    server = Server(settings={
        "ASSAY_TOOLS_CONFIG_FILE": str(file), "ASSAY_TOOLS_MAX_INSTANCES": "3", "ASSAY_TOOLS_INSTANCE_IDLE_S": "60"})
    with httpx.Client(base_url=server.url, timeout=120) as client:
        yield client
    assert server.stop() == 0


def create(client, name, **kwargs):
    reply = client.post(f"/v1/tools/{name}/instances", json={"create_kwargs": kwargs})
    assert reply.status_code == 201, reply.text
    return f"/v1/tools/{name}/instances/{reply.json()['id']}"


def call(client, instance, **parameters):
    reply = client.post(f"{instance}/execute", json={"parameters": parameters})
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_schemas_are_what_chat_completions_take(client, tools):
    usual = client.get("/v1/tools").json()["tools"]
    assert [tool["function"]["name"] for tool in usual] == ["code_interpreter"]
    both = tools.get("/v1/tools").json()["tools"]
    assert [tool["function"]["name"] for tool in both] == ["code_interpreter", "calc_gsm8k_reward"]
    for tool in both:
        assert tool["type"] == "function"
        assert tool["function"]["parameters"]["type"] == "object"
        assert tool["function"]["parameters"]["required"]


def test_the_seeds_program(client):
    instance = create(client, "code_interpreter")
    result = call(client, instance, code="x = symbols('x'); solve(2*(x+x+3)-30, x)")
    assert result == {"text": "[6]", "outcome": "ok", "reward": 1, "metrics": {"exec_status": "success"}}
    failed = call(client, instance, code="1/0")
    assert failed["outcome"] == "error"
    assert failed["text"] == "Execution failed: ZeroDivisionError: division by zero"
    assert client.post(f"{instance}/reward").json() == {"reward": 0}
    assert client.delete(instance).status_code == 204
    for reply in (client.delete(instance), client.post(f"{instance}/reward")):
        assert reply.status_code == 404
        assert reply.headers["content-type"] == "application/problem+json"


def test_calls_of_one_instance_run_at_once(client):
    instance = create(client, "code_interpreter")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda n: call(client, instance, code=f"{n}**2")["text"], range(32)))
    assert texts == [str(n**2) for n in range(32)]
    client.delete(instance)


def test_the_truth_is_compared_and_not_told(tools):
    instance = create(tools, "calc_gsm8k_reward", ground_truth=TRUTH)
    wrong = call(tools, instance, answer="42")
    assert (wrong["text"], wrong["reward"]) == ("Current parsed answer='42' reward=0.0", -0.05)
    assert TRUTH not in tools.get("/metrics").text
    right = call(tools, instance, answer=TRUTH)
    assert right["reward"] == 0
    again = call(tools, instance, answer=TRUTH)
    assert again["reward"] == -0.05
    assert tools.post(f"{instance}/reward").json() == {"reward": 1}
    tools.delete(instance)


def test_a_key_has_so_many(tools):
    made = [create(tools, "code_interpreter") for _ in range(3)]
    refused = tools.post("/v1/tools/code_interpreter/instances")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    for path in made:
        assert tools.delete(path).status_code == 204
    tools.delete(create(tools, "code_interpreter"))

"""Trainers that call a reward model over HTTP: OpenRLHF's released client, and slime's exact payload."""

import asyncio

import pytest
import requests
from conftest import Server
from released import importable

PROMPT = "<|im_start|>user\nWhat is 36 * 2? Answer after ####, as in #### 5.<|im_end|>\n<|im_start|>assistant\n"


@pytest.fixture
def openrlhf():
    """OpenRLHF's single-turn executor, whose method posts to remote_rm_url."""
    with importable("openrlhf", "0.11.2", bare=["openrlhf.utils"]):
        from openrlhf.utils import agent

        yield agent


def rewards(agent, url, queries, prompts, labels):
    executor = agent.SingleTurnAgentExecutor(url)
    return asyncio.run(executor._fetch_rewards_via_http(queries, prompts, labels))


def test_openrlhf(openrlhf, url):
    responses = ["36 * 2 = 72\n#### 72<|im_end|>\n", "I do not know.<|im_end|>", "#### 73<|im_end|>"]
    queries = ["<|begin_of_text|>" + PROMPT + response for response in responses]
    (answer,) = rewards(openrlhf, f"{url}/get_reward", queries, [PROMPT] * 3, ["72"] * 3)
    assert answer["rewards"] == [1.0, 0.0, 0.0]
    assert answer["scores"] == [1.0, 0.0, 0.0]
    # Each sample's values become tensors: numbers everywhere, never None or NaN.
    for values in [answer["rewards"], answer["scores"], *answer["extra_logs"].values()]:
        assert len(values) == 3
        assert all(isinstance(value, (int, float)) and value == value for value in values)


def test_openrlhf_one_sample_a_request(openrlhf, url):
    """As the executor calls it: lists of one."""
    (answer,) = rewards(openrlhf, f"{url}/get_reward", [PROMPT + "#### 72</s>"], [PROMPT], ["72"])
    assert answer["rewards"] == [1.0]


def test_openrlhf_step_reward(openrlhf, url):
    url = f"{url}/get_reward?reward=step&gate=0.5"
    (answer,) = rewards(openrlhf, url, [PROMPT + "36 * 2 = 72\n#### 72</s>"], [PROMPT], ["72"])
    assert answer["rewards"] == [1.0]
    assert set(answer["extra_logs"]) == {"correct", "logic", "calculation", "conclusion"}


def test_openrlhf_label_that_cannot_be_compared(openrlhf, url, monkeypatch):
    """The client has no way to leave a sample out: it repeats, then raises."""
    waits = []

    async def pause(seconds):
        waits.append(seconds)

    monkeypatch.setattr(openrlhf.asyncio, "sleep", pause)
    with pytest.raises(RuntimeError):
        rewards(openrlhf, f"{url}/get_reward", ["x"], ["x"], [None])
    assert waits == [1] * 5


def test_openrlhf_with_a_key_in_the_url(openrlhf, tmp_path):
    """The client has no setting for headers."""
    keys = tmp_path / "keys"
    keys.write_text("secret-1\n")
    server = Server(settings={"ASSAY_HTTP_AUTH_KEYS_FILE": str(keys)})
    try:
        host = server.url.removeprefix("http://")
        answers = rewards(openrlhf, f"http://assay:secret-1@{host}/get_reward", ["#### 72"], [""], ["72"])
        assert answers[0]["rewards"] == [1.0]
        assert slime(f"http://assay:secret-1@{host}", "#### 72", "72") == 1.0
        assert requests.post(f"{server.url}/get_reward", json={}).status_code == 401
    finally:
        assert server.stop() == 0


def slime(url, response, label, prompt="What is 36 * 2?", query=""):
    """slime's remote_rm: the sample's three fields, an error for any status that is not 2xx, the JSON as the reward."""
    answer = requests.post(f"{url}/slime/rm{query}", json={"prompt": prompt, "response": response, "label": label})
    answer.raise_for_status()
    return answer.json()


def test_slime(url):
    assert slime(url, "36 * 2 = 72\n#### 72", "72") == 1.0
    assert slime(url, "#### 73<|im_end|>", "72") == 0.0
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 36 * 2?"}]
    assert slime(url, "36 * 2 = 72\n#### 72", "72", prompt=chat, query="?reward=step") == 1.0


def test_slime_reward_key(url):
    """With --reward-key score the reward is an object."""
    answer = slime(url, "#### 72", "72", query="?full=true")
    assert answer["score"] == 1.0
    assert answer["correct"] is True


def test_slime_without_a_label(url):
    with pytest.raises(requests.HTTPError):
        slime(url, "#### 72", None)

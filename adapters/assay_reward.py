"""Reward functions that score on an Assay server. Copy this file; it needs nothing but Python 3.9.

verl: name this file and one of its functions; `reward_kwargs` are fields of /v1/score, and `url`.

    custom_reward_function:          # under reward: since verl 0.9
      path: assay_reward.py
      name: compute_score            # or compute_score_async, which verl awaits
      reward_kwargs: {url: "http://127.0.0.1:8080", mode: standard, reward: answer}

TRL: the dataset has a column ground_truth.

    from assay_reward import trl_reward          # or make_trl_reward(mode="math")
    GRPOTrainer(reward_funcs=trl_reward, …)

Where no url is given, the environment variable ASSAY_URL names the server, and ASSAY_KEY its key. A server that is
overloaded or being restarted is asked again for more than a minute. What then still fails is raised, never scored 0.
"""

import asyncio
import concurrent.futures
import functools
import http.client
import json
import os
import random
import threading
import time
import urllib.parse

DEFAULT_URL = "http://127.0.0.1:8080"
ATTEMPTS = 12
LONGEST_PAUSE = 20.0
ANSWER_TIMEOUT = 330.0  # above the longest wall time that a server grants a program
REPEATED_STATUSES = {429, 502, 503, 504}
# What verl passes to every reward function beside the sample.
VERL_ARGUMENTS = {"reward_router_address", "reward_model_tokenizer"}


class AssayUnavailable(RuntimeError):
    """The server could not be asked, or could not tell: a fault of the infrastructure, which nobody must score."""


class AssayRefusal(ValueError):
    """The server says what is wrong with the request."""


_local = threading.local()


def _connection(parts):
    """This thread's connection to a server, kept open. A forked process makes its own."""
    key = os.getpid(), parts.scheme, parts.netloc
    connections = _local.__dict__.setdefault("connections", {})
    if key not in connections:
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connections[key] = kind(parts.netloc, timeout=ANSWER_TIMEOUT)
    return connections[key]


def _exchange(url, path, body):
    """(status, Retry-After, body) of one request."""
    parts = urllib.parse.urlsplit(url)
    headers = {"Content-Type": "application/json"}
    if os.environ.get("ASSAY_KEY"):
        headers["Authorization"] = f"Bearer {os.environ['ASSAY_KEY']}"
    connection = _connection(parts)
    try:
        connection.request("POST", parts.path.rstrip("/") + path, body, headers)
        response = connection.getresponse()
        return response.status, response.headers.get("Retry-After"), response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        raise


def post(path, payload, url=None):
    """The JSON answer to a JSON request.

    Raises AssayRefusal for a request that is wrong, AssayUnavailable where no answer is to be had.
    """
    url = url or os.environ.get("ASSAY_URL") or DEFAULT_URL
    body = json.dumps(payload).encode()
    fault = None
    for attempt in range(ATTEMPTS):
        pause = min(LONGEST_PAUSE, 0.1 * 2**attempt)
        try:
            status, retry_after, answer = _exchange(url, path, body)
        except (OSError, http.client.HTTPException) as error:
            fault = f"{type(error).__name__}: {error}"
        else:
            if status == 200:
                return json.loads(answer)
            fault = f"{status}: {answer.decode(errors='replace')[:2000]}"
            if status not in REPEATED_STATUSES:
                raise (AssayRefusal if status < 500 else AssayUnavailable)(fault)
            if retry_after and retry_after.isdigit():
                pause = max(pause, min(LONGEST_PAUSE, float(retry_after)))
        if attempt + 1 < ATTEMPTS:
            time.sleep(pause * (0.5 + random.random()))
    raise AssayUnavailable(f"{url}{path}: {fault}")


# verl


def compute_score(data_source, solution_str, ground_truth, extra_info=None, *, url=None, **options):
    """verl's custom reward function: the score, with accuracy and the parts of a step reward as metrics."""
    question = (extra_info or {}).get("question")
    task = {name: value for name, value in options.items() if name not in VERL_ARGUMENTS}
    task.update(data_source=str(data_source), solution_str=solution_str, ground_truth=_plain(ground_truth))
    if isinstance(question, str):
        task["question"] = question
    answer = post("/v1/score", task, url)
    if answer["score"] is None:
        raise AssayUnavailable(f"not scored: {answer.get('warnings')}")
    result = {"score": answer["score"], "acc": float(answer["correct"]), "pred": answer["extracted"] or ""}
    result.update(answer["parts"] or {})
    return result


pool = concurrent.futures.ThreadPoolExecutor(64, thread_name_prefix="assay")


async def compute_score_async(data_source, solution_str, ground_truth, extra_info=None, **options):
    """The same for verl's loop, which goes on while the server scores."""
    call = functools.partial(compute_score, data_source, solution_str, ground_truth, extra_info, **options)
    return await asyncio.get_running_loop().run_in_executor(pool, call)


def _plain(value):
    """A truth without NumPy's types, which datasets read from Parquet may have."""
    return value.tolist() if hasattr(value, "tolist") else value


# TRL


def make_trl_reward(url=None, name="assay", truth="ground_truth", **options):
    """A reward function for TRL; `truth` is the dataset's column, `options` are fields of /v1/score.

    A row whose truth is None, and a response that met a fault of the infrastructure, get None, which TRL leaves out.
    """

    def reward(prompts, completions, **columns):
        if truth not in columns:
            raise AssayRefusal(f"the dataset has no column {truth}, only {sorted(columns)}")
        rows = [row for row, value in enumerate(columns[truth]) if value is not None]
        items = [
            {**options, **_response(completions[row]), "ground_truth": _plain(columns[truth][row]),
             "question": _question(prompts[row])}
            for row in rows
        ]
        rewards = [None] * len(completions)
        for row, result in zip(rows, post("/v1/score/batch", {"items": items}, url)["results"]):
            rewards[row] = result["score"]
        return rewards

    reward.__name__ = name
    return reward


def _response(completion):
    """What the assistant wrote: a text, or messages, of which those with a `tool` tell how its runs ended."""
    if isinstance(completion, str):
        return {"solution_str": completion}
    turns = [
        {"role": message["role"], "content": _text(message), **({"tool": message["tool"]} if message.get("tool") else {})}
        for message in completion
        if message["role"] == "assistant" or (message["role"] == "tool" and message.get("tool"))
    ]
    return {"turns": turns} if len(turns) > 1 else {"solution_str": turns[0]["content"] if turns else ""}


def _question(prompt):
    if isinstance(prompt, str):
        return prompt
    return next((_text(message) for message in reversed(prompt) if message["role"] == "user"), None)


def _text(message):
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text") or "" for part in content)


trl_reward = make_trl_reward()

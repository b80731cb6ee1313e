"""More than the server takes is refused in the words that each dialect's clients understand."""

import concurrent.futures
import time

import httpx
import pytest
from conftest import Server

SLEEP = {"code": "import time; time.sleep(3); print('late')"}


@pytest.fixture(scope="module")
def small():
    """One slot a tier and room for one request that waits."""
    server = Server("--slots", "1", settings={"ASSAY_EXECUTION_QUEUE_CAPACITY": "1"})
    yield server
    assert server.stop() == 0


@pytest.fixture
def full(small):
    """The slot is taken and so is the place in the queue."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        asked = []
        for _ in range(2):
            asked.append(pool.submit(httpx.post, f"{small.url}/v1/execute", json=SLEEP, timeout=30))
            time.sleep(0.3)
        yield small.url
        assert [answer.result().json()["stdout"] for answer in asked] == ["late\n"] * 2


def test_own_route(full):
    answer = httpx.post(f"{full}/v1/execute", json={"code": "pass"})
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert int(answer.headers["retry-after"]) >= 1


def test_batch(full):
    items = [{"code": "pass"}, {"code": "import numpy"}]
    results = httpx.post(f"{full}/v1/execute/batch", json={"items": items}, timeout=30).json()["results"]
    # The other tier has a slot and a queue of its own.
    assert [result["outcome"] for result in results] == ["overloaded", "ok"]


def test_run_code(full):
    # The only status that verl's client repeats.
    answer = httpx.post(f"{full}/run_code", json={"code": "pass", "language": "python"}, timeout=30)
    assert answer.status_code == 504
    assert "detail" in answer.json()


def test_a_wait_has_an_end():
    settings = {"ASSAY_EXECUTION_QUEUE_DEADLINE_S": "0.5"}
    server = Server("--slots", "1", settings=settings)
    try:
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            first = pool.submit(httpx.post, f"{server.url}/v1/execute", json=SLEEP, timeout=30)
            time.sleep(0.3)
            start = time.monotonic()
            answer = httpx.post(f"{server.url}/v1/execute", json={"code": "pass"}, timeout=30)
            assert answer.status_code == 503
            assert 0.4 <= time.monotonic() - start < 2
            assert first.result().json()["stdout"] == "late\n"
    finally:
        assert server.stop() == 0


def test_a_client_that_hangs_up_frees_its_slot(small):
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{small.url}/v1/execute", json={"code": "while True: pass", "timeout_s": 60}, timeout=0.5)
    start = time.monotonic()
    assert httpx.post(f"{small.url}/v1/execute", json={"code": "print(1)"}, timeout=30).json()["stdout"] == "1\n"
    assert time.monotonic() - start < 5

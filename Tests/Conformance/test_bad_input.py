"""Bad input is answered 4xx, never 5xx, and never leaves a worker stuck."""

import pytest

FASTAPI_ROUTES = ["/run_code", "/run", "/judge/long-batch"]
ROUTES = ["/v1/execute", "/v1/execute/batch", *FASTAPI_ROUTES, "/api/v2/execute"]


def answer(client, route, content, content_type="application/json"):
    response = client.post(route, content=content, headers={"content-type": content_type})
    assert client.post("/v1/execute", json={"code": "print('alive')"}).json()["stdout"] == "alive\n"
    return response


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"nonsense", b"null", b"[]", b"7", b'"code"', b"{}", b'{"code": 7}', b'{"code": null}',
        b'{"code": "\\ud800", "language": "python"}', b"\xff\xfe", b'{"code": "x"' + b" " * 1000, b"[" * 100_000,
        b'{"items": 7}', b'{"items": [{}]}', b'{"items": [{"code": 1}]}', b'{"code": "x", "language": "cobol"}',
        b'{"code": "x", "language": "python", "run_timeout": "soon", "timeout_s": "soon"}',
        b'{"code": "x", "language": "python", "files": [], "timeout_s": []}',
    ],
)
def test_malformed(client, route, content):
    response = answer(client, route, content)
    assert 400 <= response.status_code < 500, response.text
    if route in FASTAPI_ROUTES and content == b"\xff\xfe":
        # Not even text: the peer's framework answers this before its model sees the body.
        assert response.status_code == 400
        assert response.json() == {"detail": "There was an error parsing the body"}
    elif route in FASTAPI_ROUTES:
        assert response.status_code == 422
        assert isinstance(response.json()["detail"], list)
    elif route == "/api/v2/execute":
        assert response.status_code == 400
        assert list(response.json()) == ["message"]
    else:
        assert response.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("timeout", [-1, 0, 1e-9, 1e9, 1e300])
def test_timeouts(client, timeout):
    own = client.post("/v1/execute", json={"code": "pass", "timeout_s": timeout})
    assert own.status_code in (200, 400)
    peer = client.post("/run_code", json={"code": "pass", "language": "python", "run_timeout": timeout})
    assert peer.status_code == 200
    if timeout <= 0:
        assert peer.json()["run_result"]["status"] == "TimeLimitExceeded"


def test_bad_base64(client):
    own = client.post("/v1/execute", json={"code": "pass", "files": {"a": "***"}})
    assert own.status_code == 400
    item = {"code": "pass", "files": {"a": "***"}}
    assert client.post("/v1/execute/batch", json={"items": [{"code": "pass"}, item]}).status_code == 400
    peer = client.post("/run_code", json={"code": "pass", "language": "python", "files": {"a": "***"}})
    assert peer.status_code == 200
    assert peer.json()["status"] == "SandboxError"


def test_unavailable_language(client):
    peer = client.post("/run_code", json={"code": "select 1", "language": "sql"})
    assert peer.status_code == 200
    assert peer.json()["status"] == "SandboxError"
    assert peer.json()["run_result"] is None


def test_much_code(client):
    code = "x = 1\n" * 1_700_000
    result = client.post("/v1/execute", json={"code": code, "timeout_s": 60}).json()
    assert result["outcome"] in ("ok", "memory_limit"), result
    batch = client.post("/v1/execute/batch", json={"items": [{"code": code, "timeout_s": 60}]}).json()
    assert batch["results"][0]["outcome"] in ("ok", "memory_limit")
    peer = client.post("/run_code", json={"code": code, "language": "python", "run_timeout": 60}).json()
    assert peer["status"] in ("Success", "Failed")


def test_nul_bytes(client):
    result = client.post("/v1/execute", json={"code": "x = 1\0"}).json()
    assert result["outcome"] == "error"
    assert client.post("/v1/execute", json={"code": "pass", "files": {"a\0b": ""}}).status_code == 400
    peer = client.post("/run_code", json={"code": "x = 1\0", "language": "python"})
    assert peer.status_code == 200
    assert peer.json()["status"] == "Failed"


def test_too_large_a_body(client):
    response = client.post("/v1/execute", content=b'{"code": "' + b"x" * (70 << 20) + b'"}')
    assert response.status_code == 413


def test_methods_and_paths(client):
    assert client.get("/run_code").status_code == 405
    assert client.get("/run_code").json() == {"detail": "Method Not Allowed"}
    assert client.get("/v1/execute").status_code == 405
    assert client.get("/nothing/here").status_code == 404

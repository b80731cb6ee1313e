"""The Model Context Protocol with its unmodified clients, in the form with a handshake and in the stateless one."""

import asyncio
import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import fastmcp
import httpx
import httpx2
import mcp
import pytest
import released
from conftest import BINARY, REPOSITORY, Server, descendants, wait_until_gone
from mcp.client.streamable_http import streamable_http_client

# What a client may be told to speak: stateless at once, stateless after asking for it, a handshake.
MODES = ["2026-07-28", "auto", "legacy"]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==")
TOOLS = """
tools:
  - {class_name: verl.tools.sandbox_fusion_tools.SandboxFusionTool, config: {type: native, default_timeout: 60}}
  - {class_name: verl.tools.gsm8k_tool.Gsm8kTool, config: {type: native}}
"""


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    file = tmp_path_factory.mktemp("mcp") / "tools.yaml"
    file.write_text(TOOLS)
    return file


@pytest.fixture(scope="module")
def small(tools):
    """A server with both tools and sessions, that runs one program at a time and lets none wait long."""
    server = Server("--slots", "1", settings={
        "ASSAY_TOOLS_CONFIG_FILE": str(tools), "ASSAY_MCP_SESSIONS": "true", "ASSAY_EXECUTION_TIERS": "math",
        "ASSAY_EXECUTION_QUEUE_DEADLINE_S": "3"})
    yield server
    assert server.stop() == 0


@pytest.fixture(params=["http", "stdio"])
def peer(request, server):
    """What a client connects to: the server's /mcp, or a server of its own."""
    return f"{server.url}/mcp" if request.param == "http" else stdio()


@pytest.fixture(params=["http", "stdio"])
def small_peer(request, small, tools):
    if request.param == "http":
        return f"{small.url}/mcp"
    return stdio("--slots", "1", "--sessions", "--tool-config", tools, ASSAY_EXECUTION_TIERS="math")


def stdio(*flags, **environment):
    return mcp.StdioServerParameters(
        command=str(BINARY), args=["mcp", *map(str, flags)], env=environment, cwd=REPOSITORY)


def text(result):
    return "".join(part.text for part in result.content if part.type == "text")


def talk(peer, body, mode="auto"):
    """Connects a client and lets `body` use it."""

    async def run():
        async with mcp.Client(peer, mode=mode) as client:
            return await body(client)

    return asyncio.run(run())


@pytest.mark.parametrize("mode", MODES)
def test_tools_are_listed_and_called(peer, mode, client):
    async def body(session):
        listed = (await session.list_tools()).tools
        result = await session.call_tool("code_interpreter", {"code": "x = symbols('x'); solve(2*(x+x+3)-30, x)"})
        failed = await session.call_tool("code_interpreter", {"code": "1/0"})
        long = await session.call_tool("code_interpreter", {"code": "print('x' * 3_000_000)"})
        return listed, result, failed, long, session.protocol_version

    listed, result, failed, long, version = talk(peer, body, mode)
    assert version == ("2025-11-25" if mode == "legacy" else "2026-07-28")
    own = [tool["function"] for tool in client.get("/v1/tools").json()["tools"]]
    assert [(tool.name, tool.description, tool.input_schema) for tool in listed] == [
        (tool["name"], tool["description"], tool["parameters"]) for tool in own]
    assert (text(result), result.is_error) == ("[6]", False)
    assert result.structured_content == {"outcome": "ok", "text": "[6]", "truncated": False}
    assert (text(failed), failed.is_error) == ("Execution failed: ZeroDivisionError: division by zero", True)
    assert failed.structured_content["outcome"] == "error"
    assert not long.is_error
    assert long.structured_content["truncated"]
    assert text(long).endswith("(output truncated)")


@pytest.mark.parametrize("mode", MODES)
def test_calls_at_once(peer, mode):
    async def body(session):
        calls = [session.call_tool("code_interpreter", {"code": f"{n}**2"}) for n in range(16)]
        return [text(result) for result in await asyncio.gather(*calls)]

    assert talk(peer, body, mode) == [str(n**2) for n in range(16)]


@pytest.mark.parametrize("mode", MODES)
def test_what_no_tool_takes_is_an_error(peer, mode):
    async def body(session):
        for name, arguments in [("nope", {}), ("", {})]:
            with pytest.raises(mcp.MCPError) as raised:
                await session.call_tool(name, arguments)
            assert raised.value.error.code == -32602
        # A missing argument is the model's to mend.
        result = await session.call_tool("code_interpreter", {})
        assert result.is_error
        assert "'code'" in text(result)

    talk(peer, body, mode)


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_pictures(peer, mode):
    async def body(session):
        data = base64.b64encode(PIXEL).decode()
        code = f"display({{'image/png': {data!r}}}, raw=True)\nprint('drawn')"
        return await session.call_tool("code_interpreter", {"code": code})

    said, picture = talk(peer, body, mode).content
    assert (said.type, said.text) == ("text", "drawn")
    assert (picture.type, picture.mime_type, base64.b64decode(picture.data)) == ("image", "image/png", PIXEL)


@pytest.mark.parametrize("mode", MODES)
def test_a_call_that_is_given_up_ends(small_peer, mode):
    async def body(session):
        assert text(await session.call_tool("code_interpreter", {"code": "'warm'"})) == "'warm'"
        with pytest.raises(mcp.MCPError):
            await session.call_tool(
                "code_interpreter", {"code": "import time; time.sleep(50)"}, read_timeout_seconds=1)
        # There is one slot: the next call would wait for the first one's end.
        start = time.monotonic()
        assert text(await session.call_tool("code_interpreter", {"code": "'next'"})) == "'next'"
        return time.monotonic() - start

    assert talk(small_peer, body, mode) < 5


def test_a_client_that_hangs_up_ends_its_run(small):
    body = rpc("tools/call", {"name": "code_interpreter", "arguments": {"code": "import time; time.sleep(50)"}})
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{small.url}/mcp", json=body, timeout=1)
    start = time.monotonic()
    reply = httpx.post(f"{small.url}/v1/execute", json={"code": "import math; 1", "prelude": True}, timeout=60)
    assert reply.json()["outcome"] == "ok"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_no_free_worker_is_an_error_and_no_result(small, mode):
    async def body(session):
        busy = asyncio.create_task(
            session.call_tool("code_interpreter", {"code": "import time; time.sleep(4)"}))
        await asyncio.sleep(0.5)
        with pytest.raises(mcp.MCPError) as raised:
            await session.call_tool("code_interpreter", {"code": "1"})
        assert not (await busy).is_error
        return raised.value.error

    error = talk(f"{small.url}/mcp", body, mode)
    assert (error.code, error.data) == (-32603, {"outcome": "overloaded"})


@pytest.mark.parametrize("mode", MODES)
def test_state_under_a_name(small_peer, mode):
    async def body(session):
        run = lambda code, **more: session.call_tool("code_interpreter", {"code": code, **more})
        made = await run("y = np.arange(4).sum(); open('note', 'w').write('kept')", session="new")
        name = text(made).rsplit("(session: ", 1)[1].rstrip(")")
        found = await run("print(open('note').read(), y, sqrt(16))", session=name)
        alone = await run("y")
        unknown = await run("y", session="ses_nope")
        return found, alone, unknown

    found, alone, unknown = talk(small_peer, body, mode)
    assert text(found) == "kept 6 4.0"
    assert (alone.is_error, text(alone)) == (True, "Execution failed: NameError: name 'y' is not defined")
    assert unknown.is_error
    assert "no session ses_nope" in text(unknown)


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_the_truth_comes_with_the_call(small_peer, mode):
    async def body(session):
        names = [tool.name for tool in (await session.list_tools()).tools]
        meta = {"assay/create_kwargs": {"ground_truth": "72"}}
        result = await session.call_tool("calc_gsm8k_reward", {"answer": "72"}, meta=meta)
        with pytest.raises(mcp.MCPError):
            await session.call_tool("calc_gsm8k_reward", {"answer": "72"})
        return names, text(result)

    names, said = talk(small_peer, body, mode)
    assert names == ["code_interpreter", "calc_gsm8k_reward"]
    assert said == "Current parsed answer='72' reward=1.0"


@pytest.mark.parametrize("mode", MODES)
def test_keys(tmp_path, mode):
    file = tmp_path / "keys"
    file.write_text("alpha\n")
    server = Server(settings={"ASSAY_HTTP_AUTH_KEYS_FILE": str(file)})

    async def connect(headers):
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            async with mcp.Client(streamable_http_client(f"{server.url}/mcp", http_client=http), mode=mode) as session:
                return text(await session.call_tool("code_interpreter", {"code": "6*7"}))

    try:
        assert asyncio.run(connect({"Authorization": "Bearer alpha"})) == "42"
        for headers in ({}, {"Authorization": "Bearer beta"}):
            with pytest.raises(Exception) as raised:
                asyncio.run(connect(headers))
            assert "Authorization: Bearer KEY" in "".join(map(str, leaves(raised.value)))
    finally:
        assert server.stop() == 0


def leaves(error):
    """What task groups have wrapped."""
    return [leaf for inner in error.exceptions for leaf in leaves(inner)] if hasattr(error, "exceptions") else [error]


@pytest.mark.parametrize("mode", MODES)
def test_fastmcp(server, mode):
    async def body():
        client = fastmcp.Client(f"{server.url}/mcp", mode=mode)
        # verl's MCP tools connect anew for every call.
        for n in range(20):
            async with client:
                result = await client.call_tool("code_interpreter", {"code": f"{n} + 1"})
                assert result.content[0].text == str(n + 1)
                assert result.data.outcome == "ok"
        async with client:
            with pytest.raises(fastmcp.exceptions.ToolError, match="ZeroDivisionError"):
                await client.call_tool("code_interpreter", {"code": "1/0"})

    asyncio.run(body())


def test_fastmcp_starts_a_server_of_its_own():
    async def body():
        configuration = {"mcpServers": {"assay": {"command": str(BINARY), "args": ["mcp", "--slots", "2"]}}}
        async with fastmcp.Client(configuration) as client:
            return await client.call_tool("code_interpreter", {"code": "2**10"})

    assert asyncio.run(body()).content[0].text == "1024"


# The generation of clients before the stateless form, in a Python of its own.
OLD_CLIENT = """
import asyncio, sys
from datetime import timedelta
from mcp import ClientSession, McpError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client

async def main(target):
    if target.startswith("http"):
        transport = streamablehttp_client(target)
    else:
        transport = stdio_client(StdioServerParameters(command=target, args=["mcp", "--slots", "1"]))
    async with transport as (read, write, *_):
        async with ClientSession(read, write) as session:
            print((await session.initialize()).protocolVersion)
            await session.send_ping()
            print([tool.name for tool in (await session.list_tools()).tools])
            for code in ("6*7", "1/0"):
                result = await session.call_tool("code_interpreter", {"code": code})
                print(result.isError, result.content[0].text, result.structuredContent["outcome"])
            try:
                await session.call_tool(
                    "code_interpreter", {"code": "while True: pass"}, read_timeout_seconds=timedelta(seconds=1))
            except McpError as error:
                print(error.error.code)
            try:
                await session.call_tool("nope", {})
            except McpError as error:
                print(error.error.code)

asyncio.run(main(sys.argv[1]))
"""


def test_older_clients(peer):
    path = [released.folder("mcp", "1.30.0"), released.folder("httpx-sse", "0.4.3")]
    target = peer if isinstance(peer, str) else str(BINARY)
    run = subprocess.run(
        [sys.executable, "-c", OLD_CLIENT, target], capture_output=True, text=True, timeout=60, cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))})
    assert run.stdout.splitlines() == [
        "2025-11-25", "['code_interpreter']", "False 42 ok",
        "True Execution failed: ZeroDivisionError: division by zero error", "408", "-32602"], run.stderr


# The revisions that no client of today begins with, by hand.


def rpc(method, params=None, number=1):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params or {}}


CALL = rpc("tools/call", {"name": "code_interpreter", "arguments": {"code": "6*7"}}, 2)


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_every_revision_with_a_handshake(url, version):
    with httpx.Client(headers={"Accept": "application/json, text/event-stream"}, timeout=60) as http:
        greeting = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}
        first = http.post(f"{url}/mcp", json=rpc("initialize", greeting))
        assert first.json()["result"]["protocolVersion"] == version
        http.headers["Mcp-Session-Id"] = first.headers["mcp-session-id"]
        if version >= "2025-06-18":
            http.headers["Mcp-Protocol-Version"] = version
        told = http.post(f"{url}/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
        assert (told.status_code, told.content) == (202, b"")
        assert http.post(f"{url}/mcp", json=CALL).json()["result"]["content"] == [{"type": "text", "text": "42"}]
        batch = http.post(f"{url}/mcp", json=[rpc("ping"), CALL])
        if version < "2025-06-18":
            assert {reply["id"] for reply in batch.json()} == {1, 2}
        else:
            assert (batch.status_code, batch.json()["error"]["code"]) == (400, -32600)
        assert http.get(f"{url}/mcp", headers={"Accept": "text/event-stream"}).status_code == 405
        assert http.delete(f"{url}/mcp").status_code == 405


def test_pages_of_elsewhere_may_not_call(url):
    for origin, status in [("http://evil.example", 403), ("null", 403), ("http://localhost:6274", 200)]:
        assert httpx.post(f"{url}/mcp", json=rpc("ping"), headers={"Origin": origin}).status_code == status


# `assay mcp` as a process.


@contextlib.contextmanager
def process(*flags):
    child = subprocess.Popen(
        [BINARY, "mcp", "--slots", "1", *flags], cwd=REPOSITORY, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def test_the_end_of_input_is_the_end_after_the_answers():
    with process("--log-level", "trace") as child:
        lines = [rpc("initialize", {"protocolVersion": "2025-06-18"}, 0), CALL, "{", "", rpc("ping", number=3)]
        said = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        output, log = child.communicate(said, timeout=60)
        assert child.returncode == 0
    replies = [json.loads(line) for line in output.splitlines()]
    assert replies[0]["id"] == 0
    assert {reply["id"] for reply in replies} == {0, 2, 3, None}
    assert next(reply for reply in replies if reply["id"] is None)["error"]["code"] == -32700
    assert next(reply for reply in replies if reply["id"] == 2)["result"]["structuredContent"]["text"] == "42"
    assert log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_the_end_at_once(number):
    with process() as child:
        print(json.dumps(CALL), file=child.stdin, flush=True)
        assert json.loads(child.stdout.readline())["id"] == 2
        endless = rpc("tools/call", {"name": "code_interpreter", "arguments": {"code": "while True: pass"}})
        print(json.dumps(endless), file=child.stdin, flush=True)
        time.sleep(0.5)
        workers = descendants(child.pid)
        assert workers
        child.send_signal(number)
        assert child.wait(5) == 0
        assert child.stdout.read() == ""
        assert wait_until_gone(workers, 2) == []


def test_a_bad_setting_is_told_on_stderr():
    for flags in (["--tool-config", "/nonexistent"], ["--require", "magic"], ["--config", "/nonexistent"]):
        with process(*flags) as child:
            output, log = child.communicate("", timeout=30)
            assert (child.returncode, output) == (1, "")
            assert "assay mcp: " in log

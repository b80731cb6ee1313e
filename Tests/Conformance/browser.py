"""A headless Chromium, driven through its DevTools protocol: pages are clicked and typed into as a person would."""

import asyncio
import contextlib
import itertools
import pathlib
import shutil
import subprocess
import time

import aiohttp

NAMES = ["chromium", "chromium-headless-shell", "google-chrome", "chromium-browser"]
PATH = next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page. What it is asked for waits until the browser has done it."""

    def __init__(self, loop, socket):
        self._loop, self._socket, self._ids = loop, socket, itertools.count(1)
        self.events = []
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.send(f"{domain}.enable")

    def send(self, method, **parameters):
        return self._loop.run_until_complete(self._send(method, parameters))

    async def _send(self, method, parameters):
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json(timeout=60)
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def open(self, url):
        # From one address of a page to another, only what is behind # changes: nothing would be loaded.
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=url)
        self.wait("location.protocol !== 'about:' && document.readyState === 'complete'")

    def evaluate(self, expression):
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait(self, expression, seconds=30):
        end = time.monotonic() + seconds
        while not self.evaluate(f"!!({expression})"):
            assert time.monotonic() < end, f"never: {expression}"
            time.sleep(0.02)

    def type(self, text):
        self.send("Input.insertText", text=text)

    def press(self, key, code=None, number=0, text=""):
        for kind in ["keyDown", "keyUp"]:
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=code or key, windowsVirtualKeyCode=number,
                      text=text if kind == "keyDown" else "")

    def click(self, selector):
        box = self.evaluate(
            f"(() => {{ const it = document.querySelector({selector!r}); it.scrollIntoView({{block: 'center'}});"
            " const box = it.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        for kind in ["mousePressed", "mouseReleased"]:
            self.send("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def named(self, method):
        """The parameters of the events so far that are called so."""
        return [event["params"] for event in self.events if event.get("method") == method]


@contextlib.contextmanager
def page(folder):
    """A page of a browser of its own, whose profile goes into the folder."""
    profile = pathlib.Path(folder) / "profile"
    command = [PATH, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
               f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    loop = asyncio.new_event_loop()
    try:
        port = _port(process, profile)
        session, socket = loop.run_until_complete(_connect(port))
        try:
            yield Page(loop, socket)
        finally:
            loop.run_until_complete(session.close())
    finally:
        process.terminate()
        process.wait(30)
        loop.close()


def _port(process, profile):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, f"the browser ended with {process.returncode}"
        with contextlib.suppress(OSError, IndexError):
            lines = (profile / "DevToolsActivePort").read_text().splitlines()
            return int(lines[0])
        time.sleep(0.05)
    raise TimeoutError("the browser tells no port")


async def _connect(port):
    session = aiohttp.ClientSession()
    async with session.get(f"http://127.0.0.1:{port}/json") as reply:
        target = next(target for target in await reply.json() if target["type"] == "page")
    return session, await session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)

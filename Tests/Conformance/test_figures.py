"""Figures of matplotlib, drawn without a display and shown as Jupyter shows them."""

import base64
import struct
import subprocess
import zlib

import pytest

from notebook import cell, create

# Three pictures: two that are asked for, one that is left open.
DRAWN = """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
print(plt.get_fignums())
plt.bar([1], [2])
plt.show()
plt.figure()
plt.plot([3, 4])
None
"""


@pytest.fixture(autouse=True)
def matplotlib():
    if subprocess.run(["/usr/bin/python3", "-c", "import matplotlib"], capture_output=True).returncode != 0:
        pytest.skip("needs python3-matplotlib, which `make figures` installs")


@pytest.fixture
def session(client):
    session = create(client, tier="math", memory_mb=1024)
    yield session
    client.delete(session)


def pixels(picture):
    """Width, height and the bytes of a PNG, whose every checksum is right."""
    data = base64.b64decode(picture, validate=True)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, kinds, packed = 8, [], b""
    while place < len(data):
        (length,), kind = struct.unpack(">I", data[place:place + 4]), data[place + 4:place + 8]
        body = data[place + 8:place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length:place + 12 + length]) == (zlib.crc32(kind + body),)
        kinds.append(kind)
        packed += body if kind == b"IDAT" else b""
        place += 12 + length
    assert (kinds[0], kinds[-1], place) == (b"IHDR", b"IEND", len(data))
    width, height = struct.unpack(">II", data[16:24])
    return width, height, zlib.decompress(packed)


def check(result):
    assert result["outcome"] == "ok", result
    assert (result["stdout"], result["stderr"]) == ("[]\n", "")
    pictures = [pixels(bundle["image/png"]) for bundle in result["display"]]
    assert len(pictures) == 3
    assert len(set(pictures)) == 3
    assert all(width > 300 and height > 200 and len(set(drawn)) > 10 for width, height, drawn in pictures)
    assert all(bundle["text/plain"].startswith("<Figure size ") for bundle in result["display"])


def test_a_program(execute):
    check(execute(DRAWN, memory_mb=1024))


def test_a_program_that_chooses_its_backend(execute):
    shown = execute("import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert len(shown["display"]) == 1
    pixels(shown["display"][0]["image/png"])


def test_a_session(client, session):
    check(cell(client, session, DRAWN))
    assert cell(client, session, "plt.get_fignums()")["value"] == "[]"
    # A cell that fails shows what it has drawn, and the next one starts anew.
    failed = cell(client, session, "plt.plot([1])\n1 / 0")
    assert (failed["outcome"], len(failed["display"])) == ("error", 1)
    assert cell(client, session, "plt.get_fignums()")["value"] == "[]"
    # As a value, as something displayed, and then no second time at the end.
    drawn = cell(client, session, "figure, axes = plt.subplots()\naxes.plot([1, 2])\nplt.close()\nfigure")
    assert [sorted(bundle) for bundle in drawn["display"]] == [["image/png", "text/plain"]]
    shown = cell(client, session, "display(figure)")
    assert pixels(shown["display"][0]["image/png"]) == pixels(drawn["display"][0]["image/png"])


# What matplotlib opens of the host's fonts while it is imported.
OPENED = """
import sys
opened = []
def note(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".ttf", ".ttc", ".otf", ".afm")):
        opened.append(arguments[0])
sys.addaudithook(note)
import matplotlib.font_manager
print(len(opened), len(matplotlib.font_manager.fontManager.ttflist) > 30)
"""


def test_fonts_are_listed_once(execute):
    assert execute(OPENED, memory_mb=1024)["stdout"] == "0 True\n"
    # The audit sees what it is to see.
    anew = OPENED + "matplotlib.font_manager._load_fontmanager(try_read_cache=False)\nprint(len(opened))"
    assert int(execute(anew, memory_mb=1024)["stdout"].splitlines()[1]) > 30

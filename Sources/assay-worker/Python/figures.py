"""Figures of matplotlib: a backend without a display, and a list of the host's fonts that is made once.

Where matplotlib finds no such list it reads every font of the host, which takes seconds where there are many, and a
program's home is always new. So the template has the list made, and a program that imports matplotlib is left a copy.

Like the runner, this runs in the confined child, and whatever it makes is a claim.
"""

import base64
import importlib.machinery
import importlib.util
import io
import os
import signal
import sys
import zlib

BACKEND = "module://assay_backend"
# In seconds: with a cold disk and thousands of fonts. Programs then make their own.
LONGEST_LISTING = 30

_fonts = None


def install(show, fonts):
    """Has matplotlib find what is here; `show()` is what its show() then does, and fonts a FontList or None."""
    global _fonts
    _fonts = fonts.wait() if fonts else None
    Backend.show = show
    sys.meta_path.insert(0, Finder)


def drawn():
    """The figures that are open, which are closed afterwards."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        for number in pyplot.get_fignums():
            yield pyplot.figure(number)
        pyplot.close("all")


def is_figure(value):
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def picture(figure):
    """The figure as a PNG in base64."""
    data = io.BytesIO()
    figure.savefig(data, format="png", bbox_inches="tight")
    return base64.b64encode(data.getvalue()).decode("ascii")


class Backend:
    """Makes matplotlib's backend that MPLBACKEND names: Agg, whose show() shows figures as Jupyter does."""

    name = BACKEND.removeprefix("module://")
    show = None

    @staticmethod
    def create_module(spec):
        return None

    @classmethod
    def exec_module(cls, module):
        from matplotlib.backends import backend_agg

        module.FigureCanvas = backend_agg.FigureCanvasAgg
        module.FigureManager = backend_agg.FigureManagerBase
        module.show = lambda *_, **__: cls.show()


class Finder:
    """Finds the backend, and leaves the list of fonts when matplotlib is about to look for it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "matplotlib.font_manager" and _fonts is not None:
            _leave(*_fonts)
        return importlib.machinery.ModuleSpec(name, Backend) if name == Backend.name else None


def _leave(name, data):
    try:
        with open(os.path.join(sys.modules["matplotlib"].get_cachedir(), name), "xb") as file:
            file.write(zlib.decompress(data))
    except OSError:
        pass


class FontList:
    """The list of fonts, made by a child of the template while the template imports what its tier holds."""

    def __init__(self):
        self._child = None
        if importlib.util.find_spec("matplotlib") is None:
            return
        self._reader, writer = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            try:
                _send_list(writer)
            finally:
                os._exit(0)
        os.close(writer)

    def wait(self):
        """The name of matplotlib's file and what is in it, compressed; None where there is no matplotlib or it fails."""
        if self._child is None:
            return None
        with open(self._reader, "rb") as reader:
            name, _, data = reader.read().partition(b"\n")
        os.waitpid(self._child, 0)
        return (name.decode(), data) if data else None


def _send_list(writer):
    import tempfile

    signal.alarm(LONGEST_LISTING)
    nowhere = os.open("/dev/null", os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    # The server's socket among them, which nobody may hold when the template is gone.
    for descriptor in range(3, writer):
        os.close(descriptor)
    with tempfile.TemporaryDirectory() as folder:
        # Those of the host that programs see, and no user's own; without a path there is no fc-list either.
        os.chdir(folder)
        os.environ.clear()
        os.environ.update({"HOME": folder, "MPLCONFIGDIR": folder, "PATH": ""})
        import matplotlib.font_manager

        [name] = (name for name in os.listdir(folder) if name.startswith("fontlist"))
        with open(name, "rb") as file, open(writer, "wb") as answer:
            answer.write(name.encode() + b"\n" + zlib.compress(file.read()))

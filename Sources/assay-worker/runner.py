"""What the confined interpreter does around a program: the only Python that Assay adds to it.

`preload` runs once in the template; `prepare` in every confined child while it waits; `execute` with the
program. Nothing here is trusted by the supervisor: what is left in CLAIMS is a claim, and status,
time and memory are observed from outside.
"""

import ast
import atexit
import base64
import builtins
import gc
import importlib.machinery
import inspect
import io
import json
import linecache
import os
import random
import sys
import threading
import traceback
import types
import weakref

import assay_magics as magics
import assay_notebook as notebook

CLAIMS = "/.claims"
WORK = "/work"
MAIN = WORK + "/main.py"
LONGEST_TEXT = 256 * 1024
# Of everything displayed together; the supervisor reads no claims that are longer than 4 MiB.
MOST_DISPLAYED = 3 << 20
FRAMES_SHOWN = 40

_exit_handlers = 0
# The seed's prelude; and, where the tier holds what it imports, a __main__ in which it has run, with its names then.
_seed = ""
_seeded = None
_seeded_names = {}

ENVIRONMENT = {
    "HOME": "/home/user",
    "LANG": "C.UTF-8",
    "LOGNAME": "user",
    "MPLBACKEND": "module://assay_figures",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "PWD": WORK,
    "TMPDIR": "/tmp",
    "USER": "user",
}

# Modules that most programs import: loaded in the template so that no execution pays for them. Those that bring a
# shared library (hashlib, bz2, uuid, socket …) stay out: every fork would pay for their mappings.
BARE = """
_strptime bisect calendar cmath collections contextlib copy csv dataclasses datetime decimal enum fractions functools
heapq inspect itertools json math numbers operator pathlib pprint random re statistics string struct textwrap time
timeit traceback typing unicodedata warnings
""".split()
MATH = ["numpy", "numpy.linalg", "numpy.fft", "numpy.random", "mpmath", "sympy"]

# Run in the template: caches that a first use fills are then shared by every execution.
WARM_BARE = """
from dataclasses import dataclass
from fractions import Fraction
from decimal import Decimal
import datetime, json, random, re, statistics
def solution():
    '''A warm-up.'''
    total = sum(range(10)) / 3
    return f"{total:.2f} {Fraction(1, 3)} {Decimal('1.5') + 1}"
solution(), json.loads(json.dumps({"a": [1, 2.5, None]})), re.sub(r"(\\d+)", r"<\\1>", "a1")
datetime.date(2024, 2, 29).isoformat(), statistics.mean([1, 2, 3]), random.randint(1, 6)
"""
WARM_MATH = """
from sympy import *
x, y, n = symbols("x y n")
k = symbols("k", positive=True)
solve(2*(x + x + 3) - 30, x), solve(x**2 - 5*x + 6, x), solve([x + y - 10, x - y - 2], [x, y])
solve(Eq(3*x + 2, 11), x), solve(x**3 - 2*x + 1, x), solveset(x**2 - 4, x)
simplify(sin(x)**2 + cos(x)**2), expand((x + y)**3), factor(x**4 - 1), diff(sin(x)*x**2, x)
integrate(x**2, x), integrate(sin(x), (x, 0, pi)), limit(sin(x)/x, x, 0), Rational(1, 3) + 1, N(pi, 30)
Matrix([[1, 2], [3, 4]]).det(), isprime(10**9 + 7), nsolve(cos(x) - x, 1), summation(n, (n, 1, 10))
str(sqrt(8)), latex(x**2 / 3), float(sqrt(2)), (k**2).subs(k, 3), gcd(12, 18), lcm(4, 6), factorial(10)
import numpy as np
a = np.arange(9.0).reshape(3, 3) + np.eye(3)
np.linalg.inv(a), np.linalg.solve(a, np.ones(3)), a @ a, a.mean(), np.random.rand(3), np.polyfit(range(9), range(9), 1)
"""


def preload(tier, seed):
    """Imports what the tier holds, warms it and freezes it; returns [name version, …]."""
    global _seed, _seeded, _seeded_names
    import importlib

    names = list(BARE) + (MATH if tier == "math" else [])
    for name in names:
        importlib.import_module(name)
    program = WARM_BARE + (WARM_MATH if tier == "math" else "")
    for _ in range(2):
        exec(compile(ast.parse(program), "<warm-up>", "exec"), {"__name__": "__main__"})
    # A name that programs written for Jupyter count on.
    builtins.display = display
    sys.meta_path.append(FigureBackend)
    _seed = seed
    if tier == "math":
        _seeded = _main_module()
        _run_source(seed, "<prelude>", _seeded.__dict__, False, None)
        _seeded_names = dict(_seeded.__dict__)
    sys.path[:] = [entry for entry in sys.path if entry]
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    sys.dont_write_bytecode = True
    # Else each rehearsal would end with a collection of all that was imported.
    gc.freeze()
    _rehearse()
    if tier == "math":
        # In numbers alone: what of the state lies elsewhere is the same in every child.
        sys.modules["numpy"].random.seed()
    gc.collect()
    gc.freeze()
    found = []
    for name in ("numpy", "sympy", "mpmath"):
        module = sys.modules.get(name)
        if module is not None:
            found.append(f"{name} {module.__version__}")
    return found


def settle():
    """What is registered by now is the template's and ends no program."""
    global _exit_handlers
    _exit_handlers = atexit._ncallbacks()


def reseed(numpy_too):
    """Gives a child its own random state; CPython's own hook after a fork would run five modules' handlers."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy_too and numpy is not None:
        # One word from the kernel: the default, a SeedSequence, takes ten times as long.
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))


def prepare():
    """Takes the page faults of a first program while nobody waits, by running an empty one."""
    path = list(sys.path)
    execute("python", b"def f(x):\n    return f'{x + 1}'\nprint(f(1), end='', file=open('/dev/null', 'w'))", b"", True)
    sys.path[:] = path
    linecache.cache.clear()


def _rehearse():
    """Has CPython specialise the runner's own code, which it otherwise does, page by page, in every child."""
    global CLAIMS, _cell, _module
    claims, CLAIMS = CLAIMS, "/dev/null"
    settle()
    path = list(sys.path)
    for _ in range(20):
        prepare()
        # A value is claimed, which a waiting child must not do: the claim would be taken for its program's.
        execute("python", b"1", b"", True)
        run_cell(b"1", b"", True)
    _cell, _module = 0, None
    sys.path[:] = path
    linecache.cache.clear()
    CLAIMS = claims


def _limited(text):
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


class _Claims:
    """What the program's end looked like from inside."""

    def __init__(self):
        self.value = None
        self.exception = None
        self.display = []
        # Where among what is displayed the cell's value is.
        self.result = None
        self.room = MOST_DISPLAYED

    def show(self, bundle):
        """Adds a MIME bundle, or a note in its place where there is no room left."""
        size = sum(len(text) for text in bundle.values())
        if size > self.room:
            bundle = {"text/plain": f"[{', '.join(bundle)}: {size} bytes are too many to show]"}
            size = 0
        self.room -= size
        self.display.append(bundle)

    def send(self):
        if self.value is None and self.exception is None and not self.display:
            return
        # Most programs claim a value and nothing else, for which the encoder's machinery would be the most that they do.
        value = "null" if self.value is None else json.encoder.encode_basestring_ascii(self.value)
        exception = "null" if self.exception is None else json.dumps(self.exception)
        display = "[]" if not self.display else json.dumps(self.display)
        result = "null" if self.result is None else self.result
        data = f'{{"value": {value}, "exception": {exception}, "display": {display}, "result": {result}}}'.encode()
        try:
            file = os.open(CLAIMS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
            os.write(file, data)
            os.close(file)
        except OSError:
            pass


_REPRESENTATIONS = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_latex_", "text/latex"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_json_", "application/json"),
)
_claims = None
# How the cell that runs shows itself: WorkerProtocol's CellStyle.
_style = "program"


def _text(value):
    return _limited(repr(value) if _style == "program" else notebook.pretty(value))


def _bundle(value):
    """The forms in which Jupyter would show a value, by MIME type, as text; pictures as base64."""
    bundle = {"text/plain": _text(value)}
    if isinstance(value, type):
        return bundle
    forms = {}
    method = getattr(value, "_repr_mimebundle_", None)
    if callable(method):
        found = method(include=None, exclude=None)
        forms.update((found[0] if isinstance(found, tuple) else found) or {})
    for name, mime in _REPRESENTATIONS:
        method = getattr(value, name, None)
        if mime not in forms and callable(method):
            forms[mime] = method()
    figures = sys.modules.get("matplotlib.figure")
    if figures is not None and isinstance(value, figures.Figure):
        forms["image/png"] = _picture(value)
    for mime, form in forms.items():
        if isinstance(form, tuple):
            form = form[0]
        if isinstance(form, (bytes, bytearray)):
            form = base64.b64encode(form).decode("ascii")
        elif form is not None and not isinstance(form, str):
            form = json.dumps(form)
        if form is not None:
            bundle[str(mime)] = form
    return bundle


def display(*values, **options):
    """Shows values as Jupyter's display does: in their richest forms, among the results of the program."""
    if _style not in ("program", "kernel"):
        return print(*values)
    for value in values:
        if options.get("raw"):
            bundle = {str(mime): str(form) for mime, form in dict(value).items()}
        else:
            bundle = _bundle(value)
        if _claims is not None:
            _claims.show(bundle)


class FigureBackend:
    """Finds matplotlib's backend here, named by MPLBACKEND: Agg, whose show() shows figures as Jupyter does."""

    name = "assay_figures"

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, cls) if name == cls.name else None

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        from matplotlib.backends import backend_agg

        module.FigureCanvas = backend_agg.FigureCanvasAgg
        module.FigureManager = backend_agg.FigureManagerBase
        module.show = lambda *_, **__: _claims is None or _show_figures(_claims)


def _show_figures(claims):
    """Shows what matplotlib has drawn and closes it: where a program asks for it, and at its end, as Jupyter does."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    # A terminal shows none.
    if pyplot is None or _style not in ("program", "kernel"):
        return
    for number in pyplot.get_fignums():
        claims.show(_bundle(pyplot.figure(number)))
    pyplot.close("all")


def _picture(figure):
    data = io.BytesIO()
    figure.savefig(data, format="png", bbox_inches="tight")
    return base64.b64encode(data.getvalue()).decode("ascii")


def _report(claims, error):
    """Shows the traceback and claims it; an exception that will not be looked at is still one."""
    try:
        _show(claims, error)
    except BaseException:
        try:
            sys.stderr.write("an exception that cannot be shown\n")
        except BaseException:
            pass


def _is_ours(file):
    if file in notebook.OWN:
        return True
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and os.path.dirname(file) == os.path.dirname(asyncio.__file__)


def _show(claims, error):
    # Without the runner's own frames, and those of the loop that it awaits on.
    frames = error.__traceback__
    while frames is not None and _is_ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    entries = None
    # The traceback's own length is bounded: deep recursion must not turn an error into a timeout.
    if _style == "program":
        lines = traceback.format_exception(type(error), error, frames, limit=-FRAMES_SHOWN)
        text = _limited("".join(lines))
        sys.stderr.write(text)
    else:
        entries = notebook.traceback_entries(error, frames, _style)
        text = _limited("\n".join(entries))
        if _style != "kernel":
            sys.stdout.write(text + "\n")
    if claims.exception is None:
        claims.exception = {
            "type": type(error).__name__,
            "message": _limited(str(error)),
            "traceback": text,
        }
        if entries is not None and sum(map(len, entries)) <= LONGEST_TEXT:
            claims.exception["entries"] = entries


def _exit_code(stop):
    """The status `python3 program.py` would have for this SystemExit."""
    code = stop.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def _run_source(source, name, namespace, echo, claims, cell=False, show=None):
    """Runs a program, or a cell: that may await at its top level, and has its value shown."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if cell else 0
    codes = magics.compiled(_parse(source, name, flags, cell), name, flags, echo)
    value = None
    if any(_awaits(code) for code in codes):
        value = _await(_evaluate(codes, namespace))
    else:
        for code in codes:
            value = eval(code, namespace)
    if value is not None:
        claims.value = _text(value)
        if show is not None:
            show(claims, value)


def _parse(source, name, flags, cell):
    # compile, not ast.parse: a SyntaxError then has no frame of the ast module in its traceback.
    try:
        return compile(source, name, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    except SyntaxError:
        if not cell:
            raise
    return magics.parse(source.decode("utf-8", "replace"), name, flags)


def _awaits(code):
    return code.co_flags & inspect.CO_COROUTINE


async def _evaluate(codes, namespace):
    for code in codes:
        value = eval(code, namespace)
        if _awaits(code):
            value = await value
    return value


# The event loop that a session's cells await on. Between those that do it stands still, with the tasks that it has; the
# others run without, so that asyncio.run works in them.
_loop = None


def _await(coroutine):
    global _loop
    import asyncio
    import selectors

    if _loop is None or _loop.is_closed():
        # Polling, since nothing of it is the kernel's: a branch's loop is then its own.
        _loop = asyncio.SelectorEventLoop(selectors.PollSelector())
    asyncio.set_event_loop(_loop)
    task = _loop.create_task(coroutine)
    try:
        return _loop.run_until_complete(task)
    finally:
        # An interrupt stops the loop and not the task, which must not run on in a later cell.
        if not task.done():
            task.cancel()
            try:
                _loop.run_until_complete(task)
            except BaseException:
                pass
        elif not task.cancelled():
            # Seen, or asyncio would tell of it as one that nobody has asked for.
            task.exception()


def leave_loop():
    """In a branch: wakes its loop through a socket of its own, no longer the session's."""
    global _loop
    try:
        if _loop is not None and not _loop.is_closed():
            _loop._close_self_pipe()
            _loop._make_self_pipe()
    except Exception:
        _loop = None


def _show_value(claims, value):
    """Shows a cell's value where it has more forms than its repr. A tool's program does without: SymPy's LaTeX takes longer
    than most programs."""
    bundle = _bundle(value)
    if len(bundle) > 1:
        claims.show(bundle)


def _show_result(claims, value):
    """Shows a cell's value as a kernel does, marked as the result."""
    claims.result = len(claims.display)
    claims.show(_bundle(value))


def _print_result(claims, value):
    """Writes a cell's value as IPython does on a terminal; a cell that is in no history has the number 0."""
    text = claims.value
    sys.stdout.write("Out[0]: " + ("\n" if "\n" in text else "") + text + "\n")


def _main_module():
    module = types.ModuleType("__main__")
    module.__file__ = MAIN
    module.__builtins__ = builtins
    return module


def _enter_main(prelude):
    """The program's own module; for the seed's prelude the one in which the template has run it, ours to use up."""
    module = (_seeded if prelude is True else None) or _main_module()
    sys.modules["__main__"] = module
    sys.argv = ["main.py"]
    sys.path.insert(0, WORK)
    return module


def _run_prelude(prelude, namespace, claims):
    _run_source(_seed if prelude is True else prelude, "<prelude>", namespace, False, claims)


def _python(code, prelude, echo, claims):
    """Runs a program; the prelude is bytes, or True for the seed's."""
    name = MAIN
    module = _enter_main(prelude)
    namespace = module.__dict__
    if prelude and module is not _seeded:
        _run_prelude(prelude, namespace, claims)
    text = code.decode("utf-8", "replace")
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    # Bytes, not text: a coding cookie or a NUL is then CPython's to judge.
    _run_source(code, name, namespace, echo, claims)


def _pytest(claims):
    import pytest

    sys.argv = ["pytest", "test_main.py"]
    sys.path.insert(0, WORK)
    raise SystemExit(int(pytest.main(["-p", "no:cacheprovider", "test_main.py"])))


def _logs():
    logging = sys.modules.get("logging")
    return logging is not None and logging._handlerList


def _end_interpreter():
    """What finalisation would show: waits for threads, runs exit handlers, drops the program's names."""
    if len(threading._active) > 1:
        threading._shutdown()
    # The template's own handlers have nothing to do unless the program gave them something.
    if atexit._ncallbacks() > _exit_handlers or _logs() or weakref.finalize._registry:
        atexit._run_exitfuncs()
    module = sys.modules.get("__main__")
    if isinstance(module, types.ModuleType):
        names = module.__dict__
        # What the template's run of the prelude bound is held elsewhere too: to drop it would end nothing. Destructors
        # that run now still see those names, where CPython would show them None.
        before = _seeded_names if module is _seeded else {}
        changed = [key for key in changed_names(names, before) if key not in ("__builtins__", "__name__")]
        for key in changed:
            if key.startswith("_"):
                names[key] = None
        for key in changed:
            names[key] = None
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def _begin_claims():
    global _claims
    _claims = _Claims()
    return _claims


def execute(language, code, prelude, echo):
    """Runs the program and returns the exit status; called once, in a process that then ends."""
    claims = _begin_claims()
    status = 0
    try:
        if language == "pytest":
            _pytest(claims)
        else:
            _python(code, prelude, echo, claims)
            _show_figures(claims)
    except SystemExit as stop:
        status = _exit_code(stop)
    except KeyboardInterrupt as error:
        _report(claims, error)
        status = 130
    except BaseException as error:
        status = 1
        _report(claims, error)
    try:
        _end_interpreter()
    except BaseException:
        traceback.print_exc()
    claims.send()
    return status


_cell = 0
_module = None


def _exchange(variables):
    """Sets environment variables, or takes away those that are None; returns what undoes it."""
    before = {name: os.environ.get(name) for name in variables}
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return before


def _shower(text):
    """What shows a cell's value, in its style."""
    if _style == "kernel":
        # Jupyter takes the mark for a wish to see nothing.
        return None if text.rstrip().endswith(";") else _show_result
    return _show_value if _style == "program" else _print_result


def run_cell(code, prelude, echo, style="program", environment=b""):
    """Runs one cell of a session and returns 0, or 1 after an exception; what it defines stays for the next.

    The environment is NAME=value, with NULs between, and the cell's alone.
    """
    global _cell, _module, _style
    claims = _begin_claims()
    status = 0
    _style = style
    is_interrupted = False
    if code:
        _cell += 1
    name = f"<cell {_cell}>"
    variables = os.fsdecode(environment).split("\0") if environment else []
    before = _exchange(dict(variable.split("=", 1) for variable in variables))
    try:
        if _module is None:
            _module = _enter_main(prelude)
        namespace = _module.__dict__
        if prelude and not (prelude is True and _module is _seeded):
            _run_prelude(prelude, namespace, claims)
        text = code.decode("utf-8", "replace")
        # Kept, so that a later traceback through this cell's functions shows their lines.
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        _run_source(code, name, namespace, echo, claims, cell=True, show=_shower(text))
    except BaseException as error:
        status = 1
        _report(claims, error)
        is_interrupted = isinstance(error, KeyboardInterrupt)
    # Also what a cell had drawn that failed, but for one whose time is up.
    if not is_interrupted:
        try:
            _show_figures(claims)
        except BaseException as error:
            status = 1
            _report(claims, error)
    _exchange(before)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    claims.send()
    return status

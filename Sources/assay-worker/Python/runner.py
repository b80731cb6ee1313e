"""What the confined interpreter does around a program: the only Python that Assay adds to it.

`preload` runs once in the template; `prepare` in every confined child while it waits; `execute` with the
program. Nothing here is trusted by the supervisor: what is left behind are claims, and status, time and memory are
observed from outside.
"""

import ast
import atexit
import builtins
import gc
import inspect
import linecache
import os
import random
import sys
import threading
import traceback
import types
import weakref

import assay_claims as claims
import assay_event_loop as event_loop
import assay_figures as figures
import assay_magics as magics
import assay_warm_up as warm_up

WORK = "/work"
MAIN = WORK + "/main.py"

_exit_handlers = 0
# The seed's prelude; and, where the tier holds what it imports, a __main__ in which it has run, with its names then.
_seed = ""
_seeded = None
_seeded_names = {}

ENVIRONMENT = {
    "HOME": "/home/user",
    "LANG": "C.UTF-8",
    "LOGNAME": "user",
    "MPLBACKEND": figures.BACKEND,
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "PWD": WORK,
    "TMPDIR": "/tmp",
    "USER": "user",
}


def preload(tier, seed):
    """Imports what the tier holds, warms it and freezes it; returns [name version, …]."""
    global _seed, _seeded, _seeded_names
    fonts = figures.FontList() if tier == "math" else None
    found = warm_up.run(tier)
    # A name that programs written for Jupyter count on.
    builtins.display = claims.display
    figures.install(claims.show_figures, fonts)
    _seed = seed
    if tier == "math":
        _seeded = _main_module()
        _run_source(seed, "<prelude>", _seeded.__dict__, False)
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


# In a branch.
leave_loop = event_loop.leave


def prepare():
    """Takes the page faults of a first program while nobody waits, by running an empty one."""
    path = list(sys.path)
    execute("python", b"def f(x):\n    return f'{x + 1}'\nprint(f(1), end='', file=open('/dev/null', 'w'))", b"", True)
    sys.path[:] = path
    linecache.cache.clear()


def _rehearse():
    """Has CPython specialise the runner's own code, which it otherwise does, page by page, in every child."""
    global _cell, _module
    path_of_claims, claims.PATH = claims.PATH, "/dev/null"
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
    claims.PATH = path_of_claims


def _exit_code(stop):
    """The status `python3 program.py` would have for this SystemExit."""
    code = stop.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def _run_source(source, name, namespace, echo, cell=False):
    """Runs a program, or a cell, which may await at its top level; returns its value."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if cell else 0
    codes = magics.compiled(_parse(source, name, flags, cell), name, flags, echo)
    if any(_awaits(code) for code in codes):
        return event_loop.run(_evaluate(codes, namespace))
    value = None
    for code in codes:
        value = eval(code, namespace)
    return value


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


def _run_prelude(prelude, namespace):
    _run_source(_seed if prelude is True else prelude, "<prelude>", namespace, False)


def _keep_lines(name, code):
    """Has tracebacks show the lines of what runs under the name."""
    text = code.decode("utf-8", "replace")
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)


def _python(code, prelude, echo):
    """Runs a program and returns its value; the prelude is bytes, or True for the seed's."""
    module = _enter_main(prelude)
    namespace = module.__dict__
    if prelude and module is not _seeded:
        _run_prelude(prelude, namespace)
    _keep_lines(MAIN, code)
    # Bytes, not text: a coding cookie or a NUL is then CPython's to judge.
    return _run_source(code, MAIN, namespace, echo)


def _pytest():
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
    _flush()


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def execute(language, code, prelude, echo):
    """Runs the program and returns the exit status; called once, in a process that then ends."""
    claimed = claims.Claims()
    status = 0
    try:
        if language == "pytest":
            _pytest()
        else:
            # In no variable of ours: a value that nobody else holds ends before the program does.
            claimed.claim(_python(code, prelude, echo))
            claimed.show_figures()
    except SystemExit as stop:
        status = _exit_code(stop)
    except KeyboardInterrupt as error:
        claimed.report(error)
        status = 130
    except BaseException as error:
        status = 1
        claimed.report(error)
    try:
        _end_interpreter()
    except BaseException:
        traceback.print_exc()
    claimed.send()
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


def run_cell(code, prelude, echo, style="program", environment=b""):
    """Runs one cell of a session and returns 0, or 1 after an exception; what it defines stays for the next.

    The environment is NAME=value, with NULs between, and the cell's alone.
    """
    global _cell, _module
    claimed = claims.Claims(style)
    status = 0
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
            _run_prelude(prelude, namespace)
        # A later traceback may lead through this cell's functions, too.
        _keep_lines(name, code)
        claimed.show_value(_run_source(code, name, namespace, echo, cell=True), code)
    except BaseException as error:
        status = 1
        claimed.report(error)
        is_interrupted = isinstance(error, KeyboardInterrupt)
    # Also what a cell had drawn that failed, but for one whose time is up.
    if not is_interrupted:
        try:
            claimed.show_figures()
        except BaseException as error:
            status = 1
            claimed.report(error)
    _exchange(before)
    _flush()
    claimed.send()
    return status

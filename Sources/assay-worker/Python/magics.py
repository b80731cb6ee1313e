"""IPython's commands in cells, those that models write: `%matplotlib inline`, `%time f()`, `%%capture`, `!ls`.

Only where a cell is not Python: a line that the compiler cannot read, and that is such a command, becomes a call of the
shell, as in IPython. Like the runner, this runs in the confined child.
"""

import ast
import builtins
import contextlib
import io
import os
import re
import sys
import time
import timeit

_LINE = re.compile(r"(\s*)(?:([\w, ]+?)\s*=\s*)?([%!])\s*(\S.*)")
_CELL = re.compile(r"\s*%%(\w+)[ \t]*(.*)")
# What has no meaning here: figures are shown whatever is asked for, and there are no extensions.
_ACCEPTED = {"autoreload", "config", "load_ext", "matplotlib", "precision", "reload_ext"}
_INSTALLERS = {"conda", "mamba", "micromamba", "pip", "uv"}


def parse(source, name, flags):
    """The tree of a cell that is not Python alone.

    Raises the SyntaxError of a line that is no command either."""
    builtins.get_ipython = _get_shell
    cell = _CELL.match(source)
    if cell:
        source = f"get_ipython().run_cell_magic({cell[1]!r}, {cell[2].strip()!r}, {source[cell.end():]!r})"
    lines = source.split("\n")
    while True:
        try:
            return compile("\n".join(lines), name, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
        except SyntaxError as error:
            place = (error.lineno or 0) - 1
            call = _call(lines[place]) if 0 <= place < len(lines) else None
            if call is None:
                raise
            lines[place] = call


def compiled(tree, name, flags=0, apart=True):
    """The code of a tree; `apart`, its last statement's follows as code of its own where that is an expression."""
    last = tree.body.pop() if apart and tree.body and isinstance(tree.body[-1], ast.Expr) else None
    codes = [compile(tree, name, "exec", flags, dont_inherit=True)] if tree.body else []
    if last is not None:
        codes.append(compile(ast.Expression(last.value), name, "eval", flags, dont_inherit=True))
    return codes


def _call(line):
    """The line as a call; None where it is no command."""
    parts = _LINE.fullmatch(line)
    if parts is None:
        return None
    indent, target, kind, text = parts.groups()
    text = text.rstrip()
    if kind == "%":
        magic, _, rest = text.partition(" ")
        call = f"get_ipython().run_line_magic({magic!r}, {rest.strip()!r})"
    else:
        call = f"get_ipython().{'getoutput' if target else 'system'}({text!r})"
    return f"{indent}{target} = {call}" if target else indent + call


def _get_shell():
    return _shell


class UsageError(Exception):
    """As IPython names a command that it does not have."""


class Shell:
    """As much of IPython's as its commands need."""

    def run_line_magic(self, magic, line):
        scope = sys._getframe(1)
        if magic in _ACCEPTED:
            return None
        if magic in _INSTALLERS:
            return self.system(f"{magic} {line}")
        run = getattr(self, f"_line_{magic}", None)
        if run is None:
            raise UsageError(f"Line magic function `%{magic}` not found.")
        return run(line, scope.f_globals, scope.f_locals)

    def run_cell_magic(self, magic, line, body):
        scope = sys._getframe(1)
        run = getattr(self, f"_cell_{magic}", None)
        if run is None:
            raise UsageError(f"Cell magic `%%{magic}` not found.")
        return run(line, body, scope.f_globals, scope.f_code.co_filename)

    def system(self, command):
        """Shows what a command of the shell prints; its failure is not the cell's."""
        output, errors = self._ran(command)
        print(output, end="")
        print(errors, end="", file=sys.stderr)

    def getoutput(self, command):
        """The lines that a command prints."""
        output, errors = self._ran(command)
        print(errors, end="", file=sys.stderr)
        return output.splitlines()

    def _ran(self, command):
        words = command.split()
        if words and (words[0] in _INSTALLERS or words[1:3] == ["-m", "pip"]):
            return "", "Packages cannot be installed: there is no network here.\n"
        # Not in the template, which most programs would pay for.
        import subprocess

        try:
            done = subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, capture_output=True)
        except OSError as error:
            # Not a fault of the command's: the profile of this session starts no processes.
            return "", f"{command}: {error.strerror}\n"
        return done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    # Of a line

    def _line_time(self, line, names, local_names):
        return self._timed(line, "<timed exec>", names, local_names)

    def _line_timeit(self, line, names, local_names):
        self._repeated(line, {**names, **local_names})

    def _line_pwd(self, line, names, local_names):
        return os.getcwd()

    def _line_cd(self, line, names, local_names):
        try:
            os.chdir(os.path.expanduser(line.strip("'\"") or "~"))
        except OSError as error:
            print(error)
        print(os.getcwd())

    def _line_env(self, line, names, local_names):
        name, separator, value = line.partition("=" if "=" in line else " ")
        if not separator:
            return os.environ.get(name, "") if name else dict(os.environ)
        os.environ[name.strip()] = value.strip()
        print(f"env: {name.strip()}={value.strip()}")

    def _line_ls(self, line, names, local_names):
        try:
            print("  ".join(sorted(name for name in os.listdir(line or ".") if not name.startswith("."))))
        except OSError as error:
            print(error)

    # Of a cell

    def _cell_time(self, line, body, names, file):
        return self._timed(f"{line}\n{body.removeprefix(chr(10))}" if line else body, file, names, names)

    def _cell_timeit(self, line, body, names, file):
        self._repeated(body.strip("\n"), names, setup=line or "pass")

    def _cell_capture(self, line, body, names, file):
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            self._evaluated(body, file, names, names)
        words = [word for word in line.split() if not word.startswith("-")]
        if words:
            names[words[0]] = Captured(output.getvalue(), errors.getvalue())

    def _cell_writefile(self, line, body, names, file):
        words = line.split()
        appends = words[:1] in (["-a"], ["--append"])
        path = os.path.expanduser(words[-1]) if len(words) > appends else None
        if path is None:
            raise UsageError("the following arguments are required: filename")
        verb = ("Appending to" if appends else "Overwriting") if os.path.exists(path) else "Writing"
        print(f"{verb} {path}")
        with open(path, "a" if appends else "w", encoding="utf-8") as target:
            target.write(body.removeprefix("\n"))

    def _cell_bash(self, line, body, names, file):
        self.system(body.removeprefix("\n"))

    _cell_sh = _cell_bash

    # How long it takes

    def _evaluated(self, code, file, names, local_names):
        value = None
        for part in compiled(compile(code, file, "exec", ast.PyCF_ONLY_AST, dont_inherit=True), file):
            value = eval(part, names, local_names)
        return value

    def _timed(self, code, file, names, local_names):
        import resource

        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        value = self._evaluated(code, file, names, local_names)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
        user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
        print(f"CPU times: user {_duration(user)}, sys: {_duration(system)}, total: {_duration(user + system)}")
        print(f"Wall time: {_duration(wall)}")
        return value

    def _repeated(self, code, names, setup="pass"):
        timer = timeit.Timer(code, setup, globals=names)
        count, _ = timer.autorange()
        runs = [total / count for total in timer.repeat(7, count)]
        mean = sum(runs) / len(runs)
        deviation = (sum((run - mean) ** 2 for run in runs) / len(runs)) ** 0.5
        print(
            f"{_duration(mean)} ± {_duration(deviation)} per loop (mean ± std. dev. of {len(runs)} runs, {count:,} "
            f"loop{'s' if count > 1 else ''} each)")


class Captured:
    """What a cell printed under `%%capture`."""

    def __init__(self, stdout, stderr):
        self.stdout, self.stderr = stdout, stderr

    def show(self):
        print(self.stdout, end="")
        print(self.stderr, end="", file=sys.stderr)

    __call__ = show

    def __str__(self):
        return self.stdout


def _duration(seconds):
    """With three digits, as IPython gives it."""
    if seconds >= 60:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes}min {rest}s"
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9)):
        if seconds * factor >= 1:
            break
    return f"{seconds * factor:.3g} {unit}" if seconds else "0 ns"


_shell = Shell()

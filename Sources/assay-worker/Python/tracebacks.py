"""How a cell's exceptions look in IPython: in a Jupyter kernel's messages and on a terminal, without colours."""

import ast
import builtins
import inspect
import linecache
import re
import traceback
import types

# Context: statements around the one that runs, and lines of a long one.
AROUND = 2
LONGEST_STATEMENT = 6
FRAMES_SHOWN = 40
LONGEST_VARIABLE = 200
RULE = 75

_CELL = re.compile(r"<cell (\d+)>")


def is_ours(file):
    """Whether it is of what runs around a program, whose frames are nobody's concern: see Interpreter.swift."""
    return file.startswith("<assay ")


def entries(error, frames, mode):
    """An exception as IPython's modes show it: plain, minimal, context or verbose; a kernel's is context. Its parts, as
    Jupyter lists them."""
    if mode == "kernel":
        mode = "context"
    if isinstance(error, SystemExit):
        return [_last_line(error, mode)]
    if isinstance(error, BaseExceptionGroup):
        return "".join(traceback.format_exception(type(error), error, frames)).rstrip("\n").split("\n")
    if mode == "minimal":
        return [_syntax_error(error, mode) if isinstance(error, SyntaxError) else _last_line(error, mode)]
    found = []
    for number, (link, error, frames) in enumerate(_chain(error, frames)):
        if link:
            found.append(f"\n{link}" if mode == "plain" else f"\n{link}\n")
        found += _one(error, frames, mode, isFirst=number == 0)
    return found


def _chain(error, frames):
    """What led to the exception first, each with the sentence that leads on to it."""
    found = [[None, error, frames]]
    seen = {id(error)}
    while True:
        link, cause = None, None
        if error.__cause__ is not None:
            link, cause = "The above exception was the direct cause of the following exception:", error.__cause__
        elif error.__context__ is not None and not error.__suppress_context__:
            link = "During handling of the above exception, another exception occurred:"
            cause = error.__context__
        if cause is None or id(cause) in seen:
            return found
        found[0][0] = link
        error = cause
        seen.add(id(error))
        found.insert(0, [None, error, error.__traceback__])


def _one(error, frames, mode, isFirst):
    shown = _frames(frames)
    if isinstance(error, SyntaxError) and not shown:
        return [_syntax_error(error, mode)]
    last = _syntax_error(error, mode) if isinstance(error, SyntaxError) else _last_line(error, mode)
    if mode == "plain":
        return (["Traceback (most recent call last):", *_runs(shown, _plain_frame)] if shown else []) + [last]
    name = type(error).__name__
    head = name + "Traceback (most recent call last)".rjust(RULE - len(name))
    rule = ["-" * RULE] if isFirst else []
    return [*rule, head, *_runs(shown, lambda *frame: _context_frame(*frame, mode)), last]


def _last_line(error, mode):
    name = type(error).__name__
    message = "\n".join([str(error), *getattr(error, "__notes__", [])])
    return f"{name}: {message}" if message or mode in ("context", "verbose") else name


def _frames(trace):
    """(frame, line) from the cell's own on."""
    found = []
    while trace is not None:
        if not is_ours(trace.tb_frame.f_code.co_filename):
            found.append((trace.tb_frame, trace.tb_lineno or trace.tb_frame.f_code.co_firstlineno))
        trace = trace.tb_next
    return found


def _runs(frames, show):
    """The frames' texts, without the middle of a recursion or of very many frames."""
    texts = []
    index = 0
    while index < len(frames):
        frame, line = frames[index]
        end = index
        while end < len(frames) and frames[end][0].f_code is frame.f_code and frames[end][1] == line:
            end += 1
        if end - index > 3:
            skipped = end - index - 3
            texts += [show(*frames[index]), show(*frames[index + 1])]
            texts.append(
                f"    [... skipping similar frames: {frame.f_code.co_name} at line {line} ({skipped} times)]"
                + ("" if show is _plain_frame else "\n"))
            texts.append(show(*frames[end - 1]))
        else:
            texts += [show(*frames[number]) for number in range(index, end)]
        index = end
    if len(texts) > FRAMES_SHOWN:
        half = FRAMES_SHOWN // 2
        texts[half:-half] = [f"    [... skipping {len(texts) - 2 * half} frames]"]
    return texts


def _place(name, line, separator):
    cell = _CELL.fullmatch(name)
    return f"Cell In[{cell[1]}], line {line}" if cell else f"File {name}{separator}{line}"


def _plain_frame(frame, line):
    # Of a cell's own frame IPython's server shows the line alone: its name says nothing.
    name = frame.f_code.co_filename
    source = linecache.getline(name, line).strip()
    text = f"    {source}" if source else ""
    if _CELL.fullmatch(name):
        return text
    function = frame.f_code.co_name
    place = f"  File {name}:{line}" + (f" in {function}" if function != "<module>" else "")
    return place + ("\n" + text if text else "")


def _syntax_error(error, mode):
    # What the compiler finds in a tree, rather than in a text, has no text.
    text = error.text or linecache.getline(error.filename or "", error.lineno or 0)
    source = text.strip()
    lines = []
    if error.filename is not None and not (mode in ("plain", "minimal") and _CELL.fullmatch(error.filename)):
        lines.append("  " + _place(error.filename, error.lineno, ":"))
    if source:
        lines.append("    " + source)
        if error.offset is not None:
            lines.append("    " + " " * max(0, error.offset - 1 - (len(text) - len(text.lstrip()))) + "^")
    lines.append(f"{type(error).__name__}: {error.msg}")
    return "\n".join(lines) + ("" if mode in ("plain", "minimal") else "\n")


def _context_frame(frame, line, mode):
    code = frame.f_code
    head = _place(code.co_filename, line, ":")
    if code.co_name != "<module>":
        head += f", in {getattr(code, 'co_qualname', code.co_name)}({_arguments(frame, mode)})"
    source = linecache.getlines(code.co_filename, frame.f_globals)
    if not source or line > len(source):
        return head + "\n"
    lines = [head]
    around, current = _around(source, code, line)
    margin = _margin([source[number - 1] for number in around if number is not None])
    for number in around:
        if number is None:
            lines.append("   (...)")
            continue
        text = source[number - 1].rstrip("\n")[margin:]
        label = f"{number}".rjust(7)
        if number == line:
            label = "-" * (5 - len(f"{number}")) + f"> {number}"
        lines.append(f"{label} {text}")
        if mode == "verbose" and number == line:
            lines += _variables(frame, source, current)
    return "\n".join(lines) + "\n"


def _around(source, code, line):
    """The numbers of the lines to show, None for a gap, and the range of the statement that runs."""
    pieces = _pieces(source, code)
    current = next((index for index, (first, last) in enumerate(pieces) if first <= line <= last), None)
    if current is None:
        return [line], (line, line)
    numbers = []
    for index, (first, last) in enumerate(pieces[max(0, current - AROUND):current + AROUND + 1]):
        span = list(range(first, last + 1))
        if len(span) > LONGEST_STATEMENT and not first <= line <= last:
            span = [*span[:3], None, *span[-2:]]
        numbers += span
    return numbers, pieces[current]


def _pieces(source, code):
    """The first and last lines of each statement, or a compound one's header, in the code's function or module."""
    try:
        tree = ast.parse("".join(source))
    except (SyntaxError, ValueError):
        return [(number, number) for number in range(1, len(source) + 1)]
    first, last = 1, len(source)
    starts = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.stmt, ast.ExceptHandler)):
            start = min([node.lineno] + [made.lineno for made in getattr(node, "decorator_list", [])])
            starts.add(start)
            isFunction = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            if isFunction and start == code.co_firstlineno and code.co_name == node.name:
                first, last = start, node.end_lineno
    for number, text in enumerate(source, 1):
        if text.strip().startswith(("else:", "finally:", "#")):
            starts.add(number)
    inside = sorted(start for start in starts if first <= start <= last)
    pieces = []
    for start, following in zip(inside, [*inside[1:], last + 1]):
        end = following - 1
        while end > start and not source[end - 1].strip():
            end -= 1
        pieces.append((start, end))
    return pieces


def _margin(lines):
    return min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)


def _arguments(frame, mode):
    names = inspect.getargvalues(frame)
    shown = [(name, name) for name in names.args]
    shown += [("*" + names.varargs, names.varargs)] if names.varargs else []
    shown += [("**" + names.keywords, names.keywords)] if names.keywords else []
    if mode != "verbose":
        return ", ".join(label for label, _ in shown)
    missing = object()
    values = [(label, names.locals.get(name, missing)) for label, name in shown]
    return ", ".join(f"{label}={_short(value)}" for label, value in values if value is not missing)


def _variables(frame, source, statement):
    """What the names in the statement that runs stand for, but for modules, classes, functions and the builtins."""
    first, last = statement
    try:
        tree = ast.parse("".join(source))
    except (SyntaxError, ValueError):
        return []
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and first <= node.lineno <= last:
            names[node.id] = (node.lineno, node.col_offset)
    lines = []
    for name in sorted(names, key=names.get):
        value = frame.f_locals.get(name, frame.f_globals.get(name, builtins))
        if value is builtins or isinstance(value, (type, types.ModuleType)) or inspect.isroutine(value):
            continue
        lines.append(f"        {name} = {_short(value)}")
    return lines


def _short(value):
    try:
        text = repr(value)
    except Exception as error:
        text = f"<unprintable: {type(error).__name__}>"
    return text if len(text) <= LONGEST_VARIABLE else text[:LONGEST_VARIABLE] + "…"

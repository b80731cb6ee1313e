"""How a cell's values and tracebacks look in IPython: in a Jupyter kernel's messages and on a terminal, without colours.

Like the runner, this runs in the confined child, and whatever it makes is a claim.
"""

import ast
import builtins
import inspect
import linecache
import re
import traceback
import types

WIDTH = 79
MOST_SHOWN = 1000
# Context: statements around the one that runs, and lines of a long one.
AROUND = 2
LONGEST_STATEMENT = 6
FRAMES_SHOWN = 40
LONGEST_VARIABLE = 200
RULE = 75

_CELL = re.compile(r"<cell (\d+)>")
# Of what runs around a program: their frames are nobody's concern.
OWN = ("<runner>", "<claims>", "<event_loop>", "<figures>", "<magics>", "<notebook>")
_BRACKETS = {list: "[]", tuple: "()", set: "{}", frozenset: ("frozenset({", "})"), dict: "{}"}


# Values


def pretty(value):
    """The value as IPython prints it: as repr, but for long collections, which break at the line's width, for classes,
    functions and objects that have no form of their own."""
    return _lay_out(_document(value, frozenset()), 0, 0, 0)


def _document(value, above):
    """Text, or (opening, [(prefix, document), …], closing)."""
    kind = type(value)
    if isinstance(value, type):
        return _class_name(value) if type(value).__repr__ is type.__repr__ else repr(value)
    if kind in (types.FunctionType, types.BuiltinFunctionType):
        return _function(value)
    if kind not in _BRACKETS:
        return _object(value) if kind.__repr__ is object.__repr__ else repr(value)
    opening, closing = _BRACKETS[kind]
    if not value:
        return repr(value)
    if id(value) in above:
        return opening + "..." + closing
    above |= {id(value)}
    if kind is dict:
        items = [(repr(key) + ": ", _document(value[key], above)) for key in list(value)[:MOST_SHOWN]]
    else:
        items = [("", _document(item, above)) for item in _in_order(value)[:MOST_SHOWN]]
    if len(value) > MOST_SHOWN:
        items.append(("", "..."))
    return opening, items, ",)" if kind is tuple and len(value) == 1 else closing


def _in_order(value):
    if isinstance(value, (set, frozenset)):
        try:
            return sorted(value)
        except Exception:
            pass
    return list(value)


def _class_name(kind):
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "exceptions", None) else f"{module}.{kind.__qualname__}"


def _function(function):
    name = getattr(function, "__qualname__", function.__name__)
    module = getattr(function, "__module__", None)
    if module and module not in ("__builtin__", "builtins", "exceptions"):
        name = f"{module}.{name}"
    try:
        return f"<function {name}{inspect.signature(function)}>"
    except ValueError:
        return f"<function {name}>"


def _object(value):
    return f"<{_class_name(type(value))} at {id(value):#x}>"


def _flat(document):
    if isinstance(document, str):
        return document
    opening, items, closing = document
    return opening + ", ".join(prefix + _flat(item) for prefix, item in items) + closing


def _lay_out(document, indent, column, tail):
    """The document from a column on, with `tail` characters to come behind it in its last line."""
    if isinstance(document, str):
        return document
    flat = _flat(document)
    if column + len(flat) + tail <= WIDTH and "\n" not in flat:
        return flat
    opening, items, closing = document
    indent += len(opening)
    column += len(opening)
    lines = []
    for number, (prefix, item) in enumerate(items, 1):
        behind = 1 if number < len(items) else len(closing) + tail
        lines.append(prefix + _lay_out(item, indent, column + len(prefix), behind))
        column = indent
    return opening + (",\n" + " " * indent).join(lines) + closing


# Tracebacks


def traceback_entries(error, frames, mode):
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
    entries = []
    for number, (link, error, frames) in enumerate(_chain(error, frames)):
        if link:
            entries.append(f"\n{link}" if mode == "plain" else f"\n{link}\n")
        entries += _one(error, frames, mode, isFirst=number == 0)
    return entries


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
        if trace.tb_frame.f_code.co_filename not in OWN:
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

"""How a cell's value looks in IPython, as text."""

import inspect
import types

WIDTH = 79
MOST_SHOWN = 1000
_BRACKETS = {list: "[]", tuple: "()", set: "{}", frozenset: ("frozenset({", "})"), dict: "{}"}


def text(value):
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

"""What a program's or cell's end looked like from inside: its value, its exception and what it displayed.

Like the runner, this runs in the confined child. The supervisor trusts nothing of it.
"""

import base64
import json
import os
import sys
import traceback

import assay_figures as figures
import assay_pretty as pretty
import assay_tracebacks as tracebacks

PATH = "/.claims"
LONGEST_TEXT = 256 * 1024
# Of everything displayed together; the supervisor reads no claims that are longer than 4 MiB.
MOST_DISPLAYED = 3 << 20
_REPRESENTATIONS = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_latex_", "text/latex"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_json_", "application/json"),
)

# Those of the program or cell that runs.
current = None


class Claims:
    """The claims of one program or cell, shown in the style that it asks for: WorkerProtocol's CellStyle."""

    def __init__(self, style="program"):
        global current
        current = self
        self.style = style
        self.value = None
        self.exception = None
        self.display = []
        # Where among what is displayed the cell's value is.
        self.result = None
        self.room = MOST_DISPLAYED

    def text(self, value):
        return _limited(repr(value) if self.style == "program" else pretty.text(value))

    def show(self, bundle):
        """Adds a MIME bundle, or a note in its place where there is no room left."""
        size = sum(len(text) for text in bundle.values())
        if size > self.room:
            bundle = {"text/plain": f"[{', '.join(bundle)}: {size} bytes are too many to show]"}
            size = 0
        self.room -= size
        self.display.append(bundle)

    def show_figures(self):
        """Shows what matplotlib has drawn and closes it: where a program asks for it, and at its end, as Jupyter does."""
        # A terminal shows none.
        if self.style in ("program", "kernel"):
            for figure in figures.drawn():
                self.show(self.bundle(figure))

    def claim(self, value):
        """Claims the value that a program ends with, if any."""
        if value is not None:
            self.value = self.text(value)

    def show_value(self, value, code):
        """Claims the value that a cell ends with, if any, and shows it as the style has it."""
        self.claim(value)
        if value is None:
            return
        if self.style == "kernel":
            # Jupyter takes the mark for a wish to see nothing.
            if not code.rstrip().endswith(b";"):
                self.result = len(self.display)
                self.show(self.bundle(value))
        elif self.style == "program":
            # What has no more forms than its repr is not shown beside it. A tool's program shows none: SymPy's LaTeX takes
            # longer than most programs.
            bundle = self.bundle(value)
            if len(bundle) > 1:
                self.show(bundle)
        else:
            # As IPython on a terminal; a cell that is in no history has the number 0.
            sys.stdout.write("Out[0]: " + ("\n" if "\n" in self.value else "") + self.value + "\n")

    def bundle(self, value):
        """The forms in which Jupyter would show a value, by MIME type, as text; pictures as base64."""
        bundle = {"text/plain": self.text(value)}
        if isinstance(value, type):
            return bundle
        for mime, form in _forms(value).items():
            if isinstance(form, tuple):
                form = form[0]
            if isinstance(form, (bytes, bytearray)):
                form = base64.b64encode(form).decode("ascii")
            elif form is not None and not isinstance(form, str):
                form = json.dumps(form)
            if form is not None:
                bundle[str(mime)] = form
        return bundle

    def report(self, error):
        """Shows the traceback and claims it; an exception that will not be looked at is still one."""
        try:
            self._report(error)
        except BaseException:
            try:
                sys.stderr.write("an exception that cannot be shown\n")
            except BaseException:
                pass

    def _report(self, error):
        # Without the runner's own frames, and those of the loop that it awaits on.
        frames = error.__traceback__
        while frames is not None and _is_ours(frames.tb_frame.f_code.co_filename):
            frames = frames.tb_next
        entries = None
        # The traceback's own length is bounded: deep recursion must not turn an error into a timeout.
        if self.style == "program":
            lines = traceback.format_exception(type(error), error, frames, limit=-tracebacks.FRAMES_SHOWN)
            text = _limited("".join(lines))
            sys.stderr.write(text)
        else:
            entries = tracebacks.entries(error, frames, self.style)
            text = _limited("\n".join(entries))
            if self.style != "kernel":
                sys.stdout.write(text + "\n")
        if self.exception is None:
            self.exception = {"type": type(error).__name__, "message": _limited(str(error)), "traceback": text}
            if entries is not None and sum(map(len, entries)) <= LONGEST_TEXT:
                self.exception["entries"] = entries

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
            file = os.open(PATH, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
            os.write(file, data)
            os.close(file)
        except OSError:
            pass


def display(*values, **options):
    """Shows values as Jupyter's display does: in their richest forms, among the results of the program."""
    if current.style not in ("program", "kernel"):
        return print(*values)
    for value in values:
        if options.get("raw"):
            current.show({str(mime): str(form) for mime, form in dict(value).items()})
        else:
            current.show(current.bundle(value))


def show_figures():
    """What matplotlib's show() does."""
    current.show_figures()


def _forms(value):
    """A value's forms as its own methods give them, by MIME type."""
    forms = {}
    method = getattr(value, "_repr_mimebundle_", None)
    if callable(method):
        found = method(include=None, exclude=None)
        forms.update((found[0] if isinstance(found, tuple) else found) or {})
    for name, mime in _REPRESENTATIONS:
        method = getattr(value, name, None)
        if mime not in forms and callable(method):
            forms[mime] = method()
    if figures.is_figure(value):
        forms["image/png"] = figures.picture(value)
    return forms


def _limited(text):
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def _is_ours(file):
    if tracebacks.is_ours(file):
        return True
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and os.path.dirname(file) == os.path.dirname(asyncio.__file__)

"""Looks for a judge's answers in the frames that called it."""
import sys

from verdict import escaped, held

frame = sys._getframe()
while frame.f_back:
    frame = frame.f_back
    for name in [*frame.f_locals, *frame.f_globals]:
        if any(word in str(name).lower() for word in ("expected", "answer", "truth", "secret", "token", "score")):
            escaped(f"{name} in {frame.f_code.co_name}")
held()

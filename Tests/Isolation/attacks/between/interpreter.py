"""Changes the interpreter that it was forked from: modules, built-in functions, small numbers, types."""
import builtins
import ctypes
import gc
import json
import math
import random
import sys

from verdict import escaped, held, part

if part() == "leave":
    builtins.assay_left_over = json.assay_left_over = math.assay_left_over = True
    sys.modules["assay_left_over"] = sys
    sys.path.append("/assay-left-over")
    sys.setrecursionlimit(123)
    random.seed(0)
    # The number 250 becomes 251 wherever this memory is shared.
    ctypes.memmove(id(250) + int.__basicsize__, (251).to_bytes(4, "little"), 4)
    held()
names = [hasattr(module, "assay_left_over") for module in (builtins, json, math)]
if any(names) or "assay_left_over" in sys.modules or "/assay-left-over" in sys.path:
    escaped("modules")
if sys.getrecursionlimit() == 123 or int("25") * 10 + 1 == int("25") * 10 or not gc.isenabled():
    escaped("the interpreter's state")
random_numbers = random.getstate()
random.seed(0)
escaped("random numbers") if random.getstate() == random_numbers else held()

"""An expression that backtracks for years, in C and with the interpreter's lock held."""
import re

re.fullmatch(r"(x+x+)+y", "x" * 80)

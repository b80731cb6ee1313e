"""What the template imports and runs once, for all programs."""

import ast
import importlib
import sys

# Modules that most programs import: loaded in the template so that no execution pays for them. Those that bring a
# shared library (hashlib, bz2, uuid, socket …) stay out: every fork would pay for their mappings.
_BARE = """
_strptime bisect calendar cmath collections contextlib copy csv dataclasses datetime decimal enum fractions functools
heapq inspect itertools json math numbers operator pathlib pprint random re statistics string struct textwrap time
timeit traceback typing unicodedata warnings
""".split()
_MATH = ["numpy", "numpy.linalg", "numpy.fft", "numpy.random", "mpmath", "sympy"]

# Run in the template: caches that a first use fills are then shared by every execution.
_WARM_BARE = """
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
_WARM_MATH = """
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


def run(tier):
    """Imports what the tier holds and has it fill its caches; returns [name version, …]."""
    for name in _BARE + (_MATH if tier == "math" else []):
        importlib.import_module(name)
    program = _WARM_BARE + (_WARM_MATH if tier == "math" else "")
    for _ in range(2):
        exec(compile(ast.parse(program), "<warm-up>", "exec"), {"__name__": "__main__"})
    modules = {name: sys.modules.get(name) for name in ("numpy", "sympy", "mpmath")}
    return [f"{name} {module.__version__}" for name, module in modules.items() if module is not None]

"""Whether two expressions are equal, by SymPy.

Reads a JSON list of two texts and prints one word: equal, different, unread where this grammar does not cover both, or
unknown. The texts come from a model: they are read token by token into SymPy's objects, and nothing in them is ever
looked up, imported or evaluated as Python.
"""

import json
import re
import sys

import sympy

LONGEST_TEXT = 400
LONGEST_NUMBER = 60
DEEPEST = 40
LARGEST_EXPONENT = 64
LARGEST_FACTORIAL = 100

FUNCTIONS = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "cot": sympy.cot, "sec": sympy.sec, "csc": sympy.csc,
    "arcsin": sympy.asin, "arccos": sympy.acos, "arctan": sympy.atan, "asin": sympy.asin, "acos": sympy.acos,
    "atan": sympy.atan, "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh, "exp": sympy.exp,
    "ln": sympy.log, "log": sympy.log, "abs": sympy.Abs,
}
CONSTANTS = {"pi": sympy.pi, "π": sympy.pi, "e": sympy.E, "i": sympy.I}
GREEK = ("alpha beta gamma delta epsilon theta lambda mu nu rho sigma tau phi psi omega").split()
# Letters that stand side by side as a product, and seldom in a word.
FACTORS = set("abcdkmnpqrtuvwxyz")
SIGNS = {"cdot": "*", "times": "*", "div": "/"}
SILENT = re.compile(r"\\(?:left|right|displaystyle|[,;:! ])|\$|~|(?<=\d),(?=\d{3}(?!\d))")
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|\\([A-Za-z]+)|([A-Za-zπ]+)|(\*\*|[-+*/^(){}\[\]|!_√]))")


class Unread(Exception):
    """The text is outside the grammar."""


def tokens(text):
    text = SILENT.sub("", text.strip().rstrip("."))
    if not text or len(text) > LONGEST_TEXT:
        raise Unread
    found, position = [], 0
    while position < len(text.rstrip()):
        match = TOKEN.match(text, position)
        if not match:
            raise Unread
        position = match.end()
        number, command, word, sign = match.groups()
        if number:
            if len(number) > LONGEST_NUMBER:
                raise Unread
            found.append(("number", number))
        elif command:
            found.append(("sign", SIGNS[command]) if command in SIGNS else ("name", command))
        elif word:
            found += [("name", name) for name in names(word)]
        else:
            found.append(("sign", "^" if sign == "**" else sign))
    return found


def names(word):
    if word in FUNCTIONS or word in CONSTANTS or word in GREEK or word == "sqrt" or len(word) == 1:
        return [word]
    if set(word) <= FACTORS:
        return list(word)
    raise Unread


class Reader:
    """A recursive descent over tokens."""

    def __init__(self, text):
        self.tokens = tokens(text)
        self.index = 0
        self.depth = 0

    def read(self):
        value = self.sum()
        if self.index < len(self.tokens) or value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            raise Unread
        return value

    def peek(self):
        return self.tokens[self.index] if self.index < len(self.tokens) else ("end", "")

    def take(self, sign):
        if self.peek() != ("sign", sign):
            return False
        self.index += 1
        return True

    def expect(self, sign):
        if not self.take(sign):
            raise Unread

    def sum(self):
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unread
        value = self.product()
        while self.peek() in (("sign", "+"), ("sign", "-")):
            # The sign is the next term's own.
            value += self.product()
        self.depth -= 1
        return value

    def product(self):
        if self.take("-"):
            return -self.product()
        if self.take("+"):
            return self.product()
        value = self.power()
        while True:
            if self.take("*"):
                value *= self.signed()
            elif self.take("/"):
                value /= self.signed()
            elif self.starts_factor():
                value *= self.power()
            else:
                return value

    def starts_factor(self):
        kind, text = self.peek()
        # Two numbers side by side are a mixed number to some and a product to others.
        return kind == "name" or (kind == "sign" and text in "({√")

    def signed(self):
        return -self.signed() if self.take("-") else self.power()

    def power(self):
        value = self.factorial(self.atom())
        return self.raised(value, self.signed()) if self.take("^") else value

    def raised(self, base, exponent):
        if base.is_number and exponent.is_number and not abs(exponent) <= LARGEST_EXPONENT:
            raise Unread
        return base**exponent

    def factorial(self, value):
        while self.take("!"):
            if not (value.is_Integer and 0 <= value <= LARGEST_FACTORIAL):
                raise Unread
            value = sympy.factorial(value)
        return value

    def atom(self):
        kind, text = self.peek()
        self.index += 1
        if kind == "number":
            return sympy.Rational(text)
        if kind == "name":
            return self.named(text)
        if text in ("(", "{", "["):
            value = self.sum()
            self.expect({"(": ")", "{": "}", "[": "]"}[text])
            return value
        if text == "|":
            value = self.sum()
            self.expect("|")
            return sympy.Abs(value)
        if text == "√":
            return sympy.sqrt(self.argument())
        raise Unread

    def named(self, name):
        if name in ("frac", "dfrac", "tfrac"):
            over = self.argument()
            return over / self.argument()
        if name == "binom":
            upper, lower = self.argument(), self.argument()
            if not (upper.is_Integer and lower.is_Integer and abs(upper) <= LARGEST_FACTORIAL):
                raise Unread
            return sympy.binomial(upper, lower)
        if name == "sqrt":
            return self.root()
        if name in FUNCTIONS:
            return self.function(name)
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in GREEK or len(name) == 1:
            return sympy.Symbol(name)
        raise Unread

    def root(self):
        degree = sympy.Integer(2)
        if self.take("["):
            degree = self.sum()
            self.expect("]")
        if not (degree.is_Integer and 1 < degree <= LARGEST_EXPONENT):
            raise Unread
        return sympy.root(self.argument(), degree)

    def function(self, name):
        base = None
        if name == "log" and self.take("_"):
            base = self.argument()
        exponent = self.signed() if self.take("^") else sympy.Integer(1)
        if exponent.is_negative:
            raise Unread  # an inverse to some, a reciprocal to others
        argument = self.argument() if self.peek()[1] in ("(", "{", "[") else self.power()
        value = FUNCTIONS[name](argument) if base is None else sympy.log(argument, base)
        return self.raised(value, exponent)

    def argument(self):
        kind, text = self.peek()
        if kind == "number" and len(text) > 1 and text.isdigit():
            # As TeX has it, \frac12 is one half.
            self.tokens[self.index] = ("number", text[1:])
            return sympy.Integer(text[0])
        return self.atom()


def verdict(left, right):
    try:
        left, right = Reader(left).read(), Reader(right).read()
    except (Unread, ArithmeticError, ValueError, TypeError):
        return "unread"
    difference = left - right
    if difference == 0 or sympy.simplify(difference) == 0:
        return "equal"
    return {True: "equal", False: "different", None: "unknown"}[difference.equals(0)]


if __name__ == "__main__":
    print(verdict(*json.load(sys.stdin)))

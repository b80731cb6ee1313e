"""Recurses past the end of its stack."""
import sys

sys.setrecursionlimit(1 << 30)


def deeper():
    return [deeper() for _ in "x"] or max([0], key=lambda _: deeper())


deeper()

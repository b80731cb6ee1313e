"""Clients that are in no package index: loaded from a copy of their repository, where the environment names one."""

import importlib
import os
import pathlib
import sys

import pytest


def from_source(variable, path):
    """The module at `path` within the checkout that the variable names; skips where there is none."""
    root = os.environ.get(variable)
    if not root:
        pytest.skip(f"set {variable} to a checkout whose {path} is to be tested")
    file = pathlib.Path(root) / path
    assert file.is_file(), f"{variable}: there is no {file}"
    # By name, not by file alone: its worker processes import it, too.
    sys.path.insert(0, str(file.parent))
    try:
        return importlib.import_module(file.stem)
    finally:
        sys.path.remove(str(file.parent))

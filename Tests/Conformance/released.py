"""The released sources of trainers, file by file: whole, they would pull torch, Ray and CUDA along."""

import contextlib
import importlib
import pathlib
import subprocess
import sys
import types
import unittest.mock

FOLDER = pathlib.Path(sys.prefix) / "released"


def folder(name, version):
    """Where the package's files are, fetched from the package index on first use."""
    target = FOLDER / f"{name}-{version}"
    if not target.is_dir():
        part = target.with_name(target.name + ".part")
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--upgrade", "--target", part]
        subprocess.run([*command, f"{name}=={version}"], check=True)
        part.rename(target)
    return target


class StandIn(types.ModuleType):
    """A module that is not there; whatever is taken from it, but for files of its folder, does nothing."""

    def __getattr__(self, name):
        files = [pathlib.Path(path) / name for path in self.__dict__.get("__path__", [])]
        if name.startswith("__") or any(file.exists() or file.with_suffix(".py").exists() for file in files):
            raise AttributeError(name)
        return unittest.mock.MagicMock(name=f"{self.__name__}.{name}")


@contextlib.contextmanager
def importable(name, version, *, bare=(), absent=()):
    """Within it, files of a package can be imported.

    The package, and those named in `bare`, are there without what their __init__ would import; the modules named in
    `absent` are stand-ins.
    """
    root = folder(name, version)
    before = dict(sys.modules)
    for module in (name, *bare):
        package = StandIn(module)
        package.__path__ = [str(root / module.replace(".", "/"))]
        sys.modules[module] = package
    for module in absent:
        sys.modules[module] = StandIn(module)
    importlib.invalidate_caches()
    try:
        yield root
    finally:
        for module in set(sys.modules) - set(before):
            if module.split(".")[0] in {name, "assay_tools", "assay_reward"} or module in absent:
                del sys.modules[module]
        sys.modules.update(before)

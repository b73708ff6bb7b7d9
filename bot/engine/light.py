"""Imports Rasa without the packages that this process never calls.

Rasa imports TensorFlow wherever it starts, even when no component of `config.yml` uses
it, and a server imports the SDK of every chat service, two cloud databases, plotting and
scikit-learn. While Rasa is imported, and no longer, empty stand-ins take their place, so
that classes deriving from them can be defined. Whoever touches one afterwards gets an
error with the package's name. No component that a model may have calls any of them
(`bot.content.components`). `python -m benchmarks.serving` measures what it gains.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.content import components

TENSORFLOW = frozenset(
    {"tensorflow", "tensorflow_text", "tensorflow_hub", "tensorflow_addons", "keras", "jax"}
)
# What only training, other channels, other databases, brokers, other runners and Rasa's own
# command line call.
UNSERVED = frozenset(
    {"sklearn", "scipy", "networkx", "matplotlib", "dask", "jsonpickle", "apscheduler", "rich"}
    | {"sqlalchemy", "boto3", "botocore", "pymongo", "aiormq", "aio_pika", "portalocker"}
    | {"questionary", "prompt_toolkit", "terminaltables", "colorclass", "randomname"}
    | {"aiohttp", "requests", "urllib3", "cachecontrol", "google", "jsonschema", "pykwalify"}
    | {"socketio", "engineio", "slack_sdk", "twilio", "aiogram", "fbmessenger", "webexteamssdk"}
    | {"mattermostwrapper", "rocketchat_API"}
)

# With every component that a model may have: loading one must import nothing more of Rasa.
SERVING = (
    "rasa.core.agent",
    "rasa.core.run",
    *sorted({name.rpartition(".")[0] for name in components.RASA}),
)
TRAINING = (
    *SERVING,
    "rasa.model_training",
    "rasa.engine.recipes.default_components",
    "rasa.core.test",
    "rasa.nlu.test",
)


class LeftOut(RuntimeError):
    """Something needs a package that this process did not import."""

    def __init__(self, package: str, what: str) -> None:
        super().__init__(f"{what} needs the package {package}, which this process left out.")
        self.package = package


_importing = False


class _StandInType(type):
    _package: str

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _touched(cls._package, name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Decorators and constants at import time get a stand-in; everything else refuses."""
        if cls.__dict__.get("_is_stand_in"):
            return _touched(cls._package, cls.__name__)
        raise LeftOut(cls._package, f"{cls.__module__}.{cls.__name__}")


def _touched(package: str, name: str) -> Any:
    if not _importing:
        raise LeftOut(package, name)
    return _StandInType(
        name, (), {"_is_stand_in": True, "_package": package, "__module__": package}
    )


class _StandInModule(types.ModuleType):
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _touched(self.__name__.partition(".")[0], name)
        setattr(self, name, value)
        return value


class _StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in self._packages:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = _StandInModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing runs: the module is empty."""


@contextmanager
def stand_ins(packages: frozenset[str]) -> Iterator[None]:
    """While it lasts, importing one of these packages gives stand-ins; those there stay."""
    global _importing
    finder = _StandInFinder(packages - sys.modules.keys())
    sys.meta_path.insert(0, finder)
    before, _importing = _importing, True
    try:
        yield
    finally:
        _importing = before
        sys.meta_path.remove(finder)
        for name in [name for name, it in sys.modules.items() if isinstance(it, _StandInModule)]:
            del sys.modules[name]


def import_for_serving() -> None:
    """Import of Rasa what a server needs, and leave out what only others call."""
    with stand_ins(TENSORFLOW | UNSERVED):
        _import(SERVING)


def import_for_training() -> None:
    """Import of Rasa what training, tests and the terminal need, without TensorFlow."""
    with stand_ins(TENSORFLOW):
        _import(TRAINING)


def _import(modules: Sequence[str]) -> None:
    # Nothing of what is imported ever goes: to look for garbage in it is a tenth of the time.
    gc.disable()
    try:
        for name in modules:
            importlib.import_module(name)
    finally:
        gc.enable()

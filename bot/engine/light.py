"""Imports Rasa without the packages that this process never calls.

Rasa imports TensorFlow wherever it starts, even when no component of `config.yml` uses
it, and a server imports the SDK of every chat service, two cloud databases, plotting and
scikit-learn. Empty stand-ins take their place, so that classes deriving from them can
be defined; they refuse when they would be used. `python -m benchmarks.serving` measures
what the start and the memory gain by it, among the rest.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any

TENSORFLOW = frozenset(
    {"tensorflow", "tensorflow_text", "tensorflow_hub", "tensorflow_addons", "keras", "jax"}
)
# What only training, other channels and other databases call.
UNSERVED = frozenset(
    {"sklearn", "matplotlib", "boto3", "botocore", "pymongo", "questionary", "socketio", "engineio"}
    | {"slack_sdk", "twilio", "aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API"}
    | {"webexteamssdk"}
)


class _StandInType(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Decorators and constants at import time get a stand-in; subclasses refuse."""
        if cls.__dict__.get("_is_stand_in"):
            return _stand_in(cls.__name__)
        raise RuntimeError(
            f"{cls.__module__}.{cls.__name__} needs a package that this process left out."
        )


def _stand_in(name: str) -> Any:
    return _StandInType(name, (), {"_is_stand_in": True, "__module__": "tensorflow"})


class _StandInModule(types.ModuleType):
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _stand_in(name)
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


def without_tensorflow() -> None:
    """From now on, `import tensorflow` gives stand-ins.

    Call it before Rasa is imported; a TensorFlow that is already there stays. An object of
    a class that derives from TensorFlow's raises RuntimeError when it is made.
    """
    if "tensorflow" not in sys.modules:
        _leave_out(TENSORFLOW)


def only_serving() -> None:
    """The same for every package that only training or other servers call."""
    without_tensorflow()
    _leave_out(UNSERVED)


def _leave_out(packages: frozenset[str]) -> None:
    sys.meta_path.insert(0, _StandInFinder(packages - sys.modules.keys()))

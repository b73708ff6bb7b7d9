"""Imports Rasa without TensorFlow, for a pipeline that never calls it.

Rasa imports TensorFlow wherever it starts, even when no component of `config.yml` uses
it: 6 of the 11 seconds of its import, and 250 MB (`python -m benchmarks.serving`
measures both). `without_tensorflow()` puts empty stand-ins in its place, so that
classes deriving from it can be defined, and refuses when they would be used.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any

STANDS_IN_FOR = frozenset(
    {"tensorflow", "tensorflow_text", "tensorflow_hub", "tensorflow_addons", "keras", "jax"}
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
            f"{cls.__module__}.{cls.__name__} needs TensorFlow, which this process left out."
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
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in STANDS_IN_FOR:
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

    Call it before Rasa is imported; once TensorFlow is there it changes nothing. A
    class that derives from TensorFlow raises RuntimeError when an object of it is made.
    """
    if "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _StandInFinder())

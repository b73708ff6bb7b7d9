"""`make mutants`: deliberate faults, made by mutmut, each tried in a fork of one pytest session.

mutmut's own runner starts pytest anew for each fault, which takes hours. Here the tests of a room
are collected once; a fault is a fork that runs those which reach its function, until one fails.
`mutmut show NAME` shows a fault. The rooms and what survives: docs/mutants.md.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from fnmatch import fnmatch
from inspect import iscoroutinefunction
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from tests.quick import LEFT_OUT

# Before mutmut is imported: code asks for it at each call.
os.environ["MUTANT_UNDER_TEST"] = "mutant_generation"

import libcst
import mutmut
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants, walk_mutatable_files
from mutmut.configuration import Config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.file_mutation import MutationVisitor

FAULTY = Path("mutants")
HOUSES = ("bot", "connectors", "storage")
KILLED, SURVIVED, NO_TESTS, TIMEOUT = 1, 0, 33, 36
NAMES = {KILLED: "killed", SURVIVED: "survived", NO_TESTS: "no tests", TIMEOUT: "timeout"}
SURVIVORS = "survivors"
PATIENCE = 20
EXAMPLES = 5


class Room(NamedTuple):
    """What is broken, and the tests that are asked."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    needs_rasa: bool = False


CONNECTORS = "tests/connectors/test_"
ROOMS = {
    "privacy": Room(
        ("connectors/privacy/[!n]*",),
        tuple(f"{CONNECTORS}{name}.py" for name in ("privacy_table", "privacy", "guard")),
    ),
    "names": Room(("connectors/privacy/names.py",), (f"{CONNECTORS}names.py",)),
    "once": Room(
        ("storage/claims.py", "connectors/conversation/claims.py"),
        ("tests/storage/test_store.py", f"{CONNECTORS}claims.py"),
        needs_rasa=True,
    ),
    "doubt": Room(("bot/nlu/doubt.py",), ("tests/unit/test_nlu_doubt.py",), needs_rasa=True),
    "dialogue": Room(("bot/dialogue/*",), ("tests/dialogue",)),
}


class Trial:
    """Runs every test once, to see what it reaches; then every fault."""

    def __init__(self, files: list[SourceFileMutationData], wanted: Sequence[str]) -> None:
        self._files = files
        self._survivors = SURVIVORS in wanted
        self._patterns = [pattern for pattern in wanted if pattern != SURVIVORS] or ["*"]
        self._reached: dict[str, list[pytest.Item]] = {}
        self._seconds: dict[pytest.Item, float] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Failed("A test file cannot be read.")
        os.environ["MUTANT_UNDER_TEST"] = "stats"
        for item, after in _with_next(session.items, session.items[:1]):
            mutmut._stats.clear()
            started = time.process_time()
            if not _passes(item, after):
                pytest.exit(f"Fails without any fault: {item.nodeid}", 1)
            self._seconds[item] = time.process_time() - started
            for function in mutmut._stats:
                self._reached.setdefault(function, []).append(item)
        for items in self._reached.values():
            items.sort(key=self._seconds.__getitem__)
        os.environ["MUTANT_UNDER_TEST"] = ""
        _forget_what_is_remembered()
        gc.freeze()
        for file in self._files:
            names = [
                name
                for name, before in file.exit_code_by_key.items()
                if self._is_wanted(name, before)
            ]
            for name in names:
                file.exit_code_by_key[name] = self._tried(name)
                file.save()
            say(_summary(str(file.path), file.exit_code_by_key.values()))
        return True

    def _is_wanted(self, name: str, before: int | None) -> bool:
        seen = self._survivors and before in (KILLED, TIMEOUT)
        return not seen and any(fnmatch(name, pattern) for pattern in self._patterns)

    def _tried(self, name: str) -> int:
        items = self._reached.get(name.partition("__mutmut_")[0])
        if not items:
            return NO_TESTS
        result, told = os.pipe()
        pid = os.fork()
        if not pid:
            _be_stopped_after(PATIENCE + 10 * sum(self._seconds[item] for item in items))
            os.environ["MUTANT_UNDER_TEST"] = name
            for place, (item, after) in enumerate(_with_next(items, [None])):
                if not _passes(item, after):
                    os.write(told, str(place).encode())
                    os._exit(KILLED)
            os._exit(SURVIVED)
        os.close(told)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with os.fdopen(result) as pipe:
            saw_it = pipe.read()
        if saw_it:
            # What saw one fault of a function is likely to see the next.
            items.insert(0, items.pop(int(saw_it)))
        return status if status in (KILLED, SURVIVED) else TIMEOUT


def _passes(item: pytest.Item, after: pytest.Item | None) -> bool:
    """If a test does; one that needs nothing but its row is called without any ado."""
    assert isinstance(item, pytest.Function)
    row = getattr(getattr(item, "callspec", None), "params", {})
    if iscoroutinefunction(item.obj) or set(item._fixtureinfo.argnames) - row.keys():
        return not any(one.failed for one in runtestprotocol(item, log=False, nextitem=after))
    try:
        item.obj(**row)
        # What the test before left for those of its module.
        item.session._setupstate.teardown_exact(after)
    except (Exception, pytest.fail.Exception):
        return False
    return True


def _with_next(
    items: list[pytest.Item], last: list[pytest.Item] | list[None]
) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], *last], strict=True)


def _forget_what_is_remembered() -> None:
    """Empty the caches of results, which would hide a fault; what is loaded once stays."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in HOUSES:
            for value in list(vars(module).values()):
                parameters: dict[str, Any] = getattr(value, "cache_parameters", dict)()
                if parameters.get("maxsize") is not None:
                    value.cache_clear()


def _be_stopped_after(seconds: float) -> None:
    limit = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # A fault that makes a test wait for ever uses no time of the processor.
    signal.alarm(10 * PATIENCE)


def _summary(name: str, codes: Iterable[int | None]) -> str:
    counted = Counter(NAMES.get(code, "not tried") for code in codes if code is not None)
    killed = counted["killed"] + counted["timeout"]
    share = f"{killed / counted.total():.0%}" if counted else "none"
    told = ", ".join(f"{count} {what}" for what, count in counted.most_common())
    return f"{name:40} {share:>5}  {told}"


def say(text: str) -> None:
    """To the terminal, past what pytest holds back."""
    print(text, file=sys.__stderr__, flush=True)


def _breaks_decorated_classes() -> None:
    """mutmut leaves them out, for what a decorator may do; ours make dataclasses and components."""
    leaves_out = MutationVisitor._skip_node_and_children

    def skips(self: MutationVisitor, node: libcst.CSTNode) -> bool:
        return not isinstance(node, libcst.ClassDef) and leaves_out(self, node)

    MutationVisitor._skip_node_and_children = skips  # type: ignore[method-assign]


def break_everything() -> list[SourceFileMutationData]:
    """Write the code with all its faults, each asleep until it is named."""
    _breaks_decorated_classes()
    Config.ensure_loaded()
    FAULTY.mkdir(exist_ok=True)
    with redirect_stdout(StringIO()):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(1)
    sys.path.insert(0, str(FAULTY.absolute()))
    # Now, before pytest puts the project's folder first.
    import bot
    import connectors
    import storage

    assert all(FAULTY.name in str(package.__file__) for package in (bot, connectors, storage))
    files = [SourceFileMutationData(path=path) for path in walk_mutatable_files()]
    for file in files:
        file.load()
    return files


def main(name: str, *wanted: str) -> int:
    """Try the faults of a room.

    Args:
        name: the room's.
        wanted: names of faults, with `*`; "survivors" leaves out what was seen in the last run.
    """
    room = ROOMS[name]
    files = [
        file
        for file in break_everything()
        if any(fnmatch(str(file.path), pattern) for pattern in room.files)
    ]
    os.environ["MUTANT_UNDER_TEST"] = ""
    if room.needs_rasa:
        from bot.engine.light import import_for_training

        import_for_training()
    # Chance says nothing of a fault, and nobody reads how a test failed.
    settings.register_profile(
        "mutants",
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
    )
    settings.load_profile("mutants")
    plugins = [f"-pno:{name}" for name in ("schemathesis", "playwright", "cacheprovider")]
    left_out = [f"--deselect={name}" for name in LEFT_OUT]
    return pytest.main(
        ["--tb=native", *plugins, *left_out, *room.tests], plugins=[Trial(files, wanted)]
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

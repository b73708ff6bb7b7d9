"""The tests of `make quick`, a pytest plug-in: `python -m pytest -p tests.quick`.

They need no model, no Rasa, no database and no server, so all of them take a few seconds.
`make test` runs all tests, with as many examples as each asks for.
"""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, settings

QUICK = (
    "tests/dialogue",
    "tests/unit/test_catalogue.py",
    "tests/unit/test_choices.py",
    "tests/unit/test_nlu_normalise.py",
    "tests/unit/test_rooms.py",
    "tests/unit/test_wording.py",
    "tests/connectors/test_guard.py",
    "tests/connectors/test_integration_doc.py",
    "tests/connectors/test_limits.py",
    "tests/connectors/test_privacy.py",
    "tests/connectors/test_privacy_table.py",
    "tests/connectors/test_schema.py",
    "tests/connectors/test_sessions.py",
    "tests/connectors/test_settings.py",
)
# Statistics, times, every example of the project, another process: seconds each.
LEFT_OUT = (
    "tests/dialogue/test_expressions.py::test_it_finds_what_a_search_for_each_finds",
    "tests/dialogue/test_invariants.py",
    "tests/dialogue/test_numbers.py::test_no_french_example_is_a_danger_in_another_language",
    "tests/connectors/test_settings.py::test_the_command_refuses_all_of_them_at_once",
    "tests/connectors/test_privacy_table.py::test_every_form_is_needed",
    "tests/connectors/test_privacy_table.py::test_every_introduction_is_needed",
    "tests/connectors/test_privacy_table.py::test_every_pattern_is_needed",
    "tests/connectors/test_privacy_table.py::test_time_grows_as_the_message_does",
    "tests/connectors/test_privacy_table.py::test_under_one_in_a_hundred",
)
EXAMPLES = 20


def pytest_load_initial_conftests(args: list[str]) -> None:
    """Run these, and whatever else was asked for."""
    args.extend([*QUICK, *(f"--deselect={name}" for name in LEFT_OUT)])
    settings.register_profile(
        "quick",
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("quick")


def pytest_sessionfinish() -> None:
    """One import of Rasa would double the time."""
    if "rasa" in sys.modules:
        pytest.exit("A test of tests/quick.py imports Rasa: take it out of the list.", 1)

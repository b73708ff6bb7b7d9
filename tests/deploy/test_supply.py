"""The bills of materials name what the locks name, the operators' page every copyleft licence."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.deployed import DEPLOY

ROOT = DEPLOY.parent
PAGE = ROOT / "docs" / "operators" / "supply-chain.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
COPYLEFT = re.compile(r"GPL|GNU|MPL|Mozilla|EUPL|CDDL|EPL|CeCILL|CC-BY-SA", re.IGNORECASE)

# The environments that `deploy/bom.sh` needs: its tools, and the product's lock.
SUPPLY = ("supply", "product")

Pins = set[tuple[str, str]]


def key(name: str) -> str:
    """A package's name, however it is spelled."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(path: Path) -> Pins:
    return {(key(name), version) for name, version in PINNED.findall(path.read_text("utf-8"))}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make bom` writes; skips at a developer's without its tools, fails in CI."""
    if not all((ROOT / ".tools" / name / "bin" / "python").exists() for name in SUPPLY):
        message = "No tools for the bill of materials: install them with « make deploy-tools »."
        if os.environ.get("CI"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    folder = tmp_path_factory.mktemp("bom")
    subprocess.run([DEPLOY / "bom.sh", folder], check=True)
    return folder


def bill(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert read["bomFormat"] == "CycloneDX"
    return read


def test_the_bill_of_the_server_is_its_lock(made: Path) -> None:
    read = bill(made / "bom-python.json")
    assert read["metadata"]["component"]["name"] == "assistant-mon-compte"
    found = {(key(one["name"]), one["version"]) for one in read["components"]}
    assert found == locked(ROOT / "requirements.lock")
    assert all(one["purl"].startswith("pkg:pypi/") for one in read["components"])
    # The tree of who needs whom, too.
    needs = {one["ref"]: one.get("dependsOn", []) for one in read["dependencies"]}
    [rasa] = [ref for ref in needs if ref.startswith("rasa==")]
    assert len(needs[rasa]) > 20


def test_the_bill_of_the_widget_is_its_lock(made: Path) -> None:
    lock = json.loads((ROOT / "widget" / "package-lock.json").read_text("utf-8"))["packages"]
    expected = {
        (path.rpartition("node_modules/")[2], one["version"]) for path, one in lock.items() if path
    }
    read = bill(made / "bom-widget.json")
    assert {(one["name"], one["version"]) for one in read["components"]} == expected
    served = [
        one["name"]
        for one in read["components"]
        if not any(mark["name"].endswith(":development") for mark in one.get("properties", ()))
    ]
    assert served == ["preact"], "nothing else reaches a person's browser"


def test_the_page_names_every_copyleft_licence(made: Path) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (made / "licences-python.md").read_text("utf-8").splitlines()[2:]
    ]
    assert {key(name) for name, _, _ in rows} == {
        name for name, _ in locked(ROOT / "requirements.lock")
    }
    found = {key(name) for name, _, licence in rows if COPYLEFT.search(licence)}
    assert "python-stdnum" in found
    [table] = re.findall(r"\n## Licences.*?\n\| .*?\n\n", PAGE.read_text("utf-8"), re.DOTALL)
    told = {key(name) for name in re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)}
    assert told == found


def test_no_licence_is_unknown(made: Path) -> None:
    assert "UNKNOWN" not in (made / "licences-python.md").read_text("utf-8")

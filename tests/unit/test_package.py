"""The wheel, made from the source distribution, holds all that is served."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("assistant", "bot", "clients", "connectors", "storage", "workbench")
FILES = ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md")
RASA = ("config.yml", "credentials.yml", "domain.yml", "endpoints.yml")
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "models")


def build(folder: Path, kind: str) -> Path:
    """Make an `sdist` or a `wheel` of the project in `folder`, without any network."""
    out = folder / "made"
    code = f"from setuptools import build_meta; print(build_meta.build_{kind}({str(out)!r}))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution."""
    folder = tmp_path_factory.mktemp("project")
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, folder / name, ignore=NOT_SHIPPED)
    for name in (*FILES, *RASA):
        shutil.copy(PROJECT / name, folder)
    with tarfile.open(build(folder, "sdist")) as archive:
        archive.extractall(folder / "unpacked")
    [unpacked] = (folder / "unpacked").iterdir()
    return unpacked


@pytest.fixture(scope="module")
def wheel(source: Path) -> set[str]:
    """The names in the wheel."""
    with zipfile.ZipFile(build(source, "wheel")) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_packages(wheel: set[str]) -> None:
    files = {
        path.relative_to(PROJECT).as_posix()
        for name in PACKAGES
        for path in (PROJECT / name).rglob("*")
        if path.is_file() and not {"__pycache__", "models"} & set(path.parts)
    }
    assert {"bot/catalogue.yml", "connectors/pages/static/widget/assistant.js"} <= files
    assert files - wheel == set()


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    assert {name.partition("/")[0] for name in wheel if ".dist-info/" not in name} == {*PACKAGES}


def test_the_wheel_brings_the_command(source: Path) -> None:
    [path] = (source / "made").glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "assistant = assistant.cli:main" in archive.read(name).decode()


def test_the_source_distribution_can_be_trained(source: Path) -> None:
    assert {name for name in RASA if (source / name).is_file()} == {*RASA}

"""The wheel, made from the source distribution, holds all that is served, and serves it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from clients.reference import Assistant
from tests.engine.small_project import COMMAND

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
        shutil.copytree(PROJECT / name, folder / name, ignore=NOT_SHIPPED, symlinks=True)
    for name in (*FILES, *RASA):
        shutil.copy(PROJECT / name, folder)
    with tarfile.open(build(folder, "sdist")) as archive:
        archive.extractall(folder / "unpacked")
    [unpacked] = (folder / "unpacked").iterdir()
    return unpacked


@pytest.fixture(scope="module")
def made(source: Path) -> Path:
    """The wheel."""
    return build(source, "wheel")


@pytest.fixture(scope="module")
def wheel(made: Path) -> set[str]:
    """The names in the wheel."""
    with zipfile.ZipFile(made) as archive:
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


def test_the_wheel_brings_the_command(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "assistant = assistant.cli:main" in archive.read(name).decode()


def test_the_source_distribution_can_be_trained(source: Path) -> None:
    assert {name for name in RASA if (source / name).is_file()} == {*RASA}


def test_the_same_files_make_the_same_bytes(source: Path, tmp_path: Path) -> None:
    made = []
    for name, umask, written in (("one", 0o022, 1_600_000_000), ("two", 0o077, 1_700_000_000)):
        folder = tmp_path / name
        shutil.copytree(source, folder)
        (folder / "deploy").mkdir(exist_ok=True)
        shutil.copy(PROJECT / "deploy" / "package.sh", folder / "deploy")
        for path in folder.rglob("*"):
            path.chmod(path.stat().st_mode & ~umask)
            os.utime(path, (written, written))
        subprocess.run(
            [folder / "deploy" / "package.sh", sys.executable, folder / "dist"],
            env=os.environ | {"SOURCE_DATE_EPOCH": "1750000000"},
            umask=umask,
            check=True,
        )
        made.append({path.name: path.read_bytes() for path in (folder / "dist").iterdir()})
    assert {name.rpartition(".")[2] for name in made[0]} == {"whl", "gz"}
    assert made[0] == made[1]


class Installed(NamedTuple):
    """The wheel's files, and the empty folder where its command is run."""

    packages: Path
    folder: Path

    def files(self) -> set[Path]:
        return {path for path in self.packages.rglob("*") if path.suffix != ".pyc"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The command, with the environment's other packages and none of the project's files."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.packages)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture
def installed(made: Path, tmp_path: Path) -> Installed:
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "packages")
    (tmp_path / "empty").mkdir()
    return Installed(tmp_path / "packages", tmp_path / "empty")


@pytest.fixture
def port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def lines_until(process: subprocess.Popen[str], word: str) -> Iterator[str]:
    """What a process says, until it says this; an end before is a failure."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if word in line:
            return
    raise AssertionError(f"it never said {word}")


def test_from_an_empty_folder_it_says_what_to_do_first(installed: Installed) -> None:
    process = installed.start("serve")
    said, _ = process.communicate()
    assert process.returncode == 1
    [_starting, why] = said.splitlines()
    assert "assistant train" in why


def test_it_serves_from_an_empty_folder_and_writes_there_alone(
    installed: Installed, port: int, model: Path
) -> None:
    (installed.folder / "models").mkdir()
    shutil.copy(model, installed.folder / "models")
    before = installed.files()
    process = installed.start("serve", "--port", str(port))
    try:
        assert list(lines_until(process, "model.swapped"))
        client = Assistant(f"http://127.0.0.1:{port}", "web")
        client.open()
        [message] = client.say("mot de passe oublié")["messages"]
        assert message["path"]
        ready = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=10).json()
        assert ready["archive"] == model.name
        assert requests.get(f"http://127.0.0.1:{port}/static/widget/assistant.js", timeout=10).ok
    finally:
        process.terminate()
        process.communicate()
    assert (installed.folder / "var" / "assistant.db").is_file()
    assert installed.files() == before

"""Where the project's files are, and where what is made of them goes.

A folder with `domain.yml` and `bot/` is a project: the one that a command is run from, else
the checkout that this code is part of. An installed wheel brings files that are only read;
archives, the pointer and the database then go into the folder that the command is run from.
"""

from __future__ import annotations

import errno
from pathlib import Path

# A checkout, or the folder of installed packages.
CODE = Path(__file__).resolve().parents[2]
# In a wheel, the files that stand beside the packages in a checkout.
PACKAGED = "bot/packaged"


_REFUSED = {
    errno.ENOENT: "il n'existe pas",
    errno.EISDIR: "c'est un dossier",
    errno.EACCES: "l'accès est refusé",
    errno.ENOSPC: "il n'y a plus de place sur le disque",
}


def why(error: OSError | UnicodeError) -> str:
    """Why a file could not be read or written, in French."""
    if isinstance(error, UnicodeError):
        return "ce n'est pas de l'UTF-8"
    return _REFUSED.get(error.errno or 0, "le système le refuse")


def is_project(folder: Path) -> bool:
    """If a folder holds the files of a project."""
    return (folder / "domain.yml").is_file() and (folder / "bot").is_dir()


def project_of(current: Path, code: Path = CODE) -> Path:
    """The folder that the project's files are read from."""
    return current if is_project(current) else code


def home_of(current: Path, code: Path = CODE) -> Path:
    """The folder that archives, pointer and database are written under."""
    project = project_of(current, code)
    return project if is_project(project) else current


def models_of(home: Path) -> Path:
    """The folder of archives."""
    return home / "bot" / "models" if is_project(home) else home / "models"


def in_project(project: Path, name: str) -> Path:
    """Where a file of a project is, by its path in a checkout."""
    path = project / name
    packaged = project / PACKAGED / name
    return packaged if not path.exists() and packaged.exists() else path


PROJECT = project_of(Path.cwd())
HOME = home_of(Path.cwd())
MODELS = models_of(HOME)

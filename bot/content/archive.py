"""An archive: a model and its content in one file, verified before anything is used.

It is Rasa's own `.tar.gz`, which stock Rasa loads too, with `manifest.json` first (a
checksum of every other member, facts, a signature where a key is set) and the content's
files under `content/`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from bot.content import components
from bot.content.content import Content
from bot.content.faults import ContentError
from bot.content.signing import (
    SIGNING_VARIABLE,
    NotSigned,
    PublicKey,
    SigningKey,
    signed,
    verified,
)

MANIFEST = "manifest.json"
METADATA = "metadata.json"
CONTENT = "content/"
COMPONENTS = "components/"
FORMAT = 1
# What its signature is of.
KIND = "archive"
MAX_BYTES = 2 * 1024**3
READ_BYTES = 1 << 20

_PICKLED = (".pkl", ".pickle", ".joblib", ".dill")


class ArchiveRefused(Exception):
    """An archive that must not be used; the message says which and why, in French."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Le modèle {name} est refusé : {why}")
        self.name = name
        self.why = why


@dataclass(frozen=True)
class Facts:
    """What is known of an archive without loading it."""

    trained_at: str
    examples: int
    intents: int


@dataclass(frozen=True)
class Archive:
    """A verified archive, in memory."""

    name: str
    facts: Facts
    content: Content
    metadata: Mapping[str, Any]
    members: Mapping[str, bytes]

    @property
    def components(self) -> set[str]:
        """The full names of the classes that its model is made of."""
        return components.of_metadata(self.metadata)

    def unpack_components(self, folder: Path) -> None:
        """Write what the components kept under `folder`, as Rasa's storage wants it."""
        for name, content in self.members.items():
            if name.startswith(COMPONENTS):
                path = folder / name.removeprefix(COMPONENTS)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def pack(
    trained: Path,
    target: Path,
    sources: Mapping[str, bytes],
    facts: Facts,
    key: SigningKey | None = None,
) -> None:
    """Make an archive of a model that Rasa trained and the files it was made from.

    Args:
        trained: Rasa's own archive.
        target: where the whole goes; it only gets its name once written.
        key: signs it.

    Raises:
        ArchiveRefused: the model may not be served, for the reason it carries.
    """
    members = dict(_members(trained))
    members.update({CONTENT + name: content for name, content in sources.items()})
    manifest = signed(
        KIND,
        {
            "format": FORMAT,
            "facts": asdict(facts),
            "members": {name: _checksum(content) for name, content in sorted(members.items())},
        },
        key,
    )
    _checked_metadata(trained.name, members)
    unfinished = target.with_name(f".{target.name}.unfinished")
    with tarfile.open(unfinished, "w:gz", compresslevel=6) as tar:
        whole = {MANIFEST: json.dumps(manifest, ensure_ascii=False).encode(), **members}
        for name, content in whole.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    unfinished.replace(target)


def open_archive(path: Path, key: PublicKey | None = None) -> Archive:
    """Read and verify an archive.

    Args:
        key: when given, only an archive that was signed with its pair is accepted.

    Raises:
        ArchiveRefused: it is damaged, or anything in it is not as it must be.
    """
    members = dict(_members(path))
    manifest = _manifest(path.name, members)
    _verify(path.name, manifest, members, key)
    try:
        facts = Facts(**manifest["facts"])
        content = Content.from_sources(
            path.name,
            {
                name.removeprefix(CONTENT): value
                for name, value in members.items()
                if name.startswith(CONTENT)
            },
        )
    except ContentError as error:
        raise ArchiveRefused(path.name, f"son contenu a des défauts\n{error}") from error
    except (KeyError, TypeError) as error:
        raise ArchiveRefused(path.name, f"il manque {error}") from error
    return Archive(path.name, facts, content, _checked_metadata(path.name, members), members)


def read_facts(path: Path) -> Facts | None:
    """What an archive says of itself, unverified; None when it says nothing readable."""
    try:
        with tarfile.open(path, "r|gz") as tar:
            first = tar.next()
            opened = tar.extractfile(first) if first and first.name == MANIFEST else None
            return Facts(**json.loads(opened.read())["facts"]) if opened else None
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, KeyError, TypeError):
        return None


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a tar, each with its bytes; nothing is written anywhere."""
    size = 0
    try:
        with (
            gzip.open(path) as unzipped,
            tarfile.open(fileobj=unzipped, mode="r|", bufsize=READ_BYTES) as tar,
        ):
            for entry in tar:
                name = str(PurePosixPath(entry.name))
                if entry.isdir():
                    continue
                if not entry.isfile() or name.startswith("/") or ".." in PurePosixPath(name).parts:
                    raise ArchiveRefused(path.name, f"« {entry.name} » n'est pas un simple fichier")
                size += entry.size
                if size > MAX_BYTES:
                    raise ArchiveRefused(path.name, "elle est trop grande")
                opened = tar.extractfile(entry)
                yield name, opened.read() if opened else b""
            # A tar that was cut may end without a word: read the rest for gzip's own checksum.
            while unzipped.read(READ_BYTES):
                pass
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise ArchiveRefused(path.name, f"le fichier est abîmé ou incomplet ({error})") from error


def _manifest(name: str, members: dict[str, bytes]) -> dict[str, Any]:
    try:
        manifest = json.loads(members.pop(MANIFEST))
        if manifest["format"] == FORMAT:
            return dict(manifest)
    except (KeyError, ValueError, TypeError):
        pass
    why = "cette archive ne contient pas son contenu ; faites-en une avec « assistant train »"
    raise ArchiveRefused(name, why)


def _verify(
    name: str, manifest: Mapping[str, Any], members: Mapping[str, bytes], key: PublicKey | None
) -> None:
    try:
        verified(KIND, manifest, key)
    except NotSigned as error:
        again = f"refaites-la avec « assistant train » et {SIGNING_VARIABLE}"
        raise ArchiveRefused(name, f"{error} ; {again}") from None
    found = {member: _checksum(content) for member, content in members.items()}
    if found != manifest.get("members"):
        raise ArchiveRefused(name, "sa somme de contrôle n'est pas la bonne")


def _checked_metadata(name: str, members: Mapping[str, bytes]) -> dict[str, Any]:
    pickled = [
        member
        for member, content in members.items()
        if member.endswith(_PICKLED)
        or (content[:1] == b"\x80" and content[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"))
    ]
    if pickled:
        raise ArchiveRefused(name, f"« {pickled[0]} » contient du code Python (pickle)")
    try:
        metadata: dict[str, Any] = json.loads(members[METADATA])
        used = components.of_metadata(metadata)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise ArchiveRefused(name, "sa description est illisible") from None
    for component in sorted(used):
        if not components.allowed(component):
            raise ArchiveRefused(name, f"le composant « {component} » n'est pas permis")
    return metadata


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""An archive is verified before anything of it is used, and one pointer says which is live."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.content import sources
from bot.content.archive import (
    MANIFEST,
    METADATA,
    ArchiveRefused,
    Facts,
    open_archive,
    pack,
    read_facts,
)
from bot.content.shelf import NoSuchArchive, Shelf
from bot.content.signing import (
    PUBLIC_VARIABLE,
    SIGNATURE,
    SIGNING_VARIABLE,
    PublicKey,
    new_pair,
    public_key,
    signed,
    signing_key,
)

FACTS = Facts("2026-01-01T00:00:00+00:00", 12, 3)
OUR_CLASS = "bot.nlu.classifier.LinearIntentClassifier"
PAIR, OTHER_PAIR = new_pair(), new_pair()
SIGNING = signing_key({SIGNING_VARIABLE: PAIR.signing})
PUBLIC = public_key({PUBLIC_VARIABLE: PAIR.public})
OTHER_PUBLIC = public_key({PUBLIC_VARIABLE: OTHER_PAIR.public})

Members = dict[str, bytes]
Change = Callable[[Members], None]


def described(*classes: str) -> bytes:
    nodes = {f"n{number}": {"uses": name} for number, name in enumerate(classes)}
    return json.dumps({"train_schema": {"nodes": {}}, "predict_schema": {"nodes": nodes}}).encode()


def tar(path: Path, members: Members) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Rasa makes, less what no test here needs."""
    members = {METADATA: described(OUR_CLASS), "components/a/b.json": b"{}"}
    return tar(tmp_path_factory.mktemp("trained") / "trained.tgz", members)


@pytest.fixture(scope="module")
def packed(trained: Path) -> Path:
    """Made once: to pack the whole content takes longer than a test."""
    target = trained.with_name("a.tar.gz")
    pack(trained, target, sources.of_project(), FACTS, SIGNING)
    return target


@pytest.fixture
def archive(packed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(packed, tmp_path))


@pytest.fixture
def changed(archive: Path) -> Callable[[Change], Path]:
    """The archive with its members changed, checksums left as they were."""

    def change(how: Change) -> Path:
        with tarfile.open(archive) as opened:
            members = {
                entry.name: taken.read()
                for entry in opened
                if (taken := opened.extractfile(entry)) is not None
            }
        how(members)
        return tar(archive.with_name("changed.tar.gz"), members)

    return change


def why(path: Path, key: PublicKey | None = None) -> str:
    with pytest.raises(ArchiveRefused) as refusal:
        open_archive(path, key)
    assert path.name in str(refusal.value)
    return refusal.value.why


def test_an_archive_holds_what_an_answer_depends_on(archive: Path, tmp_path: Path) -> None:
    opened = open_archive(archive, PUBLIC)
    assert (opened.name, opened.facts, opened.content.name) == ("a.tar.gz", FACTS, "a.tar.gz")
    assert opened.content.catalogue.intents["saluer"].title == "Bonjour"
    assert opened.content.responses["answer_saluer"]
    assert opened.content.canaries["bonjour"] == "saluer"
    assert "rsa" in opened.content.lookups["prestation"]
    assert opened.content.thresholds["threshold"] > 0
    assert opened.components == {OUR_CLASS}
    opened.unpack_components(tmp_path / "out")
    assert (tmp_path / "out" / "a" / "b.json").read_bytes() == b"{}"
    assert read_facts(archive) == FACTS


def test_without_a_key_the_checksum_is_enough(archive: Path) -> None:
    assert open_archive(archive).facts == FACTS


def test_with_a_key_the_signature_must_be_its_own(archive: Path) -> None:
    assert "la signature n'est pas la bonne" in why(archive, OTHER_PUBLIC)


def test_with_a_key_an_unsigned_archive_is_refused(trained: Path, tmp_path: Path) -> None:
    pack(trained, tmp_path / "bare.tar.gz", sources.of_project(), FACTS)
    assert open_archive(tmp_path / "bare.tar.gz").facts == FACTS
    said = why(tmp_path / "bare.tar.gz", PUBLIC)
    assert "il manque la signature" in said and SIGNING_VARIABLE in said


def manifest_of(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as opened:
        taken = opened.extractfile(MANIFEST)
        assert taken is not None
        return dict(json.loads(taken.read()))


def test_with_a_key_an_archive_of_the_former_key_is_told_what_to_do(
    changed: Callable[[Change], Path],
) -> None:
    def as_before(members: Members) -> None:
        manifest = json.loads(members[MANIFEST])
        manifest["signature"] = "0" * 64
        del manifest[SIGNATURE]
        members[MANIFEST] = json.dumps(manifest).encode()

    path = changed(as_before)
    assert open_archive(path).facts == FACTS
    said = why(path, PUBLIC)
    assert "ancienne clé" in said and "assistant train" in said


@pytest.mark.parametrize("signature", [None, 3, "", "zz", "00" * 64, ["00"]])
def test_what_is_no_signature_is_refused(
    changed: Callable[[Change], Path], signature: object
) -> None:
    def another(members: Members) -> None:
        manifest = json.loads(members[MANIFEST]) | {SIGNATURE: signature}
        members[MANIFEST] = json.dumps(manifest).encode()

    assert "la signature n'est pas la bonne" in why(changed(another), PUBLIC)


def test_a_signature_of_another_archive_or_of_another_kind_is_refused(
    changed: Callable[[Change], Path], packed: Path
) -> None:
    manifest = manifest_of(packed)
    del manifest[SIGNATURE]
    others = [
        signed("archive", manifest | {"facts": {**manifest["facts"], "examples": 13}}, SIGNING),
        signed("validated", manifest, SIGNING),
    ]
    assert manifest_of(packed) == signed("archive", manifest, SIGNING)
    for other in others:

        def swapped(members: Members, signature: str = other[SIGNATURE]) -> None:
            members[MANIFEST] = json.dumps(manifest | {SIGNATURE: signature}).encode()

        assert "la signature n'est pas la bonne" in why(changed(swapped), PUBLIC)


def test_a_signed_manifest_over_other_members_is_refused(
    changed: Callable[[Change], Path],
) -> None:
    assert "somme de contrôle" in why(changed(_another_answer), PUBLIC)


def _another_answer(members: Members) -> None:
    name = f"content/{sources.DOMAIN}"
    members[name] = members[name].replace(b"Bonjour", b"Adieu")


@pytest.mark.parametrize(
    "change",
    [
        _another_answer,
        lambda members: members.pop("components/a/b.json"),
        lambda members: members.update({"components/c": b"more"}),
        lambda members: members.update({METADATA: described("os.system")}),
    ],
)
def test_any_change_is_seen(changed: Callable[[Change], Path], change: Change) -> None:
    assert "somme de contrôle" in why(changed(change))


def test_facts_and_checksums_are_signed_together(changed: Callable[[Change], Path]) -> None:
    def more_examples(members: Members) -> None:
        manifest = json.loads(members[MANIFEST])
        manifest["facts"]["examples"] = 1_000_000
        members[MANIFEST] = json.dumps(manifest).encode()

    path = changed(more_examples)
    assert open_archive(path).facts.examples == 1_000_000
    assert "signature" in why(path, PUBLIC)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_an_archive_that_is_cut_is_refused(archive: Path, share: float) -> None:
    archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])
    assert "abîmé" in why(archive) or "contient pas" in why(archive)
    assert "abîmé" in why(archive, PUBLIC) or "contient pas" in why(archive, PUBLIC)


def test_a_model_of_plain_rasa_is_refused_and_told_how_to_make_one(trained: Path) -> None:
    assert "assistant train" in why(trained)
    assert read_facts(trained) is None


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "components/../../out"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    assert "simple fichier" in why(tar(tmp_path / "out.tar.gz", {name: b""}))


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.tar.gz"
    with tarfile.open(path, "w:gz") as opened:
        entry = tarfile.TarInfo("components/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        opened.addfile(entry)
    assert "simple fichier" in why(path)


@pytest.mark.parametrize(
    "component",
    [
        "os.system",
        "rasa.nlu.classifiers.diet_classifier.DIETClassifier",
        "bot.training.train",
        "connectors.web.WebInput",
    ],
)
def test_a_component_that_is_not_on_the_list_is_never_packed(
    tmp_path: Path, component: str
) -> None:
    path = tar(tmp_path / "t.tgz", {METADATA: described(OUR_CLASS, component)})
    with pytest.raises(ArchiveRefused, match="n'est pas permis"):
        pack(path, tmp_path / "a.tar.gz", sources.of_project(), FACTS)
    assert not (tmp_path / "a.tar.gz").exists()


@pytest.mark.parametrize(
    ("name", "content"), [("components/x.pkl", b""), ("components/x.json", b"\x80\x04N.")]
)
def test_pickle_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tar(tmp_path / "t.tgz", {METADATA: described(OUR_CLASS), name: content})
    with pytest.raises(ArchiveRefused, match="pickle"):
        pack(path, tmp_path / "a.tar.gz", sources.of_project(), FACTS)


def test_an_archive_only_gets_its_name_once_written(trained: Path, tmp_path: Path) -> None:
    target = tmp_path / "shelf" / "a.tar.gz"
    target.parent.mkdir()
    pack(trained, target, sources.of_project(), FACTS)
    assert [path.name for path in target.parent.iterdir()] == ["a.tar.gz"]


# -- the shelf


def written(folder: Path, name: str, when: int) -> Path:
    (folder / name).write_bytes(b"x")
    os.utime(folder / name, (when, when))
    return folder / name


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name, when in (("b.tar.gz", 300), ("a.tar.gz", 500), ("c.tar.gz", 400), ("z.txt", 900)):
        written(folder, name, when)
    (folder / "lost.tar.gz").symlink_to(folder / "nothing")
    (folder / "folder.tar.gz").mkdir()
    return Shelf(folder)


def test_without_a_pointer_the_newest_is_live(shelf: Shelf) -> None:
    assert [path.name for path in shelf.archives()] == ["a.tar.gz", "c.tar.gz", "b.tar.gz"]
    live = shelf.live()
    assert live and live.name == "a.tar.gz"


@pytest.mark.parametrize("name", ["b", "b.tar.gz"])
def test_the_pointer_counts_whatever_the_dates(shelf: Shelf, name: str) -> None:
    assert shelf.use(name).name == "b.tar.gz"
    assert shelf.live() == shelf.folder / "b.tar.gz"
    names = [path.name for path in shelf.by_preference()]
    assert names == ["b.tar.gz", "a.tar.gz", "c.tar.gz"]
    assert json.loads((shelf.folder / "live.json").read_text()) == {"archive": "b.tar.gz"}
    assert [one.name for one in shelf.listed() if one.live] == ["b.tar.gz"]


@pytest.mark.parametrize("name", ["d", "../b", "z.txt", "lost"])
def test_only_an_archive_of_the_folder_can_be_live(shelf: Shelf, name: str) -> None:
    (shelf.folder.parent / "outside.tar.gz").write_bytes(b"x")
    if name == "../b":
        assert shelf.use("../b") == shelf.folder / "b.tar.gz"
        return
    with pytest.raises(NoSuchArchive, match="assistant models"):
        shelf.use(name)


@pytest.mark.parametrize("pointer", ["", "{", "[]", '{"archive": 3}'])
def test_a_pointer_that_cannot_be_read_points_nowhere(shelf: Shelf, pointer: str) -> None:
    (shelf.folder / "live.json").write_text(pointer)
    live = shelf.live()
    assert live and live.name == "a.tar.gz"


def test_an_empty_folder_or_none(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "absent").live() is None
    assert Shelf(tmp_path / "absent").by_preference() == []
    assert Shelf(tmp_path).listed() == []


def test_a_score_is_kept_for_an_archive_of_the_folder(shelf: Shelf, tmp_path: Path) -> None:
    shelf.keep_score(shelf.folder / "a.tar.gz", 0.91)
    shelf.keep_score(tmp_path / "elsewhere.tar.gz", 0.5)
    assert {one.name: one.score for one in shelf.listed()} == {
        "a.tar.gz": 0.91,
        "b.tar.gz": None,
        "c.tar.gz": None,
    }

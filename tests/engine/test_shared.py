"""Archives by the database: each server copies what is live, whole and verified, or serves on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.shared import LOOKS_APART, SharedShelf
from bot.content import sources
from bot.content.archive import Facts, pack
from bot.content.shelf import LiveChanged, NoSuchArchive
from bot.content.signing import PUBLIC_VARIABLE, new_pair
from bot.content.trial import Trial
from bot.content.validated import VALIDATED, read_validated, spelled
from bot.engine.agent import AssistantAgent
from bot.engine.follow import Follower
from storage.archives import KEPT, Archives
from storage.database import Database
from storage.errors import Away
from storage.prepare import prepare
from tests.faults.proxy import Proxy

Place = Callable[[str], SharedShelf]
TRIAL = Trial("t1", "b.tar.gz", "a.tar.gz", 50, 0.0, 4e9, "Camille")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'assistant.db'}"
    make: Callable[[], str] = request.getfixturevalue("make_database")
    return make()


@pytest.fixture
def place(url: str, tmp_path: Path) -> Iterator[Place]:
    """A machine of its own: a folder, and a way to the database."""
    opened: list[Database] = []

    def reach(name: str) -> SharedShelf:
        opened.append(Database(url))
        prepare(opened[-1])
        return SharedShelf(Archives(opened[-1]), tmp_path / name)

    yield reach
    for database in opened:
        database.close()


@pytest.fixture
def trained(place: Place, model: Path) -> SharedShelf:
    """Where an archive was trained and made live."""
    shelf = place("trained")
    shelf.folder.mkdir()
    shutil.copy(model, shelf.folder / "a.tar.gz")
    shelf.use("a", "Camille")
    return shelf


def again(shelf: SharedShelf, name: str, model: Path) -> None:
    shutil.copy(model, shelf.folder / f"{name}.tar.gz")
    shelf.use(name, "Camille")


def spoil(url: str, statement: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    database.close()


async def test_a_server_without_a_file_serves_what_was_published_elsewhere(
    trained: SharedShelf, place: Place, model: Path
) -> None:
    agent, server = AssistantAgent(), place("server")
    follower = Follower(agent, server)
    await follower.look()
    assert (agent.served, agent.refusal, server.trouble) == ("a.tar.gz", None, None)
    assert (server.folder / "a.tar.gz").read_bytes() == model.read_bytes()
    again(trained, "b", model)
    await follower.look()
    await follower.look()
    assert (agent.served, agent.refusal) == ("b.tar.gz", None)
    trained.use("a")
    await follower.look()
    await follower.look()
    assert agent.served == "a.tar.gz"
    assert not list(server.folder.glob(".*.fetched"))


async def test_what_came_torn_is_not_served_and_is_asked_for_again_later(
    trained: SharedShelf, place: Place, model: Path, url: str
) -> None:
    agent, server = AssistantAgent(), place("server")
    follower = Follower(agent, server)
    await follower.look()
    again(trained, "b", model)
    spoil(url, "DELETE FROM archive_pieces WHERE archive = 'b.tar.gz' AND number = 3")
    for _ in range(3):
        await follower.look()
    assert agent.served == "a.tar.gz"
    assert agent.refusal == "b.tar.gz n'est pas arrivé entier de la base de données"
    assert [path.name for path in server.archives()] == ["a.tar.gz"]
    spoil(url, "UPDATE archives SET sha256 = 'mended' WHERE name = 'b.tar.gz'")
    trained.use("b")
    for _ in range(LOOKS_APART + 2):
        await follower.look()
    assert (agent.served, agent.refusal) == ("b.tar.gz", None)


async def test_an_archive_whose_row_is_gone_is_not_served(
    trained: SharedShelf, place: Place, model: Path, url: str
) -> None:
    server = place("server")
    server.refresh()
    spoil(url, "UPDATE shelf SET value = 'lost.tar.gz' WHERE name = 'live'")
    server.refresh()
    assert server.trouble and "lost.tar.gz" in server.trouble
    live = server.live()
    assert live is not None and live.name == "a.tar.gz"


async def test_with_a_key_what_another_hand_put_there_is_refused(
    trained: SharedShelf, place: Place, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, server = AssistantAgent(), place("server")
    follower = Follower(agent, server)
    await follower.look()
    monkeypatch.setenv(PUBLIC_VARIABLE, new_pair().public)
    again(trained, "b", model)
    trained.settle(spelled({"une phrase": "saluer"}))
    await follower.look()
    await follower.look()
    assert agent.served == "a.tar.gz"
    assert agent.refusal and "signature" in agent.refusal
    assert agent._validated == {}


async def test_a_database_that_is_away_changes_nothing(
    trained: SharedShelf, make_database: Callable[[], str], tmp_path: Path, model: Path
) -> None:
    agent = AssistantAgent()
    gone = SharedShelf(
        Archives(Database("postgresql://postgres@127.0.0.1:1/nowhere")), trained.folder
    )
    follower = Follower(agent, gone)
    await follower.look()
    assert (agent.served, agent.refusal) == ("a.tar.gz", "la base de données ne répond pas")
    with pytest.raises(Away):
        gone.use("a")
    empty = SharedShelf(gone._archives, tmp_path / "empty")
    agent = AssistantAgent()
    await Follower(agent, empty).look()
    assert (agent.served, agent.refusal) == (None, "la base de données ne répond pas")


def test_a_line_that_is_cut_half_way_leaves_nothing(
    make_database: Callable[[], str], tmp_path: Path, model: Path
) -> None:
    from sqlalchemy.engine import make_url

    url = make_url(make_database())
    there = Database(url.render_as_string(False))
    prepare(there)
    shelf = SharedShelf(Archives(there), tmp_path / "trained")
    shelf.folder.mkdir()
    shutil.copy(model, shelf.folder / "a.tar.gz")
    shelf.use("a")
    proxy = Proxy(url.host or "127.0.0.1", url.port or 5432)
    cut = Database(url.set(host="127.0.0.1", port=proxy.port).render_as_string(False))
    archives = Archives(cut)
    server = SharedShelf(archives, tmp_path / "server")
    whole = archives.pieces

    def torn(name: str) -> Iterator[bytes]:
        for number, piece in enumerate(whole(name)):
            if number == 2:
                proxy.drop()
            yield piece

    archives.pieces = torn  # type: ignore[method-assign]
    server.refresh()
    assert server.trouble == "la base de données ne répond pas"
    assert server.live() is None and not list(server.folder.glob("*.tar.gz"))
    assert not list(server.folder.glob(".*.fetched"))
    archives.pieces = whole  # type: ignore[method-assign]
    server.refresh()
    assert server.trouble is None
    assert (server.folder / "a.tar.gz").read_bytes() == model.read_bytes()
    proxy.close()
    cut.close()
    there.close()


def test_a_folder_that_cannot_be_written_is_told(trained: SharedShelf, place: Place) -> None:
    server = place("server")
    server.folder.write_text("no folder")
    server.refresh()
    assert server.trouble and "dossier des archives" in server.trouble


def test_validated_sentences_go_to_every_server(trained: SharedShelf, place: Place) -> None:
    server = place("server")
    trained.settle(spelled({"où sont mes sous": "consulter_paiements"}))
    server.refresh()
    assert read_validated(server.folder) == {"ou sont mes sous": "consulter_paiements"}
    seen = (server.folder / VALIDATED).stat()
    server.refresh()
    assert (server.folder / VALIDATED).stat().st_mtime_ns == seen.st_mtime_ns


def test_who_comes_second_is_told_by_whom(trained: SharedShelf, place: Place, model: Path) -> None:
    other = place("other")
    other.refresh()
    shutil.copy(model, other.folder / "b.tar.gz")
    shutil.copy(model, trained.folder / "c.tar.gz")
    trained.use("c", "Sacha", "a.tar.gz")
    with pytest.raises(LiveChanged, match=r"Sacha a mis en service c\.tar\.gz"):
        other.use("b", "Camille", "a.tar.gz")
    other.refresh()
    live = other.live()
    assert live is not None and live.name == "c.tar.gz"


def test_the_list_is_the_same_everywhere_and_an_old_one_comes_back(
    trained: SharedShelf, place: Place, model: Path
) -> None:
    again(trained, "b", model)
    other = place("other")
    other.refresh()
    shutil.copy(model, other.folder / "mine.tar.gz")
    names = [(one.name, one.live) for one in other.listed()]
    assert names == [("b.tar.gz", True), ("a.tar.gz", False), ("mine.tar.gz", False)]
    facts = other.listed()[0].facts
    assert isinstance(facts, Facts) and facts == other.listed()[2].facts
    assert other.use("a").read_bytes() == model.read_bytes()
    with pytest.raises(NoSuchArchive):
        other.named("perdu")


def test_the_copies_of_a_server_do_not_fill_its_disk(
    place: Place, tmp_path: Path, packed: Path
) -> None:
    trained, server = place("trained"), place("server")
    trained.folder.mkdir()
    for number in range(KEPT + 2):
        shutil.copy(packed, trained.folder / f"a{number}.tar.gz")
        trained.use(f"a{number}")
        server.refresh()
    assert len(server.archives()) == KEPT
    live = server.live()
    assert live is not None and live.name == f"a{KEPT + 1}.tar.gz" and live.is_file()


async def test_a_draft_is_tried_where_no_disk_is_shared_and_published_without_a_copy(
    trained: SharedShelf, place: Place, model: Path
) -> None:
    agent, server = AssistantAgent(), place("server")
    follower = Follower(agent, server)
    await follower.look()
    draft = Path(shutil.copy(model, trained.folder.parent / "b.tar.gz"))
    trained.begin_trial(draft, TRIAL)
    await follower.look()
    await follower.look()
    assert agent.draft is not None and agent.draft.trial == TRIAL
    assert (agent.served, agent.failed, server.trouble) == ("a.tar.gz", None, None)
    assert [path.name for path in server.archives()] == ["a.tar.gz"]
    processor = agent.draft.processor
    shutil.copy2(draft, trained.folder / "b.tar.gz")
    trained.use("b")
    await follower.look()
    assert agent.processor is processor and agent.draft is None and server.trial() is None


async def test_the_end_of_a_trial_reaches_every_server(
    trained: SharedShelf, place: Place, model: Path
) -> None:
    agent, server = AssistantAgent(), place("server")
    follower = Follower(agent, server)
    trained.begin_trial(Path(shutil.copy(model, trained.folder.parent / "b.tar.gz")), TRIAL)
    await follower.look()
    found = server.trial()
    assert agent.draft is not None and found is not None and found[1].is_file()
    trained.end_trial()
    await follower.look()
    assert agent.draft is None and agent.failed is None
    assert server.trial() is None and not found[1].exists()


async def test_a_draft_that_came_torn_answers_nobody_and_the_live_archive_is_followed(
    trained: SharedShelf, place: Place, model: Path, url: str
) -> None:
    agent, server = AssistantAgent(), place("server")
    follower = Follower(agent, server)
    await follower.look()
    trained.begin_trial(Path(shutil.copy(model, trained.folder.parent / "b.tar.gz")), TRIAL)
    spoil(url, "DELETE FROM archive_pieces WHERE archive = 'trial/b.tar.gz' AND number = 3")
    await follower.look()
    await follower.look()
    assert agent.draft is None and agent.failed is not None
    assert "b.tar.gz n'est pas là" in agent.failed.why
    assert (agent.served, agent.refusal) == ("a.tar.gz", None)


def test_a_trial_does_not_begin_beside_what_is_live_no_more(
    trained: SharedShelf, place: Place, model: Path
) -> None:
    other = place("other")
    other.refresh()
    again(trained, "c", model)
    with pytest.raises(LiveChanged, match=r"Camille a mis en service c\.tar\.gz"):
        other.begin_trial(Path(shutil.copy(model, other.folder.parent / "b.tar.gz")), TRIAL)
    assert other.trial() is None


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive without components, which is not loaded."""
    from tests.unit.test_archive import FACTS, METADATA, OUR_CLASS, described, tar

    folder = tmp_path_factory.mktemp("packed")
    trained = tar(folder / "trained.tgz", {METADATA: described(OUR_CLASS)})
    pack(trained, folder / "a.tar.gz", sources.of_project(), FACTS)
    return folder / "a.tar.gz"

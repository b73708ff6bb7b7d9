"""A draft tried on a share of the conversations, on the pages: begun, read, ended, published."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from bot.content.shelf import POINTER
from bot.content.trial import Trial
from storage.replicas import Replicas
from tests.workbench.drafts import draft
from tests.workbench.web.bench import Bench, Visitor
from tests.workbench.web.test_models import held_back
from workbench.models.training import DRAFTS
from workbench.models.trials import DAY
from workbench.people.roles import Role

PAGE = "/modeles/comparaison"
REPORT = "/modeles/rapport/nouveau.tar.gz"
BEGIN = f"{REPORT}/comparaison"


@pytest.fixture(autouse=True)
def live(bench: Bench, model: Path) -> Iterator[None]:
    """An archive that is live, and a draft that the gate lets through."""
    folder = bench.shelf.folder
    shutil.rmtree(folder, ignore_errors=True)
    (folder / DRAFTS).mkdir(parents=True)
    shutil.copy(model, folder / "ancien.tar.gz")
    bench.shelf.use("ancien")
    draft(bench.shelf, "nouveau.tar.gz", model)
    yield
    bench.shelf.end_trial()


@pytest.fixture
def publisher(bench: Bench) -> Visitor:
    return bench.visitor(Role.publisher)


def begun(bench: Bench, publisher: Visitor, share: str = "20") -> Trial:
    sent = {"part": share, "jours": "7", "en_service": "ancien.tar.gz"}
    assert publisher.post(BEGIN, **sent).headers["location"].startswith(PAGE)
    found = bench.shelf.trial()
    assert found is not None
    return found[0]


def moved(bench: Bench, trial: Trial, seconds: float) -> None:
    """Let a trial have begun so much earlier, and end so much earlier."""
    path = bench.shelf.folder / POINTER
    pointer = json.loads(path.read_text())
    earlier = replace(trial, since=trial.since - seconds, until=trial.until - seconds)
    pointer["trial"] |= {"since": earlier.since, "until": earlier.until}
    path.write_text(json.dumps(pointer))


def eventually(told: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not told():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_off_by_default(bench: Bench, publisher: Visitor) -> None:
    assert bench.shelf.trial() is None
    assert "Voir la comparaison" not in publisher.get("/modeles").text
    page = publisher.get(REPORT).text
    assert "Comparer d'abord" in page and 'name="part"' in page and 'max="50"' in page


def test_it_is_begun_with_a_share_and_a_time(bench: Bench, publisher: Visitor) -> None:
    trial = begun(bench, publisher)
    assert (trial.archive, trial.beside, trial.share) == ("nouveau.tar.gz", "ancien.tar.gz", 20)
    assert trial.until - trial.since == pytest.approx(7 * DAY)
    page = publisher.get(PAGE).text
    assert "va répondre à 20 % des nouvelles conversations" in page and "Camille" in page
    assert "Voir la comparaison" in publisher.get("/modeles").text
    assert "Une comparaison est en cours" in publisher.get(REPORT).text
    journal = bench.visitor(Role.administrator).get("/journal").text
    assert "comparaison commencée" in journal and "20 % des nouvelles conversations" in journal
    second = publisher.post(BEGIN, part="10", jours="7")
    assert second.status_code == 422 and "déjà en cours" in second.text


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"part": "60", "jours": "7"}, "de 1 à 50"),
        ({"part": "beaucoup", "jours": "7"}, "de 1 à 50"),
        ({"part": "10", "jours": "400"}, "de 1 à 30"),
        ({"part": "10", "jours": "7", "en_service": "autre.tar.gz"}, "a été mis en service"),
    ],
)
def test_a_refusal_is_told_at_the_form(
    bench: Bench, publisher: Visitor, sent: dict[str, str], why: str
) -> None:
    refused = publisher.post(BEGIN, **sent)
    assert refused.status_code == 422 and why in refused.text
    assert 'id="faute-comparaison"' in refused.text and f'value="{sent["jours"]}"' in refused.text
    assert bench.shelf.trial() is None


def test_what_the_gate_holds_back_is_not_tried(bench: Bench, publisher: Visitor) -> None:
    held_back(bench)
    assert "Comparer d'abord" not in publisher.get(REPORT).text
    assert publisher.post(BEGIN, part="10", jours="7").status_code == 422
    assert bench.shelf.trial() is None


def test_who_may_not_publish_reads_it_and_changes_nothing(bench: Bench, publisher: Visitor) -> None:
    editor = bench.visitor(Role.editor)
    assert "Comparer d'abord" not in editor.get(REPORT).text
    assert editor.post(BEGIN, part="10", jours="7").status_code == 403
    begun(bench, publisher)
    page = editor.get(PAGE).text
    assert "rôle « publication »" in page and "<form" not in page.partition("<main")[2]
    for path in (f"{PAGE}/fin", f"{PAGE}/publication"):
        assert editor.post(path).status_code == 403
        assert publisher.post(path, token="made up").status_code == 403
    assert bench.shelf.trial() is not None


def test_both_sides_are_read_with_what_they_can_tell(bench: Bench, publisher: Visitor) -> None:
    trial = begun(bench, publisher)
    assert "ne disent encore rien" in publisher.get(PAGE).text
    bench.count_trial(trial.id, "live", opened=2000, spoke=800, understood=1200, missed=300)
    bench.count_trial(trial.id, "trial", opened=500, spoke=200, understood=340, missed=35, up=3)
    page = unescape(publisher.get(PAGE).text)
    for said in (
        "80,0", "90,7", "+10,7", "mieux avec le brouillon", "moins d'une fois sur vingt",
        "2\u202f000", "Newcombe", "Wilson", "moins de 5", "trop peu pour être montré",
        "s'arrêter au premier bon chiffre",
    ):  # fmt: skip
        assert said in page, said
    # Three opinions are told by no share either.
    assert ">3<" not in page


def test_it_is_ended_with_one_click_and_its_figures_stay(bench: Bench, publisher: Visitor) -> None:
    trial = begun(bench, publisher)
    bench.count_trial(trial.id, "live", opened=77, spoke=50, understood=60)
    assert publisher.post(f"{PAGE}/fin").status_code == 303
    assert bench.shelf.trial() is None
    page = publisher.get(PAGE).text
    assert "Comparaison terminée" in page and ">77<" in page and "/fin" not in page
    assert "La dernière comparaison" in publisher.get("/modeles").text
    assert "comparaison terminée" in bench.visitor(Role.administrator).get("/journal").text


def test_the_draft_is_published_with_one_click(bench: Bench, publisher: Visitor) -> None:
    begun(bench, publisher)
    assert publisher.post(f"{PAGE}/publication").status_code == 303
    found = bench.shelf.live()
    assert found is not None and found.name == "nouveau.tar.gz" and bench.shelf.trial() is None
    page = publisher.get(PAGE).text
    assert "Brouillon de la comparaison mis en service" in page, page.partition("<main")[2]
    assert "après une comparaison sur 20 %" in publisher.get("/modeles").text
    journal = bench.visitor(Role.administrator).get("/journal").text
    assert "nouveau.tar.gz : après une comparaison" in journal
    again = publisher.post(f"{PAGE}/publication")
    assert again.status_code == 422 and "Aucune comparaison" in again.text


def test_an_instance_that_refuses_the_draft_ends_it_for_all(
    bench: Bench, publisher: Visitor
) -> None:
    trial = begun(bench, publisher)
    replicas = Replicas(bench.database)
    replicas.see("p1", "hote-1:5005", "1", "ancien.tar.gz", None, trial.id)
    replicas.see("p2", "hote-2:5005", "1", "ancien.tar.gz", None, None, "nouveau : abîmé")
    assert "prêt sur 1 instance sur 2" in publisher.get(PAGE).text
    moved(bench, trial, 60.0)
    eventually(lambda: bench.shelf.trial() is None)
    eventually(lambda: "une instance refuse" in publisher.get(PAGE).text)
    assert "nouveau : abîmé" in publisher.get(PAGE).text
    eventually(
        lambda: "une instance refuse" in bench.visitor(Role.administrator).get("/journal").text
    )
    for process in ("p1", "p2"):
        replicas.leave(process)


def test_another_publication_ends_it_and_is_noted(
    bench: Bench, publisher: Visitor, model: Path
) -> None:
    begun(bench, publisher)
    shutil.copy(model, bench.shelf.folder / "autre.tar.gz")
    bench.shelf.use("autre")
    eventually(lambda: "terminée par une mise en service" in publisher.get(PAGE).text)

"""Training, publishing and coming back, on the pages; trainings are real processes."""

from __future__ import annotations

import datetime
import shutil
import time
from pathlib import Path

import pytest

from storage.replicas import Replicas
from tests.workbench.drafts import GOOD, draft, report
from tests.workbench.web.bench import Bench, Visitor
from workbench.author import Author
from workbench.models.planned import Plan, Planned
from workbench.models.progress import Progress, write_progress
from workbench.models.report import Advice, Bin, Confusion, Crossed, IntentScore, Quality
from workbench.models.training import DRAFTS
from workbench.models.work import REPORT_SUFFIX
from workbench.pages.charts import Curve, curves, flows
from workbench.pages.view import PLACE
from workbench.people.roles import Role

PROGRESS = "/modeles/progres"


@pytest.fixture
def live(bench: Bench, model: Path) -> None:
    """Two archives, one of them live, and a draft that the gate lets through."""
    folder = bench.shelf.folder
    shutil.rmtree(folder, ignore_errors=True)
    (folder / DRAFTS).mkdir(parents=True)
    for name in ("ancien", "autre"):
        shutil.copy(model, folder / f"{name}.tar.gz")
    bench.shelf.use("ancien")
    draft(bench.shelf, "nouveau.tar.gz", model)


@pytest.fixture
def publisher(bench: Bench) -> Visitor:
    return bench.visitor(Role.publisher)


MISSED = "conversation « deuil » (web), il manque tel_3230"


def held_back(bench: Bench, *missed: str) -> None:
    """A report of the draft that has everything in it, and does not pass the gate."""
    path = bench.shelf.folder / DRAFTS / f"nouveau.tar.gz{REPORT_SUFFIX}"
    advice = Advice(text="2 phrases à déplacer ?", examples=("une phrase à déplacer",))
    said = report(
        "nouveau.tar.gz",
        "ancien.tar.gz",
        GOOD.copy(update={"first_acceptable": 0.5}),
        intents=(
            IntentScore(
                intent="saluer", examples=9, messages=4, precision=0.75, recall=None, f1=None,
                advice=(advice,), crossed=Quality(precision=0.625, recall=0.5, f1=0.5556),
            ),
        ),
        confusions=(Confusion(right="saluer", read="consulter_dettes", count=3),),
        calibration=(Bin(low=0.8, high=0.9, messages=40, confidence=0.85, right=0.8),),
        conversations=("deuil",),
        canaries=missed,
        crossed=Crossed(
            parts=3, examples=700, right=0.71,
            confusions=(Confusion(right="saluer", read="remercier", count=12),),
        ),
    )  # fmt: skip
    path.write_text(said.json(), encoding="utf-8")


def test_a_training_shows_its_stage_and_can_be_cancelled(bench: Bench) -> None:
    editor = bench.visitor(Role.editor)
    assert "Entraîner un brouillon" in editor.get("/modeles").text
    assert editor.post("/modeles/entrainement").status_code == 303
    page = editor.get("/modeles").text
    assert "Vérification des textes : en cours" in page and "environ" in page
    part = editor.get(PROGRESS)
    assert part.text.startswith("<div") and "hx-refresh" not in part.headers
    second = bench.visitor(Role.editor).post("/modeles/entrainement")
    assert second.status_code == 422 and "déjà en cours" in second.text
    editor.post("/modeles/arret")
    assert "Annulé par" in editor.get("/modeles").text
    # The page that still asks is told to look at the whole again.
    assert editor.get(PROGRESS).headers["hx-refresh"] == "true"


def test_a_training_is_planned_called_off_and_begun_after_a_restart(bench: Bench) -> None:
    editor = bench.visitor(Role.editor)
    for wrong in ("", "25:00", "ce soir"):
        refused = editor.post("/modeles/prevision", heure=wrong)
        assert refused.status_code == 422 and 'id="faute-heure"' in refused.text
    assert editor.post("/modeles/prevision", heure="22:00").status_code == 303
    page = editor.get("/modeles").text
    assert "22 h 00" in page and "Annuler l'entraînement prévu" in page
    editor.post("/modeles/prevision/annulation")
    assert "Entraînement prévu" not in editor.get("/modeles").text
    # Its time came while nobody was there.
    Planned(bench.project / "var" / "workbench" / "training").set(
        Plan(
            PLACE.localize(datetime.datetime(2020, 1, 1, 22)), Author("Lou Petit", "lou@exemple.fr")
        )
    )
    bench.restart()
    editor = bench.visitor(Role.editor)
    deadline = time.monotonic() + 60
    while "lancé par Lou Petit" not in editor.get("/modeles").text:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert "Entraînement prévu" not in editor.get("/modeles").text
    editor.post("/modeles/arret")
    assert "entraînement prévu commencé" in bench.visitor(Role.administrator).get("/journal").text


def test_a_failure_is_told_in_words(bench: Bench) -> None:
    folder = bench.project / "var" / "workbench" / "training"
    folder.mkdir(parents=True, exist_ok=True)
    failed = Progress("failed", "Sacha", time.time(), reason="Il n'y a plus de place.")
    write_progress(folder, failed)
    page = bench.visitor(Role.editor).get("/modeles").text
    assert "pas abouti" in page and "plus de place" in page and "Entraîner un brouillon" in page
    write_progress(folder, Progress())


def test_a_draft_is_published_with_a_reason_and_taken_back(
    bench: Bench, live: None, publisher: Visitor
) -> None:
    page = publisher.get("/modeles/rapport/nouveau.tar.gz").text
    assert "ne trouve rien à redire" in page and "malgré" not in page and "96,0" in page
    path = "/modeles/rapport/nouveau.tar.gz/publication"
    refused = publisher.post(path)
    assert refused.status_code == 422 and 'id="faute-raison"' in refused.text
    assert publisher.post(path, raison="mieux sur les dettes").status_code == 303
    found = bench.shelf.live()
    assert found is not None and found.name == "nouveau.tar.gz"
    assert publisher.post("/modeles/retour", modele="ancien.tar.gz").status_code == 422
    back = publisher.post("/modeles/retour", modele="ancien.tar.gz", raison="une plainte")
    assert back.status_code == 303
    found = bench.shelf.live()
    assert found is not None and found.name == "ancien.tar.gz"
    page = publisher.get("/modeles").text
    assert "une plainte" in page and "mieux sur les dettes" in page and "(retour)" in page


def test_the_gate_is_overridden_only_when_that_is_said(
    bench: Bench, live: None, publisher: Visitor
) -> None:
    held_back(bench)
    page = publisher.get("/modeles/rapport/nouveau.tar.gz").text
    for said in (
        "retient ce brouillon",
        "une phrase à déplacer",
        "3 messages de",
        "75,0",
        "« où »",
        "12 phrases de",
        "71,0",
        "62,5",
        "Jouées avec le brouillon, sur le site et dans l'appli : deuil",
        "malgré le contrôle",
        "80\u00a0% à 90",
    ):
        assert said in page
    path = "/modeles/rapport/nouveau.tar.gz/publication"
    refused = publisher.post(path, raison="tant pis")
    assert refused.status_code == 422 and "tant pis" in refused.text
    found = bench.shelf.live()
    assert found is not None and found.name == "ancien.tar.gz"
    assert publisher.post(path, raison="voulu ainsi", malgre="oui").status_code == 303
    page = publisher.get("/modeles").text
    assert "voulu ainsi" in page and "Malgré le contrôle" in page
    # The models of the past, by what their reports say.
    assert "Ce que valaient les modèles" in page and "50,0" in page and "71,0" in page


def test_a_missed_conversation_is_told_and_cannot_be_overridden(
    bench: Bench, live: None, publisher: Visitor
) -> None:
    held_back(bench, MISSED)
    address = "/modeles/rapport/nouveau.tar.gz"
    page = publisher.get(address).text
    assert MISSED in page and "les serveurs refuseraient aussi ce brouillon" in page
    assert 'name="malgre"' not in page and "/publication" not in page
    assert "peut le mettre en service" not in bench.visitor(Role.editor).get(address).text
    # From a page that was opened before the report changed.
    refused = publisher.post(f"{address}/publication", raison="tant pis", malgre="oui")
    assert refused.status_code == 422 and 'id="faute-raison"' in refused.text
    found = bench.shelf.live()
    assert found is not None and found.name == "ancien.tar.gz"


def test_pictures_say_what_the_figures_do() -> None:
    drawn = flows("Titre", [("un <b>", "deux", 10), ("un <b>", "trois", 5)])
    assert drawn.count("<path") == 2 and "un &lt;b&gt;" in drawn and drawn.count("<text") == 3
    assert 'stroke-width="14.0"' in drawn and 'stroke-width="7.5"' in drawn
    drawn = curves("Titre", ("a", "b"), [Curve("good", [(0.0, 0.0), (1.0, 1.0)])])
    assert 'cx="88.0" cy="144.0"' in drawn and 'cx="712.0" cy="18.0"' in drawn
    assert "polyline" in curves("Vide", (), [Curve("good", [])]) and flows("Vide", [])


def test_an_editor_reads_the_report_and_publishes_nothing(bench: Bench, live: None) -> None:
    editor = bench.visitor(Role.editor)
    page = editor.get("/modeles/rapport/nouveau.tar.gz").text
    assert "/publication" not in page and "rôle « publication »" in page
    assert "Revenir à celui-ci" not in editor.get("/modeles").text
    for path in ("/modeles/rapport/nouveau.tar.gz/publication", "/modeles/retour"):
        assert editor.post(path, raison="oui", modele="autre").status_code == 403


def test_who_decided_on_an_older_page_is_told(bench: Bench, live: None, publisher: Visitor) -> None:
    page = publisher.get("/modeles/rapport/nouveau.tar.gz").text
    assert 'name="en_service" value="ancien.tar.gz"' in page
    bench.shelf.use("autre")
    path = "/modeles/rapport/nouveau.tar.gz/publication"
    sent = {"raison": "mieux", "malgre": "oui", "en_service": "ancien.tar.gz"}
    refused = publisher.post(path, **sent)
    assert refused.status_code == 422 and "autre.tar.gz a été mis en service" in refused.text
    found = bench.shelf.live()
    assert found is not None and found.name == "autre.tar.gz"


def test_the_page_says_on_how_many_instances_and_asks_again(
    bench: Bench, live: None, publisher: Visitor
) -> None:
    assert "Aucune instance" in publisher.get("/modeles").text
    replicas = Replicas(bench.database)
    replicas.see("p1", "hote-1:5005", "0.1.0", "ancien.tar.gz", None)
    replicas.see("p2", "hote-2:5005", "0.1.0", "autre.tar.gz", "le modèle est refusé")
    # Two processes of one instance: it has changed when both have.
    replicas.see("p3", "hote-3:5005", "0.1.0", "ancien.tar.gz", None)
    replicas.see("p4", "hote-3:5005", "0.1.0", "autre.tar.gz", None)
    assert "sur 1 instance sur 3" in publisher.get("/modeles").text
    part = publisher.get("/modeles/instances").text
    assert part.lstrip().startswith("<div") and 'hx-trigger="every 2s"' in part
    assert "le modèle est refusé" in part and "en train de changer" in part
    replicas.see("p2", "hote-2:5005", "0.1.0", "ancien.tar.gz", None)
    replicas.see("p4", "hote-3:5005", "0.1.0", "ancien.tar.gz", None)
    part = publisher.get("/modeles/instances").text
    assert "sur 3 instances sur 3" in part and 'hx-trigger="every 20s"' in part
    for process in ("p1", "p2", "p3", "p4"):
        replicas.leave(process)


def test_names_lead_nowhere_else(bench: Bench, live: None, publisher: Visitor) -> None:
    for name in ("rien", "..%2F..%2Fancien.tar.gz"):
        assert publisher.get(f"/modeles/rapport/{name}").status_code == 404

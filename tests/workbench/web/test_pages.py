"""The pages in a browser: axe-core finds nothing, keys suffice, small screens hold them."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.content.trial import Trial
from bot.content.validated import VALIDATED, spelled
from storage.replicas import Replicas
from tests.workbench.drafts import draft
from tests.workbench.web.addresses import PAGES
from tests.workbench.web.bench import PASSWORD, Bench, rare
from tests.workbench.web.conftest import AXE, PATIENCE_MS
from tests.workbench.web.test_models import held_back
from workbench.author import Author
from workbench.models.bank import Bank
from workbench.models.training import DRAFTS
from workbench.people.roles import Role

RUN = """async () => (await axe.run(document)).violations.map(
    found => `${found.id}: ${found.nodes.map(node => node.target).join(" ")}`)"""
Visit = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def filled(bench: Bench, model: Path) -> None:
    """Something on every page."""
    (bench.shelf.folder / DRAFTS).mkdir(parents=True)
    for name in ("ancien", "autre"):
        shutil.copy(model, bench.shelf.folder / f"{name}.tar.gz")
    bench.shelf.use("ancien")
    draft(bench.shelf, "nouveau.tar.gz", model)
    draft(bench.shelf, "publie.tar.gz", model)
    Bank(bench.shelf).publish("publie", Author("Lou", "lou@exemple.fr"), "voir")
    bench.shelf.use("ancien")
    held_back(bench)
    draft(bench.shelf, "essaye.tar.gz", model)
    trial = Trial("t1", "essaye.tar.gz", "ancien.tar.gz", 20, 0.0, 4e9, "Lou")
    bench.shelf.begin_trial(bench.shelf.folder / DRAFTS / "essaye.tar.gz", trial)
    bench.count_trial("t1", "live", spoke=90, understood=150, missed=20)
    bench.count_trial("t1", "trial", spoke=30, understood=50, missed=3)
    notice = "text: L'appli est en panne.\nfrom: 2020-01-01 08:00\nto: 2099-01-01 20:00\n"
    (bench.project / "bot" / "notice.yml").write_text(notice, encoding="utf-8")
    bench.shelf.folder.joinpath(VALIDATED).write_bytes(spelled({"où ça": "saluer"}))
    ranking = (("consulter_paiements", 0.4), ("declarer_ressources", 0.2), ("saluer", 0.1))
    for why in ("down", "missed", "suggested", "tried"):
        for number in range(3):
            bench.message(f"où est mon argent {why} {number}", why, ranking, reason="pas là")
    [message] = bench.inbox.members("où est mon argent missed 2", 1)
    bench.inbox.settle([(message.alike, message.id)], "not_ours", "nobody")
    for day in range(20):
        bench.count(day, "opened", 10 + day)
        bench.count(day, "understood", 9 + day, "consulter_paiements", page="mes paiements")
        bench.count(day, "missed", 6, "consulter_paiements")


@pytest.fixture
def visit(bench: Bench, browser: Browser) -> Iterator[Visit]:
    """Open a page, signed in with a role; what the browser complains of is a failure."""
    made = []
    complaints: list[str] = []

    def go(path: str, role: Role | None = Role.administrator, **options: object) -> Page:
        context = browser.new_context(locale="fr-FR", **options)
        context.set_default_timeout(PATIENCE_MS)
        made.append(context)
        if role is not None:
            for name, value in bench.cookie(bench.account(role)).items():
                context.add_cookies([{"name": name, "value": value, "url": bench.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(bench.url + path)
        return page

    yield go
    for context in made:
        context.close()
    assert [said for said in complaints if "404" not in said and "422" not in said] == []


def assert_clean(page: Page) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 256)])
def test_axe_finds_nothing_and_nothing_runs_over(
    visit: Visit, bench: Bench, width: int, height: int, scheme: str
) -> None:
    size = {"width": width, "height": height}
    page = visit("/connexion", None, viewport=size, color_scheme=scheme)
    assert_clean(page)
    page = visit("/boite", viewport=size, color_scheme=scheme)
    for path in PAGES:
        # An instance that says nothing for a while is forgotten.
        replicas = Replicas(bench.database)
        replicas.see("p1", "hote-1:5005", "0.1.0", "ancien.tar.gz", None)
        replicas.see("p2", "hote-2.reseau.exemple:5005", "0.1.0", None, "le modèle est refusé")
        page.goto(bench.url + path)
        closed = page.locator("details:not([open]) > summary")
        for _ in range(min(4, closed.count())):
            closed.first.click()
        assert_clean(page)


def test_somebody_signs_in_and_comes_where_she_wanted(visit: Visit, bench: Bench) -> None:
    email = bench.account(Role.editor)
    page = visit("/statistiques?periode=7", None)
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistiques")
    assert page.url.endswith("/statistiques?periode=7")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")


def test_a_message_is_settled_and_taken_back_by_keyboard_alone(visit: Visit, bench: Bench) -> None:
    text = f"où en est le virement {rare()}"
    for _ in range(40):
        bench.message(text, "down", (("declarer_ressources", 0.5), ("consulter_paiements", 0.3)))
    page = visit("/boite", Role.editor)
    summary = page.locator(".card > summary").first
    expect(summary).to_contain_text(text)
    summary.focus()
    page.keyboard.press("2")
    expect(page.locator("[name=intention]").first).to_have_value(
        "Voir mes paiements (consulter_paiements)"
    )
    page.keyboard.press("i")
    expect(page.locator("#etat")).to_contain_text("40 messages : devient un exemple")
    assert text in (bench.project / "bot/data/nlu/paiements.yml").read_text(encoding="utf-8")
    # The focus is on the next message, and the way back is one key.
    expect(page.locator(".card > summary").first).to_be_focused()
    page.keyboard.press("z")
    expect(page.locator(".card > summary").first).to_contain_text(text)
    assert text not in (bench.project / "bot/data/nlu/paiements.yml").read_text(encoding="utf-8")


def test_messages_are_ticked_and_settled_together(visit: Visit, bench: Bench) -> None:
    texts = [f"deux à la fois {rare()}" for _ in range(2)]
    for text in texts * 50:
        bench.message(text, "down")
    page = visit("/boite", Role.editor)
    page.locator(".card > summary").first.focus()
    page.keyboard.press("x")
    page.locator(".card > summary").nth(1).focus()
    page.keyboard.press("x")
    page.locator("#lot").get_by_role("button", name="Pas pour nous").click()
    expect(page.locator("#etat")).to_contain_text("100 messages : pas pour nous")


def test_a_refusal_is_said_and_what_was_typed_can_be_mended(visit: Visit, bench: Bench) -> None:
    for _ in range(120):
        bench.message("madame ••• attend son virement", "down")
    page = visit("/boite", Role.editor)
    page.locator(".card > summary").first.click()
    page.get_by_role("button", name="C'est cette intention").first.click()
    expect(page.get_by_role("alert")).to_contain_text("cache une donnée personnelle")


def test_everything_works_without_a_script(visit: Visit, bench: Bench) -> None:
    text = f"sans script {rare()}"
    for _ in range(200):
        bench.message(text, "down")
    page = visit("/boite", Role.editor, java_script_enabled=False)
    page.locator(".card > summary").first.click()
    page.get_by_role("button", name="Pas pour nous").first.click()
    expect(page.locator("#etat")).to_contain_text("200 messages : pas pour nous")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".card > summary").first).to_contain_text(text)


def test_an_editor_opens_an_intent_adds_an_example_and_takes_it_back(
    visit: Visit, bench: Bench
) -> None:
    text = f"virement {secrets.choice(['perdu', 'égaré'])} en chemin vers ma banque"
    file = bench.project / "bot/data/nlu/paiements.yml"
    page = visit("/contenu", Role.editor)
    page.get_by_role("heading", name="Paiements et droits").click()
    page.get_by_role("link", name="Voir mes paiements").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Voir mes paiements")
    page.get_by_label("Nouvelles phrases").fill(text)
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator("#etat")).to_contain_text("La phrase est ajoutée")
    assert f"- {text}\n" in file.read_text(encoding="utf-8")
    # The same again is refused, at the field, with what was typed.
    page.get_by_label("Nouvelles phrases").fill(text)
    page.get_by_role("button", name="Ajouter").click()
    field = page.get_by_label("Nouvelles phrases")
    expect(field).to_be_focused()
    expect(field).to_have_value(text)
    expect(page.locator("#faute-phrases")).to_contain_text("déjà une phrase")
    page.get_by_label("Chercher dans ces phrases").fill(text)
    page.get_by_role("button", name="Chercher").click()
    page.get_by_label(f"Cocher : {text}").check()
    page.get_by_role("button", name="Retirer").click()
    expect(page.locator("#etat")).to_contain_text("C'est retiré")
    assert text not in file.read_text(encoding="utf-8")


def test_the_preview_follows_what_is_typed(visit: Visit) -> None:
    page = visit("/contenu/reponse/answer_consulter_paiements", Role.editor)
    field = page.locator("[name=texte-0]")
    field.fill("Un **mot** nouveau.")
    preview = page.locator("#apercu")
    expect(preview.locator("strong", has_text="mot").first).to_be_visible()
    expect(preview).to_contain_text("mot nouveau")
    # The focus stays where one types.
    expect(field).to_be_focused()


def test_the_progress_of_a_training_is_shown_and_ends_by_itself(visit: Visit, bench: Bench) -> None:
    page = visit("/modeles", Role.editor)
    page.get_by_role("button", name="Entraîner un brouillon").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    page.get_by_role("button", name="Annuler").focus()
    with page.expect_response("**/modeles/progres"):
        pass
    expect(page.get_by_role("button", name="Annuler")).to_be_focused()
    bench.visitor(Role.editor).post("/modeles/arret")
    # Somebody else cancelled it: the page sees that without being asked.
    expect(page.get_by_role("status").filter(has_text="Annulé par")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 256)])
def test_a_conversation_is_tried_by_keyboard(
    visit: Visit, bench: Bench, width: int, height: int
) -> None:
    # Two models are loaded: that may take longer than a browser waits.
    reader = bench.visitor(Role.reader)
    while "se chargent encore" in reader.post("/essai", texte="bonjour").text:
        pass
    page = visit("/essai", Role.reader, viewport={"width": width, "height": height})
    assert page.url.endswith("/essai")
    page.get_by_label("Votre message").fill("attestation")
    page.keyboard.press("Enter")
    first = page.get_by_role("button", name="Télécharger mon quotient familial").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("2. Choix")
    # What was typed is in no address.
    assert page.url.endswith("/essai")
    while (closed := page.locator("main details:not([open]) > summary")).count():
        closed.first.focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="attestation").first).to_be_visible()
    assert_clean(page)
    page.get_by_label("Votre message").fill("merci")
    page.get_by_role("button", name="Essayer").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("3. « merci »")
    page.get_by_role("link", name="Recommencer").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(0)

"""A person asks, the assistant shows the way: ten intents, on the site and in the app."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat_page import Widget, links_of, path_of

REDIRECT = "https://wwwd.caf.fr/redirect/s/Redirect?page="

JOURNEYS = [
    ("Quand serai-je payé ?", ["Mes paiements et mes droits"], "monCompteMesPaiements"),
    (
        "Où est mon attestation de quotient familial ?",
        ["Mes paiements et mes droits", "Menu de la rubrique", "Mes attestations"],
        "monCompteAttestationPaiement",
    ),
    ("J'ai déménagé", ["Mon profil", "Consulter ou modifier"], "monCompteMonProfil"),
    ("J'ai changé de banque", ["Mon profil", "Consulter ou modifier"], "monCompteMonProfil"),
    ("Où en est mon dossier ?", ["Mes démarches", "Suivre mes démarches"], "monCompte"),
    ("Je me suis séparé", ["Mes démarches", "Déclarer un changement"], "monCompte"),
    ("déclarer mes ressources trimestrielles", ["Mes ressources", "Déclarer"], "monCompte"),
    (
        "Ai-je droit au RSA ?",
        ["Mes démarches", "Simuler ou faire une demande de prestation"],
        "demandeRsa",
    ),
    (
        "J'ai une dette à rembourser",
        ["Mes paiements et mes droits", "Menu de la rubrique", "Mes dettes"],
        "monCompteMesPaiements",
    ),
]


@pytest.mark.parametrize(("question", "path", "page"), JOURNEYS)
def test_a_question_leads_to_its_section(
    widget: Widget, question: str, path: list[str], page: str
) -> None:
    widget.open()
    answer = widget.ask(question)
    assert path_of(answer) == ["Mon Compte", *path]
    assert links_of(answer)[0] == REDIRECT + page
    link = answer.get_by_role("link").first
    expect(link).to_contain_text("wwwd.caf.fr – nouvelle fenêtre")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_asking_for_a_person_gives_the_telephone(widget: Widget) -> None:
    widget.open()
    answer = widget.ask("je veux parler à quelqu'un")
    expect(answer).to_contain_text("32 30")
    assert path_of(answer) == ["Mon Compte", "Contacter ma Caf"]


def test_a_useful_answer_is_two_clicks_away(portal: Page) -> None:
    portal.get_by_role("button", name="Besoin d’aide ?").click()
    portal.get_by_role("button", name="Voir mes paiements").click()
    link = portal.get_by_role("link", name="Ouvrir Mes paiements")
    expect(link).to_have_attribute("href", REDIRECT + "monCompteMesPaiements")


def test_the_suggestions_fit_the_page(portal: Page) -> None:
    portal.get_by_role("link", name="Mon profil").click()
    widget = Widget(portal)
    widget.open()
    suggestions = widget.answers.first.locator(".choice")
    expect(suggestions).to_have_count(4)
    expect(suggestions.filter(has_text="Changer d’adresse")).to_have_count(1)


def test_site_and_app_answer_the_same_question_differently(portal: Page) -> None:
    portal.get_by_role("button", name="Demander aux deux").click()
    site = Widget(portal).answer_after(1)
    phone = Widget(portal.frame_locator("iframe.phone"))
    app = phone.answer_after(1)
    assert path_of(site) == ["Mon Compte", "Mes paiements et mes droits"]
    assert path_of(app) == ["Accueil", "Mon dernier paiement"]
    assert links_of(app)[0].startswith("cafmoncompte-demo://")
    expect(app.get_by_role("link").first).to_contain_text("ouvre l’application")
    app.get_by_role("link").first.click()
    opened = portal.frame_locator("iframe.phone").locator(".opened")
    expect(opened).to_contain_text("cafmoncompte-demo://")


def test_an_answer_is_rated_once_with_a_reason(widget: Widget) -> None:
    widget.open()
    answer = widget.ask("Quand serai-je payé ?")
    answer.get_by_role("button", name="Pas utile").click()
    answer.get_by_role("button", name="Je n’ai pas compris").click()
    expect(answer.get_by_text("Merci pour votre avis.")).to_be_visible()
    rated = answer.get_by_role("button", name="Pas utile")
    expect(rated).to_have_attribute("aria-pressed", "true")
    expect(rated).to_be_focused()


def test_after_a_thumb_down_something_else_is_offered(widget: Widget, portal: Page) -> None:
    widget.open()
    answer = widget.ask("Quand serai-je payé ?")
    answer.get_by_role("button", name="Pas utile").click()
    answer.get_by_role("button", name="Je n’ai pas compris").click()
    expect(widget.answers).to_have_count(3)
    offer = widget.answers.last
    expect(offer).not_to_contain_text("Merci")
    label = offer.locator(".choice").first.inner_text()
    widget.choose(label)
    expect(widget.answers).to_have_count(4)
    portal.reload()
    # After a page change it is all there, and the person is said to have said nothing.
    expect(Widget(portal).log).to_contain_text(label)
    assert Widget(portal).words() == ["Quand serai-je payé ?", label]


def test_not_finding_a_section_gets_help(widget: Widget) -> None:
    widget.open()
    widget.ask("Quand serai-je payé ?")
    answer = widget.choose("Je ne trouve pas")
    assert "chatbot" not in answer.inner_text().lower()
    expect(answer).to_contain_text("Mes paiements")


def test_a_personal_number_is_stopped_before_it_leaves(portal: Page, widget: Widget) -> None:
    sent: list[str] = []
    portal.on("request", lambda request: sent.append(request.post_data or ""))
    widget.open()
    widget.send("mon numéro est 1 85 05 78 006 084 91")
    warning = widget.host.get_by_role("alert").filter(has_text="numéro personnel")
    expect(warning).to_be_visible()
    warning.get_by_role("button", name="Envoyer sans le numéro").click()
    widget.answer_after(1)
    assert widget.words() == ["mon numéro est [numéro masqué]"]
    assert "006" not in "".join(sent)


def test_a_number_that_the_server_masks_is_told_kindly(widget: Widget) -> None:
    widget.open()
    widget.ask("écrivez-moi à camille@exemple.fr pour mon attestation")
    expect(widget.log.locator(".note")).to_have_text(
        "Pour vous protéger, j’ai masqué une adresse mail. Je n’en ai pas besoin pour vous aider."
    )


def test_erasing_leaves_nothing_in_the_tab(portal: Page, widget: Widget) -> None:
    widget.open()
    widget.ask("Quand serai-je payé ?")
    widget.host.get_by_role("button", name="Effacer et terminer").click()
    widget.host.get_by_role("button", name="Oui, effacer").click()
    expect(widget.status).to_contain_text("Votre conversation est effacée.")
    assert portal.evaluate("sessionStorage.length") == 0


def test_restarting_begins_anew(widget: Widget) -> None:
    widget.open()
    widget.ask("Quand serai-je payé ?")
    widget.host.get_by_role("button", name="Recommencer").click()
    widget.host.get_by_role("button", name="Oui, effacer").click()
    expect(widget.answers).to_have_count(1)
    assert widget.words() == []
    expect(widget.question).to_be_focused()

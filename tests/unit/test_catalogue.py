"""The real catalogue loads; every way to break it is named in French with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import sources
from bot.content.catalogue import Catalogue, SubjectAnswer, other_channel
from bot.content.coherence import faults, parse
from bot.content.faults import ContentError, Fault
from bot.content.sources import PROJECT
from bot.content.tree import read

CATALOGUE_PATH = PROJECT / sources.CATALOGUE
SMALL = Path(__file__).with_name("project") / sources.CATALOGUE


def load(path: Path = SMALL) -> Catalogue:
    return parse(read(path.name, path.read_bytes()))


# The text to replace, what takes its place, the words of the line at fault, the message.
BROKEN = {
    "unknown key": (
        "    title: Voir mes paiements\n",
        "    title: Voir mes paiements\n    couleur: bleu\n",
        "couleur: bleu",
        "intents.consulter_paiements.couleur : clé inconnue",
    ),
    "missing key": (
        "    title: Voir mes paiements\n",
        "",
        "  consulter_paiements:",
        "intents.consulter_paiements.title : cette clé manque",
    ),
    "unknown destination": (
        "destinations: [dernier_paiement, mes_paiements]",
        "destinations: [dernier_paiement, rubrique_perdue]",
        "rubrique_perdue",
        "intents.consulter_paiements.destinations.1 : « rubrique_perdue » n'existe pas",
    ),
    "dead follow-up": (
        "follow_ups: [paiement_non_recu, telecharger_attestation_paiement]",
        "follow_ups: [suite_perdue, telecharger_attestation_paiement]",
        "suite_perdue",
        "intents.consulter_paiements.follow_ups.0 : « suite_perdue » n'existe pas",
    ),
    "host off the list": (
        "href: https://www.msa.fr\n",
        "href: https://www.msa.example\n",
        "https://www.msa.example",
        "links.msa.href : l'hôte « www.msa.example » n'est pas dans « hosts »",
    ),
    "host that only looks right": (
        "href: https://www.msa.fr\n",
        "href: https://www.msa.fr@mechant.example\n",
        "mechant.example",
        "links.msa.href : l'hôte « mechant.example » n'est pas dans « hosts »",
    ),
    "http link": (
        "href: https://www.msa.fr\n",
        "href: http://www.msa.fr\n",
        "href: http://www.msa.fr",
        "links.msa.href : l'adresse doit commencer par https://, tel: ou sms:",
    ),
    "unknown link of a place": (
        "web: {path: [Mon Compte, Mon agenda], link: mon_compte}",
        "web: {path: [Mon Compte, Mon agenda], link: lien_perdu}",
        "lien_perdu",
        "destinations.mon_agenda.web.link : lien inconnu « lien_perdu »",
    ),
    "unknown link of a subject": (
        "label: le revenu de solidarité active (Rsa), link: demande_rsa",
        "label: le revenu de solidarité active (Rsa), link: lien_perdu",
        "lien_perdu",
        "subjects.prestation.rsa.link : lien inconnu « lien_perdu »",
    ),
    "unknown destination of a subject": (
        "(Mva), answer: answer_demander_contact, destinations: [contacter_caf]",
        "(Mva), answer: answer_demander_contact, destinations: [rubrique_perdue]",
        "rubrique_perdue",
        "subjects.prestation.mva.destinations.0 : « rubrique_perdue » n'existe pas",
    ),
    "subject that is neither sensitive nor not": (
        "      sensitive: true\n",
        "      sensitive: un peu\n",
        "sensitive: un peu",
        "subjects.prestation.aide_violences.sensitive : true ou false est attendu",
    ),
    "key without a value": (
        "    title: Voir mes paiements\n",
        "    title:\n",
        "title:\n",
        "intents.consulter_paiements.title : il manque une valeur",
    ),
    "list instead of a text": (
        "    title: Voir mes paiements\n",
        "    title: [Voir, mes paiements]\n",
        "title: [Voir, mes paiements]",
        "intents.consulter_paiements.title : un texte est attendu",
    ),
    "text instead of a list": (
        "destinations: [dernier_paiement, mes_paiements]",
        "destinations: dernier_paiement",
        "destinations: dernier_paiement",
        "intents.consulter_paiements.destinations : une liste est attendue",
    ),
    "text instead of keys": (
        "    web: {path: [Mon Compte, Mon agenda], link: mon_compte}\n",
        "    web: Mon agenda, dans Mon Compte\n",
        "web: Mon agenda, dans Mon Compte",
        "destinations.mon_agenda.web : des clés et des valeurs sont attendues",
    ),
    "way without a word": (
        "    web: {path: [Mon Compte, Mon agenda], link: mon_compte}\n",
        "    web: {path: [], link: mon_compte}\n",
        "path: []",
        "destinations.mon_agenda.web.path : il en faut au moins 1",
    ),
    "clarification with one choice": (
        "intents: [envoyer_document, consulter_courriers, telecharger_attestation_paiement]",
        "intents: [envoyer_document]",
        "intents: [envoyer_document]",
        "clarifications.document.intents : il en faut au moins 2",
    ),
    "clarification with six choices": (
        "intents: [envoyer_document, consulter_courriers, telecharger_attestation_paiement]",
        "intents: [saluer, saluer, saluer, saluer, saluer, saluer]",
        "intents: [saluer, saluer",
        "clarifications.document.intents : il en faut au plus 5",
    ),
    "date in words": (
        "    label: Ouvrir msa.fr\n    certainty: A\n    checked_on:\n",
        "    label: Ouvrir msa.fr\n    certainty: A\n    checked_on: mardi dernier\n",
        "checked_on: mardi dernier",
        "links.msa.checked_on : une date s'écrit AAAA-MM-JJ",
    ),
    "destination without a channel": (
        "    web: {path: [Mon Compte, Mon agenda], link: mon_compte}\n",
        "",
        "  mon_agenda:",
        "destinations.mon_agenda : il faut au moins un canal, « web » ou « app »",
    ),
    "number instead of a text": (
        "    title: Voir mes paiements\n",
        "    title: 007\n",
        "title: 007",
        "intents.consulter_paiements.title : un texte est attendu",
    ),
    "date without dashes": (
        "    label: Ouvrir msa.fr\n    certainty: A\n    checked_on:\n",
        "    label: Ouvrir msa.fr\n    certainty: A\n    checked_on: 20260312\n",
        "checked_on: 20260312",
        "links.msa.checked_on : une date s'écrit AAAA-MM-JJ",
    ),
    "date that does not exist": (
        "    label: Ouvrir msa.fr\n    certainty: A\n    checked_on:\n",
        "    label: Ouvrir msa.fr\n    certainty: A\n    checked_on: 2026-02-30\n",
        "checked_on: 2026-02-30",
        "links.msa.checked_on : une date s'écrit AAAA-MM-JJ",
    ),
    "telephone in words": (
        "href: https://www.msa.fr\n",
        "href: tel:32 30\n",
        "href: tel:32 30",
        "links.msa.href : un numéro s'écrit en chiffres seuls, comme tel:3230",
    ),
    "title for one channel": (
        "    title: Voir mes paiements\n",
        "    title: {web: Voir mes paiements}\n",
        "title: {web: Voir mes paiements}",
        "intents.consulter_paiements.title.app : cette clé manque",
    ),
    "phone that is an address": (
        "label: le revenu de solidarité active (Rsa), link: demande_rsa",
        "label: le revenu de solidarité active (Rsa), phone: demande_rsa",
        "phone: demande_rsa",
        "subjects.prestation.rsa.phone : « demande_rsa » n'est pas un lien tel:",
    ),
    "unknown body": (
        "label: le revenu de solidarité active (Rsa), link: demande_rsa",
        "label: le revenu de solidarité active (Rsa), body: perdu",
        "body: perdu",
        "subjects.prestation.rsa.body : organisme inconnu « perdu »",
    ),
    "role of nobody": (
        "  help: demander_aide\n",
        "  help: personne\n",
        "help: personne",
        "roles.help : « personne » n'existe pas",
    ),
    "role that code asks for": (
        "  help: demander_aide\n",
        "",
        "roles:\n",
        "roles : il manque le rôle « help »",
    ),
    "wrong certainty": (
        "label: Ouvrir msa.fr\n    certainty: A",
        "label: Ouvrir msa.fr\n    certainty: Z",
        "certainty: Z",
        "links.msa.certainty : valeurs possibles : A, B, C, M",
    ),
    "unknown choice of a clarification": (
        "intents: [envoyer_document, consulter_courriers, telecharger_attestation_paiement]",
        "intents: [envoyer_document, choix_perdu]",
        "choix_perdu",
        "clarifications.document.intents.1 : « choix_perdu » n'existe pas",
    ),
    "unknown topic": (
        "topics:\n",
        "topics:\n  - sujet_perdu\n",
        "- sujet_perdu",
        "topics.0 : « sujet_perdu » n'existe pas",
    ),
}
BAD_YAML = ("    label: Mes alertes\n", "    label: Mes alertes: ici\n")
REPEATED_KEY = ("    label: Mes alertes\n", "    label: Mes alertes\n    label: Encore\n")

Break = Callable[[str, str], Path]


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """Writes a copy of a small catalogue in which one text, there once, is replaced."""

    def write(old: str, new: str) -> Path:
        content = SMALL.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} must be in the catalogue once"
        copy = tmp_path / "catalogue.yml"
        copy.write_text(content.replace(old, new), encoding="utf-8")
        return copy

    return write


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(ContentError) as refusal:
        load(path)
    assert str(refusal.value).splitlines() == [str(fault) for fault in refusal.value.faults]
    return refusal.value.faults


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    [number] = [number for number, line in enumerate(lines, start=1) if text in line]
    return number


def test_the_real_catalogue_loads() -> None:
    rows = load(CATALOGUE_PATH)
    assert rows.intents["consulter_paiements"].title == "Voir mes paiements"
    assert list(faults(rows)) == []
    assert {link.scheme for link in rows.links.values()} == {"https", "tel", "sms"}
    assert {link.host for link in rows.links.values() if link.scheme == "https"} <= {*rows.hosts}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_one_line_in_french(broken: Break, name: str) -> None:
    old, new, at_fault, message = BROKEN[name]
    path = broken(old, new)
    line = line_of(path, at_fault)
    assert faults_of(path) == [Fault(file="catalogue.yml", line=line, message=message)]


NOT_YAML = [
    (BAD_YAML, "Mes alertes: ici", "ce n'est pas du YAML"),
    (REPEATED_KEY, "label: Encore", "« label » est écrit deux fois"),
]


@pytest.mark.parametrize(("edit", "at_fault", "message"), NOT_YAML)
def test_what_is_not_yaml_gives_its_line(
    broken: Break, edit: tuple[str, str], at_fault: str, message: str
) -> None:
    path = broken(*edit)
    line = line_of(path, at_fault)
    assert faults_of(path) == [Fault(file="catalogue.yml", line=line, message=message)]


@pytest.mark.parametrize("content", [b"label: \xe9t\xe9", "a: été".encode("utf-16")])
def test_a_file_that_is_not_utf_8(content: bytes) -> None:
    with pytest.raises(ContentError) as refusal:
        read("catalogue.yml", content)
    message = "ce fichier n'est pas en UTF-8"
    assert refusal.value.faults == [Fault(file="catalogue.yml", line=1, message=message)]


def test_an_address_that_is_none(broken: Break) -> None:
    path = broken("href: https://www.msa.fr\n", "href: 'https://[www.msa.fr'\n")
    [fault] = faults_of(path)
    assert fault.line == line_of(path, "https://[www.msa.fr")


def test_no_english_in_a_message() -> None:
    """Of the messages that the tests above have seen, word for word."""
    english = {"ensure", "this", "value", "has", "least", "items", "not", "allowed", "found", "key"}
    messages = [message for *_, message in (*BROKEN.values(), *NOT_YAML)]
    assert len(messages) > 20
    for message in messages:
        assert english.isdisjoint(message.lower().replace("(", " ").split()), message


def test_every_fault_is_reported_at_once(broken: Break) -> None:
    path = broken("follow_ups: [paiement_non_recu, telecharger_attestation_paiement]", "x: 1")
    path.write_text(path.read_text(encoding="utf-8").replace("certainty: B", "certainty: D", 1))
    messages = [fault.message for fault in faults_of(path)]
    assert messages == [
        "links.contacter_caf.certainty : valeurs possibles : A, B, C, M",
        "intents.consulter_paiements.x : clé inconnue",
    ]


def test_a_fault_reads_file_line_message(broken: Break) -> None:
    path = broken("href: https://www.msa.fr\n", "href: http://www.msa.fr\n")
    line = line_of(path, "http://www.msa.fr")
    [fault] = faults_of(path)
    assert str(fault) == (
        f"catalogue.yml:{line} : links.msa.href : "
        "l'adresse doit commencer par https://, tel: ou sms:"
    )


def test_an_empty_file_names_the_missing_parts(tmp_path: Path) -> None:
    empty = tmp_path / "catalogue.yml"
    empty.write_text("", encoding="utf-8")
    assert {fault.message for fault in faults_of(empty)} == {
        f"{name} : cette clé manque"
        for name, field in Catalogue.__fields__.items()
        if field.required
    }


def test_where_asking_for_a_benefit_leads_instead(rows: Catalogue) -> None:
    benefits = rows.subjects["prestation"]
    contact, rights = ("contacter_caf",), ("mes_droits",)
    birth = ("grossesse_naissance", "simuler_demander")
    changes = {name: row.changes("demander_prestation") for name, row in benefits.items()}
    assert {
        name: change.destinations
        for name, change in changes.items()
        if change.destinations is not None
    } == {
        **dict.fromkeys(("aah", "aeeh"), rights),
        **dict.fromkeys(("mva", "pret_habitat", "ade", "avfs", "rso"), contact),
        **dict.fromkeys(("prime_naissance", "allocation_base"), birth),
        "prime_noel": ("mes_paiements",),
        "ars": ("transmettre", "simuler_demander"),
        "aide_violences": ("simuler_demander", "contacter_caf"),
        "pension": ("pension_alimentaire",),
        "aides_vacances": ("caf_locale",),
    }
    assert changes["aah"].answer == "answer_demander_mdph"
    assert changes["rsa"].answer == "answer_demander_rsa"


def test_what_a_subject_changes_for_one_intent_only(rows: Catalogue) -> None:
    rsa = rows.subjects["prestation"]["rsa"]
    assert rsa.changes("paiement_non_recu").answer == "answer_trimestrielle_non_recue"
    assert rsa.changes("simuler_droits").answer is None
    violences = rows.subjects["prestation"]["aide_violences"]
    assert violences.changes("saluer").answer == "answer_aide_violences"


def test_hard_subjects_are_marked(rows: Catalogue) -> None:
    marked = {
        (kind, name)
        for kind, values in rows.subjects.items()
        for name, row in values.items()
        if row.sensitive
    }
    hard = {(kind, name) for kind in ("danger", "defunt") for name in rows.subjects[kind]}
    helps = {("prestation", "ade"), ("prestation", "aide_violences"), ("terme", "mot_ade")}
    assert marked == hard | helps
    assert all(rows.subjects["danger"][name].urgent for name in rows.subjects["danger"])


def test_rows_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        load().intents["saluer"].title = "Salut"  # type: ignore[misc]


def test_place_and_other_channel(rows: Catalogue) -> None:
    agenda = rows.destinations["mon_agenda"]
    assert agenda.place("web") is agenda.web
    assert agenda.place("app") is None
    assert [other_channel("web"), other_channel("app")] == ["app", "web"]


ADDED = """
  a:
    title: {web: Un titre, app: Titre}
    quand: answer_quand
    links: [trois_mille]
    urgent: true
"""


def test_the_additions_of_the_schema_are_read(broken: Break) -> None:
    path = broken("\nintents:\n", f"\nintents:{ADDED}")
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "\nlinks:\n",
        "\nlinks:\n  trois_mille: {href: 'tel:3114', label: Appeler le 3114, certainty: M}\n",
    )
    text = text.replace(
        "    web: {path: [Mon Compte, Mon agenda], link: mon_compte}",
        "    web: {path: [Mon Compte, Mon agenda], link: mon_compte, steps: [Cliquez, Lisez]}",
    )
    text = text.replace(
        "\nsubjects:\n",
        "\nsubjects:\n  objet:\n    carte_grise: {label: la carte grise, body: prefecture}\n",
    )
    path.write_text(text, encoding="utf-8")
    rows = load(path)
    intent = rows.intents["a"]
    assert (intent.title_on("web"), intent.title_on("app")) == ("Un titre", "Titre")
    assert intent.answer_to("quand") == SubjectAnswer(answer="answer_quand")
    assert intent.answer_to("comment") is None
    assert (rows.links["trois_mille"].scheme, intent.urgent) == ("tel", True)
    agenda = rows.destinations["mon_agenda"].web
    assert agenda and agenda.steps == ("Cliquez", "Lisez")
    body = rows.subject("objet", "carte_grise")
    assert body and body.body == "prefecture"
    assert rows.subject("danger", "feu") is None


ALIKE = """
subjects:
  danger:
    coups:
      label: des coups
      details: {autre: {answer: de_coups}, meme: {answer: des_deux}}
      intents: {consulter_paiements: {answer: paiements}}
    mots:
      label: des mots
      like: coups
      details: {autre: {answer: de_mots}}
"""


def test_a_row_has_what_the_one_that_it_is_like_holds(broken: Break) -> None:
    path = broken("\nsubjects:\n", f"{ALIKE}")
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\ndetails: {{autre: {{said: [a]}}, meme: {{said: [b]}}}}\n", "utf-8")
    rows = load(path)
    words = rows.subject("danger", "mots")
    assert words is not None
    assert {name: own.answer for name, own in words.details.items()} == {
        "autre": "de_mots",
        "meme": "des_deux",
    }
    assert words.changes("consulter_paiements").answer == "paiements"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("like: perdu", "subjects.danger.feu.like : « perdu » n'existe pas"),
        ("eases: perdu", "subjects.danger.feu.eases : « perdu » n'existe pas"),
        ("ends: [perdu]", "subjects.danger.feu.ends.0 : « perdu » n'existe pas"),
        ("hints: ['(']", "subjects.danger.feu.hints.0 : cette valeur ne convient pas"),
        ("unless: ['(']", "subjects.danger.feu.unless.0 : cette valeur ne convient pas"),
    ],
)
def test_what_a_danger_names_must_exist(broken: Break, row: str, message: str) -> None:
    path = broken("\nsubjects:\n", f"\nsubjects:\n  danger:\n    feu: {{label: un feu, {row}}}\n")
    assert [fault.message for fault in faults_of(path)] == [message]


def test_picking_none_of_these_plays_its_role(rows: Catalogue) -> None:
    assert rows.played_by("nlu_fallback") == "refuser"
    assert rows.played_by("consulter_dettes") == "consulter_dettes"

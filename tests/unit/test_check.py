"""The content holds; each way to spoil it gives one fault with its file and line."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from assistant.checking import faults
from bot.check import near_duplicates, needed_answers
from bot.content.catalogue import Catalogue
from bot.content.examples import Teaching, teaching
from bot.content.faults import Fault
from bot.content.sources import PROJECT
from bot.content.tree import read
from bot.training import taught

MON_COMPTE = [
    "consulter_paiements", "paiement_non_recu", "consulter_droits",
    "comprendre_changement_droits", "comprendre_retenue", "telecharger_attestation_paiement",
    "telecharger_attestation_qf", "telecharger_releve_compte", "consulter_dettes",
    "rembourser_dette", "contester_decision", "suivre_demarche", "declarer_changement",
    "changer_situation_familiale", "changer_situation_professionnelle", "changer_adresse",
    "transferer_dossier", "changer_coordonnees_contact", "changer_coordonnees_bancaires",
    "declarer_enfant_a_charge", "declarer_grossesse", "declarer_naissance", "simuler_droits",
    "demander_prestation", "pension_alimentaire", "aides_vacances", "envoyer_document",
    "envoyer_certificat_scolarite", "declarer_maintien_logement", "declarer_bourse",
    "declarer_ressources_trimestrielles", "declarer_ressources_annuelles",
    "consulter_ressources", "corriger_declaration", "consulter_alertes", "consulter_courriers",
    "consulter_agenda", "lire_actualites", "consulter_profil", "signaler_erreur_dossier",
    "contacter_caf", "prendre_rendez_vous", "parler_conseiller", "acceder_pajemploi",
    "se_connecter", "mot_de_passe_oublie", "code_verification", "identifiant_provisoire",
    "utiliser_franceconnect", "creer_compte", "connexion_biometrique", "changer_mot_de_passe",
    "donner_procuration", "consulter_historique", "gerer_compte", "telecharger_application",
    "decouvrir_application", "probleme_technique", "signaler_arnaque", "urgence_sociale",
    "autre_organisme", "espace_partenaire", "hors_sujet",
]  # fmt: skip
CONVERSATION = [
    "saluer", "remercier", "prendre_conge", "demander_aide", "demander_nature_bot", "confirmer",
    "refuser", "exprimer_mecontentement",
]  # fmt: skip

REMERCIER = """  answer_remercier:
  - text: >-
      Avec plaisir. Si vous avez une autre question, je suis là.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the files that hold the content."""
    shutil.copy(PROJECT / "domain.yml", tmp_path)
    (tmp_path / "bot").mkdir()
    shutil.copy(PROJECT / "config.yml", tmp_path)
    for name in ("catalogue.yml", "canaries.yml"):
        shutil.copy(PROJECT / "bot" / name, tmp_path / "bot")
    shutil.copytree(PROJECT / "bot" / "data", tmp_path / "bot" / "data")
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} must be in {path.name} once"
    path.write_text(content.replace(old, new), encoding="utf-8")


def append(path: Path, text: str) -> int:
    """Add a line at the end; its number."""
    content = path.read_text(encoding="utf-8").rstrip("\n") + f"\n{text}\n"
    path.write_text(content, encoding="utf-8")
    return content.count("\n")


def line_of(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    [number] = [number for number, line in enumerate(lines, start=1) if line.startswith(start)]
    return number


def nlu(project: Path, file: str) -> Path:
    return project / "bot" / "data" / "nlu" / file


def last_intent(path: Path) -> str:
    *_, intent = (
        line.removeprefix("- intent: ").strip()
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("- intent:")
    )
    return intent


# -- the project as it is


def test_the_real_project_has_no_fault() -> None:
    assert [str(fault) for fault in faults()] == []


def test_a_plain_copy_has_no_fault(project: Path) -> None:
    assert faults(project) == []


def test_the_catalogue_has_every_intent_of_the_design(rows: Catalogue) -> None:
    assert len(MON_COMPTE) + len(CONVERSATION) == 71
    assert set(rows.intents) >= {*MON_COMPTE, *CONVERSATION}


def test_there_are_examples_enough() -> None:
    counts = Counter(example.intent for example in taught().examples)
    assert sum(counts.values()) >= 4500
    assert {name: counts[name] for name in MON_COMPTE if counts[name] < 60} == {}
    assert {name: counts[name] for name in CONVERSATION if counts[name] < 30} == {}


def test_examples_know_their_file_and_line() -> None:
    text, intent, file, line = taught().examples[0]
    lines = nlu(PROJECT, file).read_text(encoding="utf-8").splitlines()
    assert lines[line - 1] == f"    - {text}"
    assert f"- intent: {intent}" in lines[: line - 1]


# -- answers


def test_an_answer_over_three_sentences(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, REMERCIER.replace("Avec plaisir.", "Merci ! Avec plaisir. Oui ?"))
    line = line_of(domain, "  answer_remercier:") + 1
    message = "« answer_remercier » compte 4 phrases, 3 au plus"
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


def test_three_sentences_are_allowed(project: Path) -> None:
    replace(project / "domain.yml", REMERCIER, REMERCIER.replace("Avec plaisir.", "Oui. Bien."))
    assert faults(project) == []


def test_a_missing_answer(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, "")
    message = "il manque la réponse « answer_remercier » (intents.remercier du catalogue)"
    line = line_of(domain, "responses:")
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


def test_an_empty_answer(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, '  answer_remercier:\n  - text: ""\n')
    line = line_of(domain, "  answer_remercier:") + 1
    message = "« answer_remercier » est vide"
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


def test_an_answer_for_one_channel_only(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, REMERCIER + "    channel: app\n")
    message = "« answer_remercier » n'a pas de texte sans « channel », valable partout"
    line = line_of(domain, "  answer_remercier:")
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


@pytest.mark.parametrize("address", ["https://www.caf.fr", "www.caf.fr"])
def test_an_address_in_an_answer(project: Path, address: str) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, REMERCIER.replace("Avec plaisir", f"Allez sur {address}"))
    line = line_of(domain, "  answer_remercier:") + 1
    message = "« answer_remercier » contient une adresse : les liens sont dans le catalogue"
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


def test_the_second_variation_has_its_own_line(project: Path) -> None:
    domain = project / "domain.yml"
    spoilt = REMERCIER + "  - text: Voir www.caf.fr\n    channel: app\n"
    replace(domain, REMERCIER, spoilt)
    [fault] = faults(project)
    assert fault.line == line_of(domain, "  - text: Voir www.caf.fr")


def test_a_domain_that_is_not_yaml(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, "  answer_remercier:\n", "  answer_remercier: ici: là\n")
    line = line_of(domain, "  answer_remercier:")
    message = "ce n'est pas du YAML"
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


@pytest.mark.parametrize("key", ["responses", "actions"])
def test_a_domain_without_a_part(project: Path, key: str) -> None:
    domain = project / "domain.yml"
    replace(domain, f"\n{key}:\n", f"\nnot_{key}:\n")
    message = f"il manque « {key} »"
    assert faults(project) == [Fault(file="domain.yml", line=1, message=message)]


@pytest.mark.parametrize(
    "file",
    ["domain.yml", "bot/catalogue.yml", "bot/data/lookups/prestation.yml"],
)
def test_a_file_that_is_not_there(project: Path, file: str) -> None:
    path = project / file
    path.unlink()
    assert faults(project) == [Fault(file=path.name, line=1, message="ce fichier manque")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (REMERCIER, "  answer_remercier:\n"),
        (REMERCIER, "  answer_remercier: Avec plaisir.\n"),
        (REMERCIER, "  answer_remercier:\n  - Avec plaisir.\n"),
        ("\nresponses:\n", "\nresponses:\nautre:\n"),
        ("\nactions:\n", "\nactions:\nautre:\n"),
    ],
)
def test_a_malformed_domain(project: Path, old: str, new: str) -> None:
    replace(project / "domain.yml", old, new)
    found = faults(project)
    assert {fault.file for fault in found} == {"domain.yml"}


def test_an_action_that_the_domain_does_not_name(project: Path) -> None:
    replace(
        project / "bot" / "catalogue.yml",
        "    title: Merci\n",
        "    title: Merci\n    action: action_perdue\n",
    )
    domain = project / "domain.yml"
    line = line_of(domain, "actions:")
    message = "l'action « action_perdue » (intents.remercier) n'est pas dans « actions »"
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


@pytest.mark.parametrize("amount", ["12 €", "12€", "12 euros", "1 euro", "635,71 EUROS"])
def test_an_amount_in_an_answer(project: Path, amount: str) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, REMERCIER.replace("Avec plaisir", f"Vous aurez {amount}"))
    line = line_of(domain, "  answer_remercier:") + 1
    message = "« answer_remercier » contient un montant : l'assistant n'en donne jamais"
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


def test_a_hole_that_nothing_fills(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, REMERCIER.replace("Avec plaisir", "Merci {prenom}"))
    line = line_of(domain, "  answer_remercier:") + 1
    message = "« answer_remercier » : rien ne remplit {prenom}"
    assert faults(project) == [Fault(file="domain.yml", line=line, message=message)]


@pytest.mark.parametrize("hole", ["subject", "label", "steps"])
def test_the_holes_that_actions_fill(project: Path, hole: str) -> None:
    replace(project / "domain.yml", REMERCIER, REMERCIER.replace("plaisir", f"{{{hole}}}"))
    assert faults(project) == []


def test_a_fault_of_the_catalogue_comes_first_and_alone(project: Path) -> None:
    replace(project / "bot" / "catalogue.yml", "    title: Merci\n", "")
    replace(project / "domain.yml", REMERCIER, "")
    [fault] = faults(project)
    assert fault.file == "catalogue.yml"
    assert fault.message == "intents.remercier.title : cette clé manque"


def test_needed_answers_name_the_row_that_asks(rows: Catalogue) -> None:
    needed = needed_answers(rows)
    assert needed["answer_saluer"] == "intents.saluer"
    assert needed["answer_demander_prestation_with_subject"] == "intents.demander_prestation"
    assert needed["answer_demander_prime_noel"] == "subjects.prestation.prime_noel"
    assert needed["answer_aide_violences"] == "subjects.prestation.aide_violences"
    assert needed["answer_hint_mes_dettes_web"] == "destinations.mes_dettes"
    assert needed["answer_hint_mes_dettes_app"] == "destinations.mes_dettes"
    assert "answer_hint_mes_dettes" not in needed
    assert needed["answer_clarify_attestation"] == "clarifications.attestation"
    assert "answer_confirmer" not in needed


# -- examples


@pytest.mark.parametrize("spelling", ["une phrase jamais vue", "Une  phrase JAMAIS vue !"])
def test_the_same_example_twice_within_an_intent(project: Path, spelling: str) -> None:
    path = nlu(project, "paiements.yml")
    first = append(path, "    - une phrase jamais vue")
    second = append(path, f"    - {spelling}")
    message = f"« {spelling} » : déjà écrit, paiements.yml:{first}"
    assert faults(project) == [Fault(file="paiements.yml", line=second, message=message)]


def test_the_same_example_in_two_intents(project: Path) -> None:
    first = append(nlu(project, "dettes.yml"), "    - une phrase jamais vue")
    second = append(nlu(project, "paiements.yml"), "    - Une phrase jamais vue")
    intent = last_intent(nlu(project, "dettes.yml"))
    message = f"« Une phrase jamais vue » : déjà classé « {intent} », dettes.yml:{first}"
    assert faults(project) == [Fault(file="paiements.yml", line=second, message=message)]


def test_an_intent_unknown_to_the_catalogue_is_told_once(project: Path) -> None:
    path = nlu(project, "paiements.yml")
    append(path, "- intent: intention_perdue\n  examples: |")
    line = append(path, "    - une phrase jamais vue")
    append(path, "    - une autre phrase jamais vue")
    message = "l'intention « intention_perdue » n'est pas dans le catalogue"
    assert faults(project) == [Fault(file="paiements.yml", line=line, message=message)]


def test_an_intent_without_examples(project: Path) -> None:
    replace(
        project / "bot" / "catalogue.yml",
        "    title: Merci\n",
        "    title: Merci\n    suggested: false\n  nouvelle:\n    title: Nouvelle\n"
        "    action: action_hand_over\n",
    )
    line = line_of(project / "bot" / "catalogue.yml", "  nouvelle:")
    message = "« nouvelle » n'a aucun exemple"
    assert faults(project) == [Fault(file="catalogue.yml", line=line, message=message)]


@pytest.mark.parametrize(
    "example", ["mon [apl](prestation)", 'mon [aide](prestation) et [rsa]{"entity": "x"}(y)']
)
def test_an_annotated_example(project: Path, example: str) -> None:
    line = append(nlu(project, "paiements.yml"), f"    - {example}")
    message = f"« {example} » : pas d'annotation [..](..)"
    assert faults(project) == [Fault(file="paiements.yml", line=line, message=message)]


def test_an_example_annotated_with_braces(project: Path) -> None:
    example = 'mon aide jamais vue [apl]{"entity": "prestation"}'
    line = append(nlu(project, "paiements.yml"), f"    - {example}")
    [fault] = faults(project)
    assert (fault.file, fault.line) == ("paiements.yml", line)


def test_an_empty_example(project: Path) -> None:
    line = append(nlu(project, "paiements.yml"), "    - ")
    assert faults(project) == [Fault(file="paiements.yml", line=line, message="exemple vide")]


def test_examples_that_are_not_yaml(project: Path) -> None:
    path = nlu(project, "paiements.yml")
    line = append(path, "- intent: [paiements")
    [fault] = faults(project)
    assert (fault.file, fault.message) == ("paiements.yml", "ce n'est pas du YAML")
    assert fault.line >= line


# -- lookups


def test_a_lookup_value_without_a_subject(project: Path) -> None:
    path = project / "bot" / "data" / "lookups" / "prestation.yml"
    replace(path, "    - apl\n    - alf\n", "    - apl\n    - allocation_lunaire\n    - alf\n")
    line = line_of(path, "    - allocation_lunaire")
    message = (
        "« allocation_lunaire » doit être à la fois dans subjects.prestation et dans le lookup"
    )
    assert faults(project) == [Fault(file="prestation.yml", line=line, message=message)]


def test_a_subject_without_a_lookup_value(project: Path) -> None:
    path = project / "bot" / "data" / "lookups" / "prestation.yml"
    replace(path, "    - apl\n    - alf\n", "    - apl\n")
    [fault] = faults(project)
    assert fault.file == "prestation.yml"
    assert fault.message.startswith("« alf » doit être à la fois")


@pytest.mark.parametrize(
    "content", ["", 'version: "3.1"\n', "nlu:\n", "nlu:\n- lookup: prestation\n"]
)
def test_a_lookup_without_values(project: Path, content: str) -> None:
    path = project / "bot" / "data" / "lookups" / "prestation.yml"
    path.write_text(content, encoding="utf-8")
    assert {fault.file for fault in faults(project)} == {"prestation.yml"}


def test_a_lookup_that_is_not_yaml(project: Path) -> None:
    path = project / "bot" / "data" / "lookups" / "prestation.yml"
    replace(path, "- lookup: prestation\n", "- lookup: prestation: ici\n")
    line = line_of(path, "- lookup: prestation: ici")
    message = "ce n'est pas du YAML"
    assert faults(project) == [Fault(file="prestation.yml", line=line, message=message)]


# -- near duplicates


def read_examples(*blocks: str) -> Teaching:
    text = 'version: "3.1"\nnlu:\n' + "".join(blocks)
    return teaching([read("examples.yml", text.encode())])


def block(intent: str, *texts: str) -> str:
    return f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)


def test_near_duplicates_finds_a_planted_pair() -> None:
    first = "où voir le détail de tous mes paiements du mois dernier"
    second = "Où voir le détail de tous mes paiements du mois dernier, merci ?"
    other = "je voudrais savoir quand arrive le prochain versement"
    read_once = read_examples(block("saluer", first, other, second))
    assert list(near_duplicates(read_once)) == [("saluer", first, second)]


def test_near_duplicates_leaves_short_texts_and_other_intents_alone() -> None:
    long = "où voir le détail de tous mes paiements du mois dernier"
    read_once = read_examples(
        block("saluer", "voir mes paiements", "voir mes paiements !", long),
        block("remercier", long),
    )  # fmt: skip
    assert list(near_duplicates(read_once)) == []

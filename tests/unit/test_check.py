"""The content holds; each way to spoil it gives one fault with its file and line."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from assistant.checking import faults as every_fault
from bot.check import faults, near_duplicates, needed_answers
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


SMALL = Path(__file__).with_name("project")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of a small project, to be spoilt."""
    return Path(shutil.copytree(SMALL, tmp_path / "project"))


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


def test_the_small_project_has_no_fault(project: Path) -> None:
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
def test_a_hole_that_nothing_fills_on_this_way(project: Path, hole: str) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, REMERCIER.replace("plaisir", f"{{{hole}}}"))
    line = line_of(domain, "  answer_remercier:")
    message = f"« answer_remercier » : rien ne remplit {{{hole}}} ici"
    assert every_fault(project) == [Fault(file="domain.yml", line=line, message=message)]


def test_the_holes_that_a_way_fills(project: Path) -> None:
    answer = "  answer_consulter_agenda:\n  - text: >-\n"
    replace(project / "domain.yml", answer, answer + "      Voir {label} ({steps}).\n")
    assert every_fault(project) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Ouvrez {label ici", "une accolade n'est pas fermée, ou doublée"),
        ("Ouvrez {{label}}", "une accolade n'est pas fermée, ou doublée"),
        ("Ouvrez {}", "rien ne remplit {}"),
        ("Ouvrez {mon-nom}", "rien ne remplit {mon-nom}"),
        ("Ouvrez exemple.com", "ne sortirait pas : il nomme un site qui n'est pas dans « hosts »"),
        ("[ici](javascript:x)", "ne sortirait pas : il nomme un site qui n'est pas dans « hosts »"),
        (
            "Le numéro 1 85 05 75 123 456 78",
            "ne sortirait pas : le garde y voit un numéro personnel",
        ),
    ],
)
def test_an_answer_that_would_not_go_out(project: Path, text: str, message: str) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, f"  answer_remercier:\n  - text: '{text}'\n")
    line = line_of(domain, "  answer_remercier:") + 1
    [fault] = every_fault(project)
    assert (fault.file, fault.line) == ("domain.yml", line)
    assert message in fault.message


@pytest.mark.parametrize("text", ['"\u00a0"', '" ... "', "''"])
def test_an_answer_with_nothing_to_read(project: Path, text: str) -> None:
    replace(project / "domain.yml", REMERCIER, f"  answer_remercier:\n  - text: {text}\n")
    [fault] = faults(project)
    assert fault.message == "« answer_remercier » est vide"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("    texte: Bonjour", "« answer_remercier » : clé inconnue « texte »"),
        (
            "    channel: sms",
            "« answer_remercier » : le canal est « web » ou « app », pas « sms »",
        ),
    ],
)
def test_a_variation_is_text_and_channel(project: Path, line: str, message: str) -> None:
    replace(project / "domain.yml", REMERCIER, REMERCIER + f"  - text: Merci.\n{line}\n")
    assert [fault.message for fault in faults(project)] == [message]


def test_a_hash_that_cuts_a_text(project: Path) -> None:
    path = project / "bot" / "catalogue.yml"
    replace(path, "    title: Voir mes paiements\n", "    title: Voir #mes paiements\n")
    message = "« # » commence un commentaire : mettez le texte entre guillemets"
    line = line_of(path, "    title: Voir #mes")
    assert faults(project) == [Fault(file="catalogue.yml", line=line, message=message)]


@pytest.mark.parametrize(
    ("component", "why"),
    [
        ("DIETClassifier", "TensorFlow"),
        ("ResponseSelector", "TensorFlow"),
        ("LogisticRegressionClassifier", "code Python"),
        ("SpacyNLP", "350 Mo"),
        ("os.system", "components.py"),
    ],
)
def test_a_component_that_is_not_served_is_refused_with_its_reason(
    project: Path, component: str, why: str
) -> None:
    config = project / "config.yml"
    replace(config, "pipeline:\n", f"pipeline:\n  - name: {component}\n")
    [fault] = faults(project)
    assert fault.line == line_of(config, f"  - name: {component}")
    assert f"« {component} » est refusé" in fault.message and why in fault.message


@pytest.mark.parametrize("component", ["WhitespaceTokenizer", "EntitySynonymMapper"])
def test_a_component_of_rasa_that_is_served(project: Path, component: str) -> None:
    replace(project / "config.yml", "pipeline:\n", f"pipeline:\n  - name: {component}\n")
    assert faults(project) == []


def test_forms_stories_and_long_rules_are_refused(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, "\nactions:\n", "\nforms:\n  f: {required_slots: []}\n\nactions:\n")
    rules = project / "bot" / "data" / "rules.yml"
    rules.write_text(
        "stories:\n- story: a\n  steps: [{intent: saluer}]\nrules:\n"
        "- rule: court\n  steps: [{intent: saluer}, {action: action_answer}]\n"
        "- rule: long\n  steps: [{intent: saluer}, {action: action_answer}, {action: action_x}]\n",
        encoding="utf-8",
    )
    assert [(fault.file, fault.message[:20]) for fault in faults(project)] == [
        ("domain.yml", "les formulaires (for"),
        ("rules.yml", "les stories ne sont "),
        ("rules.yml", "une règle lit une in"),
    ]


def test_a_canary_of_nobody(project: Path) -> None:
    path = project / "bot" / "canaries.yml"
    line = append(path, "une phrase: intention_perdue")
    [fault] = faults(project)
    assert (fault.file, fault.line) == ("canaries.yml", line)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "deuil:\n  - il est mort: [answer_rien]",
            "« answer_rien » n'est ni une réponse ni un lien",
        ),
        ("deuil:\n  - il est mort: [saluer]", "« saluer » n'est ni"),
        ("deuil:\n  - il est mort: []", "une liste de phrases et de réponses"),
        ("deuil:\n  - il est mort", "une liste de phrases et de réponses"),
        ("deuil: []", "une liste de phrases et de réponses"),
        ("12: saluer", "une phrase et son intention"),
    ],
)
def test_a_conversation_that_asks_for_nothing_there_is(project: Path, rows: str, said: str) -> None:
    append(project / "bot" / "canaries.yml", rows)
    [fault] = faults(project)
    assert fault.file == "canaries.yml" and said in fault.message


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
    assert needed["answer_danger_violences"] == "subjects.danger.violences"
    assert needed["answer_trimestrielle_quand"] == "subjects.prestation.prime_activite.quand"
    assert needed["answer_consulter_dettes_quand"] == "intents.consulter_dettes.quand"
    assert needed["answer_aide_violences"].startswith("subjects.")
    assert needed["answer_deces_grossesse"].startswith("subjects.defunt.fausse_couche.intents.")
    assert needed["answer_hint_mes_dettes_web"] == "destinations.retenues"
    assert needed["answer_hint_mes_dettes_app"] == "destinations.retenues"
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
        "    title: Merci\n    suggested: false\n  nouvelle:\n    title: Nouvelle\n",
    )
    append(project / "domain.yml", "  answer_nouvelle:\n  - text: Voilà.")
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


BLOCK = "- intent: remercier\n  examples: |\n"


@pytest.mark.parametrize(
    ("block", "at", "message"),
    [
        (BLOCK + "   - une phrase vue\n    - une autre phrase\n", 3, "le tiret doit être aligné"),
        (BLOCK + "    - une phrase vue\n    # - une autre\n", 3, "un commentaire n'est pas permis"),
        (BLOCK + "    - une phrase vue\n    – une autre\n", 3, "par un tiret simple"),
        (BLOCK + "    - une phrase vue\n    • une autre\n", 3, "par un tiret simple"),
        (BLOCK + "    - une phrase vue\n    une autre\n", 3, "commence par « - »"),
        ("- intent: remercier\n  examples: >\n    - une phrase vue\n", 1, "« examples: | »"),
        ("- intent: remercier\n  exemples: |\n    - une phrase vue\n", 1, "« exemples »"),
        ("- intention: remercier\n  examples: |\n    - une phrase vue\n", 0, "intent, synonym"),
        ("- intent:\n  examples: |\n    - une phrase vue\n", 0, "il manque le nom"),
        ("- remercier\n", 0, "intent, synonym"),
        ("autre:\n- x\n", 0, "clé inconnue « autre »"),
        ("\u00a0nlu :\n- x\n", 0, "clé inconnue"),
        ("- synonym: perdu\n  examples: |\n    - une forme\n", 2, "aucune liste « lookup »"),
        ("- synonym: rsa\n  examples: |\n    - apl\n", 2, "veut déjà dire « apl »"),
    ],
)
def test_every_line_that_rasa_would_skip_is_told(
    project: Path, block: str, at: int, message: str
) -> None:
    """A new file after the others, so that what it repeats was said before."""
    path = project / "bot" / "data" / "nlu" / "sub" / "z.yaml"
    path.parent.mkdir()
    head = 'version: "3.1"\nnlu:\n- intent: remercier\n  examples: |\n    - jamais dit ainsi\n'
    path.write_text(head + block, encoding="utf-8")
    found = [fault for fault in faults(project) if fault.file == "z.yaml"]
    assert message in found[0].message, found
    assert found[0].line == head.count("\n") + 1 + at


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('version: "3.1"', 'version: "4.0"', 'écrivez version: "3.1"'),
        ("nlu:", "nlus:", "clé inconnue « nlus »"),
    ],
)
def test_a_file_that_rasa_would_leave_aside(
    project: Path, old: str, new: str, message: str
) -> None:
    path = nlu(project, "paiements.yml")
    replace(path, old, new)
    found = [fault.message for fault in faults(project) if fault.file == "paiements.yml"]
    assert any(message in one for one in found)


@pytest.mark.parametrize(
    "block",
    [
        "  - intent: remercier\n    examples: |\n      - jamais dit ainsi\n",
        '- intent: "remercier"\n  examples: |\n    - jamais dit ainsi\n',
        "- intent: remercier  # merci\n  examples: |\n    - jamais dit ainsi\n\n",
        "- intent: remercier\n  examples:\n  - text: jamais dit ainsi\n",
    ],
)
def test_what_rasa_reads_is_accepted_and_counted(project: Path, block: str) -> None:
    text = f'version: "3.1"\nnlu:\n{block}'
    nlu(project, "z.yml").write_text(text, encoding="utf-8")
    (project / "bot" / "data" / "._profil.yml").write_bytes(b"\x00\x05Mac OS X")
    assert faults(project) == []
    assert [one.text for one in teaching([read("z.yml", text.encode())]).examples] == [
        "jamais dit ainsi"
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_examples_in_another_encoding(project: Path, encoding: str) -> None:
    path = nlu(project, "paiements.yml")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding, errors="replace"))
    message = "ce fichier n'est pas en UTF-8"
    assert faults(project) == [Fault(file="paiements.yml", line=1, message=message)]


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
    assert {fault.file for fault in faults(project)} == {"prestation.yml"}
    assert any(fault.message.startswith("« alf » doit être") for fault in faults(project))


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

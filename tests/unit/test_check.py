"""The content holds; each way to spoil answers or settings gives one fault with its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.checking import faults as every_fault
from bot.check import faults
from bot.content.catalogue import Catalogue
from bot.content.faults import Fault
from bot.content.sources import PROJECT
from bot.content.spoken import needed_answers
from bot.training import taught
from tests.unit.spoiling import append, line_of, nlu, replace

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


def test_a_simpler_form_of_no_answer(project: Path) -> None:
    domain = project / "domain.yml"
    replace(domain, REMERCIER, REMERCIER + '  answer_au_revoir_simple:\n  - text: "Bonne route."\n')
    line = line_of(domain, "  answer_au_revoir_simple:")
    message = (
        "« answer_au_revoir_simple » dit plus simplement « answer_au_revoir », qui n'existe pas"
    )
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


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("bot/catalogue.yml", "title: Voir mes paiements", "title: Voir #mes paiements"),
        ("bot/catalogue.yml", "    checked_on:\n", "    checked_on: #lundi\n"),
        ("domain.yml", "answer_remercier:\n", "answer_remercier:\n  - text: Oui #merci\n"),
        ("config.yml", "language: fr", "language: fr #rançais"),
        ("bot/canaries.yml", "bonjour: saluer", "bonjour: saluer #photo"),
        ("bot/data/details.yml", "  - à quelle date", "  - à quelle #date"),
        ("bot/data/moments.yml", "  - elle me bat", "  - elle  #me bat"),
        ("bot/data/rules.yml", "rule: on dit", "rule: on #dit"),
        ("bot/data/lookups/organisme.yml", "lookup: organisme", "lookup: organisme #s"),
        (
            "bot/data/nlu/dettes.yml",
            "examples: |\n    - consulter dettes\n    - consulter dettes aujourd'hui",
            "examples:\n  - text: la #photo",
        ),
    ],
)
def test_a_hash_that_cuts_a_text(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    replace(path, old, new)
    message = "« # » commence un commentaire : mettez le texte entre guillemets"
    lines = path.read_text(encoding="utf-8").splitlines()
    [line] = [at for at, text in enumerate(lines, start=1) if " #" in text and "# " not in text]
    assert faults(project) == [Fault(file=path.name, line=line, message=message)]


def test_a_hash_that_cuts_nothing(project: Path) -> None:
    """In quotes, in a list of examples and in a long text it is a sign like others."""
    domain = project / "domain.yml"
    replace(domain, "      Avec plaisir.", "      Avec le mot\n      #merci et le mot #oui.")
    append(domain, '  answer_merci:\n  - text: "Le mot #merci." #souvenir')
    append(nlu(project, "dettes.yml"), "    - la #photo de ma dette")
    append(project / "bot" / "canaries.yml", '"la #photo": saluer')
    append(project / "bot" / "canaries.yml", "c#est: saluer # comme on le dit")
    assert faults(project) == []


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


LONG = "9" * 5000


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("config.yml", "default.v1", "graph.v1", "écrivez « recipe: default.v1 »"),
        ("config.yml", "pipeline:\n", "pipline: []\npipeline:\n", "clé inconnue « pipline »"),
        ("config.yml", "doubt.DoubtClassifier", "doubt.DoutClassifier", "il n'existe pas"),
        ("config.yml", "nlu.doubt.", "nlu.dout.", "il n'existe pas"),
        ("config.yml", "threshold: 0.5", "threshold: 0,5", "un nombre de 0 à 1"),
        ("config.yml", "threshold: 0.5", "threshold: 50", "un nombre de 0 à 1"),
        ("config.yml", "threshold: 0.5", "threshold: true", "un nombre de 0 à 1"),
        ("config.yml", "threshold: 0.5", "treshold: 0.5", "il manque « threshold »"),
        ("domain.yml", "entities:", "entites:", "clé inconnue « entites »"),
        ("domain.yml", "  dialogue:", "  dialog:", "« slots » garde « dialogue »"),
        ("domain.yml", "type: any", "type: text", "« slots » garde « dialogue »"),
        ("bot/catalogue.yml", "title: Merci", f"title: {LONG}", "ce nombre est trop long"),
        ("bot/catalogue.yml", "fr/rsa", "fr:8443/rsa", "un signe de cette adresse"),
        ("bot/catalogue.yml", "fr/rsa", "fr/r sa", "un signe de cette adresse"),
        ("bot/catalogue.yml", "fr/rsa", "fr/été", "un signe de cette adresse"),
        ("bot/catalogue.yml", "www.caf.fr/rsa", "x@www.caf.fr/rsa", "un signe de cette adresse"),
        ("bot/catalogue.yml", "la Msa,", "la Msa, said: ['a?'],", "cette valeur ne convient pas"),
        ("bot/catalogue.yml", "title: Merci", "title: ' '", "il n'y a rien à lire"),
        ("bot/catalogue.yml", "path: [Mes alertes]", "path: ['']", "il n'y a rien à lire"),
        ("bot/catalogue.yml", "title: Merci", "title: Voir autre.example", "nomme un site"),
        ("bot/catalogue.yml", "label: la Msa", "label: msa 06 12 34 56 78", "numéro personnel"),
    ],
)
def test_a_value_that_would_fail_later(
    project: Path, file: str, old: str, new: str, message: str
) -> None:
    path = project / file
    replace(path, old, new)
    line = path.read_text(encoding="utf-8").split(new.splitlines()[0])[0].count("\n") + 1
    fault = next(fault for fault in every_fault(project) if message in fault.message)
    # What is missing is told where its row begins.
    assert fault.file == path.name and line - 1 <= fault.line <= line


def test_a_pipeline_that_understands_nothing(project: Path) -> None:
    config = project / "config.yml"
    replace(config, "  - name: bot.nlu.classifier.FusedIntentClassifier\n", "")
    message = "aucun composant ne reconnaît les intentions"
    assert faults(project) == [Fault("config.yml", line_of(config, "pipeline:"), message)]


def test_a_component_in_the_wrong_part(project: Path) -> None:
    config = project / "config.yml"
    line = append(config, "  - name: bot.nlu.language.LanguageClassifier")
    message = (
        "le composant « bot.nlu.language.LanguageClassifier » n'a pas sa place sous « policies »"
    )
    assert faults(project) == [Fault("config.yml", line, message)]


def test_a_response_without_a_name(project: Path) -> None:
    line = append(project / "domain.yml", "  ~:\n  - text: Bonjour.") - 1
    message = "« None » n'est pas le nom d'une réponse"
    [fault] = faults(project)
    assert fault.message == message and fault.line <= line


@pytest.mark.parametrize("sign", ["\\0", "\\a", "\\u202e", "\\u200b"])
def test_a_sign_in_an_answer_that_is_not_seen(project: Path, sign: str) -> None:
    replace(
        project / "domain.yml", REMERCIER, f'  answer_remercier:\n  - text: "Avec{sign} joie."\n'
    )
    [fault] = faults(project)
    assert fault.message == "« answer_remercier » contient un signe qui ne se voit pas"


@pytest.mark.parametrize("file", ["domain.yml", "config.yml", "bot/catalogue.yml"])
def test_a_folder_in_the_place_of_a_file(project: Path, file: str) -> None:
    path = project / file
    path.unlink()
    path.mkdir()
    assert faults(project) == [Fault(path.name, 1, "ce fichier ne s'ouvre pas")]


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
    assert needed["answer_deces_grossesse"].startswith("subjects.defunt.")
    assert needed["answer_hint_mes_dettes_web"] == "destinations.retenues"
    assert needed["answer_hint_mes_dettes_app"] == "destinations.retenues"
    assert "answer_hint_mes_dettes" not in needed
    assert needed["answer_clarify_attestation"] == "clarifications.attestation"
    assert "answer_confirmer" not in needed

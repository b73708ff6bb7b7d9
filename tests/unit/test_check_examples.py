"""Each way to spoil what teaches gives one fault with its line; nothing is lost silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check import faults, near_duplicates
from bot.content.examples import Teaching, teaching
from bot.content.faults import Fault
from bot.content.tree import read
from tests.unit.spoiling import append, last_intent, line_of, nlu, replace


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


@pytest.mark.parametrize("text", ["", "\u200b", "\u200b\u00a0\ufeff", "\u0301", "\u202e"])
def test_an_empty_example(project: Path, text: str) -> None:
    line = append(nlu(project, "paiements.yml"), f"    - {text}")
    assert faults(project) == [Fault(file="paiements.yml", line=line, message="exemple vide")]


def test_an_example_of_one_sign(project: Path) -> None:
    for text in ("?", "👍", "…"):
        append(nlu(project, "paiements.yml"), f"    - {text}")
    assert faults(project) == []


@pytest.mark.parametrize("name", ["details.yml", "moments.yml"])
def test_a_phrase_that_is_not_seen(project: Path, name: str) -> None:
    path = project / "bot" / "data" / name
    line = append(path, '  - "\u200b"')
    row = path.read_text(encoding="utf-8").partition(":")[0]
    assert faults(project) == [Fault(name, line, f"« {row} » : phrase vide")]


@pytest.mark.parametrize("pattern", ["[0-9", "(?P<a", "*", "a{99999999999}"])
def test_a_pattern_that_is_none(project: Path, pattern: str) -> None:
    path = project / "bot" / "data" / "lookups" / "organisme.yml"
    line = append(path, f"- regex: code\n  examples: |\n    - [0-9]{{6}}\n    - {pattern}")
    message = f"« {pattern} » : cette expression régulière n'est pas valable"
    assert faults(project) == [Fault("organisme.yml", line, message)]


@pytest.mark.parametrize("entities", ["3", "", "couleur", "{couleur: 3}"])
def test_entities_of_another_form(project: Path, entities: str) -> None:
    replace(project / "domain.yml", "[prestation, organisme]", entities)
    told = [str(fault) for fault in faults(project)]
    assert told == [
        "organisme.yml:5 : « organisme » n'est pas dans « entities » du domaine",
        "prestation.yml:5 : « prestation » n'est pas dans « entities » du domaine",
    ]


def test_a_lookup_of_a_kind_that_the_domain_does_not_know(project: Path) -> None:
    path = project / "bot" / "data" / "lookups" / "organisme.yml"
    line = append(path, "- lookup: couleur\n  examples: |\n    - bleu\n    - vert") - 1
    message = "« couleur » n'est pas dans « entities » du domaine"
    assert faults(project) == [Fault("organisme.yml", line, message)]
    replace(project / "domain.yml", "organisme]", "organisme, couleur: {roles: [a]}]")
    assert faults(project) == []


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
        ("- intent: remercier\n  examples: []\n", 1, "« remercier » : la liste est vide"),
        ("- intent: remercier\n  examples: |\n\n", 1, "« remercier » : la liste est vide"),
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


@pytest.mark.parametrize(
    "name",
    ["nlu/ajout.YML", "phrases.json", "nlu/phrases.md", "liste.txt", "nlu/x.xlsx", "nlu/phrases"],
)
def test_a_file_that_nobody_reads(project: Path, name: str) -> None:
    path = project / "bot" / "data" / name
    path.write_text("- mes sous", encoding="utf-8")
    message = "ce fichier n'est pas lu : il faut un fichier YAML dont le nom finit par « .yml »"
    assert faults(project) == [Fault(file=path.name, line=1, message=message)]


def test_what_is_called_like_a_file_and_is_none(project: Path) -> None:
    folder = project / "bot" / "data" / "nlu"
    (folder / "a.yml").mkdir()
    (folder / "b.yml").symlink_to("nowhere.yml")
    (folder / "c.yml").symlink_to("c.yml")
    for left_behind in ("paiements.yml~", "paiements.yml.bak", ".#x.yml", "Thumbs.db"):
        (folder / left_behind).write_text("x", encoding="utf-8")
    found = faults(project)
    assert [fault.file for fault in found] == ["a.yml", "b.yml", "c.yml"]
    assert all("n'est pas lu" in fault.message for fault in found)


@pytest.mark.parametrize(
    ("block", "line", "message"),
    [
        ("- &a [*a]\n", 3, "« & » et « * » ne sont pas lus : recopiez le texte"),
        (
            "- &a [x, x]\n- &b [*a, *a]\n- [*b, *b]\n",
            3,
            "« & » et « * » ne sont pas lus : recopiez le texte",
        ),
        (f"- {'[' * 900}{']' * 900}\n", 1, "trop de niveaux les uns dans les autres"),
    ],
)
def test_a_file_that_would_grow_without_end(
    project: Path, block: str, line: int, message: str
) -> None:
    nlu(project, "z.yml").write_text(f'version: "3.1"\nnlu:\n{block}', encoding="utf-8")
    assert faults(project) == [Fault(file="z.yml", line=line, message=message)]


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

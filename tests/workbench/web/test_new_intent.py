"""A new intent from the messages of the inbox: the form, what it settles, and the way back."""

from __future__ import annotations

import re
from html import unescape

import pytest
import requests

from tests.workbench.web.bench import Bench, Visitor, rare
from tests.workbench.web.test_inbox import decisions, group
from workbench.people.roles import Role

NEW = "/contenu/nouvelle"
_HIDDEN = re.compile(r'<input type="hidden" name="(groupe|pourquoi|bande)" value="([^"]*)"')
_PHRASES = re.compile(r'<textarea name="phrases"[^>]*>([^<]*)</textarea>')


@pytest.fixture
def editor(bench: Bench) -> Visitor:
    return bench.visitor(Role.editor)


@pytest.fixture
def word(bench: Bench) -> str:
    """A word like no other; two spellings of a message about it wait, as one group."""
    said = rare()
    for text in (f"je cherche un {said}", f"un {said}, c'est possible ?", f"je cherche un {said}"):
        bench.message(text, alike=said, why="down")
    return said


def waiting(bench: Bench, word: str) -> int:
    return len(bench.inbox.members(word))


def newest(bench: Bench, word: str) -> str:
    """The group, up to its newest message."""
    return f"{max(one.id for one in bench.inbox.members(word))}|{word}"


def offered(visitor: Visitor, bench: Bench, word: str) -> dict[str, str]:
    """The form that the link of the group's card opens, as it stands there."""
    cards = visitor.get("/boite?pourquoi=down").text.split('<details class="card"')
    [card] = [one for one in cards if word in one.partition("</summary>")[0]]
    found = re.search(rf'href="({NEW}\?[^"]+)" data-key="n">Nouvelle intention</a>', card)
    # Addresses are kept by browsers: no word of a message stands in one.
    assert found is not None and word not in found[1]
    page = visitor.get(unescape(found[1])).text
    fields = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
    phrases = _PHRASES.search(page)
    assert phrases is not None and fields["groupe"] == newest(bench, word)
    return {**fields, "phrases": unescape(phrases[1])}


def filled(word: str, sent: dict[str, str]) -> dict[str, str]:
    """A form that holds."""
    more = "\n".join(f"{name} {word} à louer" for name in "abcdefgh")
    return {
        **sent,
        "titre": f"Louer {word}",
        "famille": "contact",
        "phrases": f"{sent['phrases']}\n{more}",
        "site": "La Caf ne loue rien.",
        "rubrique": "caf_locale",
    }


def taught(bench: Bench) -> str:
    names = ("bot/data/nlu/contact.yml", "bot/catalogue.yml", "domain.yml")
    return "".join((bench.project / name).read_text(encoding="utf-8") for name in names)


def made(bench: Bench, editor: Visitor, word: str) -> requests.Response:
    answer = editor.post(NEW, **filled(word, offered(editor, bench, word)))
    assert answer.status_code == 303, unescape(answer.text)
    return answer


def test_the_messages_of_a_group_are_the_first_examples_and_undo_takes_all_back(
    bench: Bench, editor: Visitor, word: str
) -> None:
    before = taught(bench)
    sent = offered(editor, bench, word)
    assert sorted(sent["phrases"].splitlines()) == [
        f"je cherche un {word}",
        f"un {word}, c'est possible ?",
    ]
    answer = editor.post(NEW, **filled(word, sent))
    # Back to the list that the card was in.
    assert answer.status_code == 303 and "pourquoi=down" in answer.headers["location"]
    assert f"- intent: louer_{word}\n" in taught(bench) and waiting(bench, word) == 0
    assert f"    - un {word}, c'est possible ?\n" in taught(bench)
    page = unescape(editor.get(answer.headers["location"]).text)
    assert f"3 messages : devient une nouvelle intention (« Louer {word} »)" in page
    assert f'<a href="/contenu/intention/louer_{word}">' in page
    [decision] = decisions(answer)
    found = bench.inbox.decision(decision)
    assert found is not None and (found.kind, found.intent) == ("created", f"louer_{word}")
    assert editor.post("/boite/annulation", decision=decision).status_code == 303
    assert taught(bench) == before and waiting(bench, word) > 0


def test_a_form_that_is_left_or_refused_settles_nothing(
    bench: Bench, editor: Visitor, word: str
) -> None:
    before, sent = taught(bench), offered(editor, bench, word)
    whole = filled(word, sent)
    for wrong, told in (
        ({"phrases": sent["phrases"]}, "8 phrases"),
        ({"titre": "12"}, "lettre"),
        ({"phrases": whole["phrases"] + "\nmadame ••• loue"}, "cache une donnée"),
        ({"phrases": whole["phrases"] + "\nmon 06 12 34 56 78"}, "personnels"),
        ({"phrases": whole["phrases"] + "\n" + "x " * 151}, "300 caractères"),
    ):
        answer = editor.post(NEW, **{**whole, **wrong})
        page = unescape(answer.text)
        assert answer.status_code == 422 and told in page
        # What was typed stays, and so does the group that it is about.
        at = "titre" if "titre" in wrong else "phrases"
        assert told in page.split(f'id="faute-{at}"')[1][:300]
        assert (sent["groupe"], word in page) == (dict(_HIDDEN.findall(page))["groupe"], True)
    assert taught(bench) == before and waiting(bench, word) > 0


def test_the_second_of_two_editors_is_told_and_makes_nothing(
    bench: Bench, editor: Visitor, word: str
) -> None:
    before, sent = taught(bench), offered(editor, bench, word)
    bench.visitor(Role.editor).post("/boite/decision", groupe=sent["groupe"], quoi="not_ours")
    answer = editor.post(NEW, **filled(word, sent))
    page = unescape(answer.text)
    assert answer.status_code == 409 and "Une autre personne" in page and f"Louer {word}" in page
    assert taught(bench) == before and not _HIDDEN.findall(page)
    # Sent again as it stands there now, it makes the intent alone.
    alone = {name: text for name, text in filled(word, sent).items() if name != "groupe"}
    assert "fait=creation" in editor.post(NEW, **alone).headers["location"]


def test_what_came_after_the_form_waits(bench: Bench, editor: Visitor, word: str) -> None:
    sent = offered(editor, bench, word)
    bench.message(f"encore un {word}", alike=word, why="down")
    assert editor.post(NEW, **filled(word, sent)).status_code == 303
    assert [one.text for one in bench.inbox.members(word)] == [f"encore un {word}"]


def test_an_intent_that_somebody_worked_on_stays_when_the_messages_come_back(
    bench: Bench, editor: Visitor, word: str
) -> None:
    answer, path = made(bench, editor, word), f"/contenu/intention/louer_{word}"
    assert editor.post(f"{path}/ajout", phrases=f"un autre {word}").status_code == 303
    undone = editor.post("/boite/annulation", decision=decisions(answer))
    told = unescape(editor.get(undone.headers["location"]).text)
    assert f"L'intention « Louer {word} » reste" in told and waiting(bench, word) > 0
    assert editor.get(path).status_code == 200


@pytest.mark.parametrize("message", ["0", "-1", "x", "9" * 30, "²"])
def test_a_message_that_does_not_wait_is_said(editor: Visitor, message: str) -> None:
    answer = editor.get(f"{NEW}?message={message}")
    assert answer.status_code == 409 and "Une autre personne" in answer.text


def test_no_button_of_a_card_says_that_an_intent_is_made(
    bench: Bench, editor: Visitor, word: str
) -> None:
    for kind in ("created", "reworded"):
        answer = editor.post("/boite/decision", groupe=group(bench, word), quoi=kind)
        assert answer.status_code == 422 and waiting(bench, word) > 0

"""French typography: what changes, and all that must not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Content
from bot.content.catalogue import CHANNELS
from bot.content.typography import typeset

TABLE = {
    "l'aide": "l’aide",
    "l'**Apl**": "l’**Apl**",
    "le 32 30": "le 32~30",
    "**0 805 16 00 75**": "**0~805~16~00~75**",
    "116 006": "116~006",
    "un code à 6 chiffres": "un code à 6~chiffres",
    "jusqu'à 3 jours": "jusqu’à 3~jours",
    "les 24 derniers mois": "les 24~derniers mois",
    "le 5 janvier, à 9 h": "le 5~janvier, à 9~h",
    "le 17 ou le 112": "le 17 ou le 112",
    "6 chiffresques": "6 chiffresques",
    "Pour qui ? Moi !": "Pour qui~? Moi~!",
    "**17** : appelez ; vite": "**17**~: appelez~; vite",
    "Cliquez sur « > »": "Cliquez sur «~>~»",
    "10 € ou 5 %": "10~€ ou 5~%",
    "call: now": "call: now",
    "Pour {subject} : {it's 1 2}": "Pour {subject}~: {it's 1 2}",
    "https://www.caf.fr/d'ici?page=1 !": "https://www.caf.fr/d'ici?page=1~!",
    "tel:3230": "tel:3230",
    "(« Utile », « Pas utile »)": "(«~Utile~», «~Pas utile~»)",
}
PIECES = st.sampled_from(
    ["'", " ", "\u00a0", "\n", "«", "»", ":", ";", "!", "?", "%", "€", "**", "12", "3", "jours",
     "mois", "l", "https://caf.fr/a'b", "{subject}", "{l'a 1 2 :}", "tel:3230", "é", ".", ","]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join)
PLAIN = str.maketrans({"’": "'", "\u00a0": " "})


@pytest.mark.parametrize("text", TABLE)
def test_a_text_is_typeset(text: str) -> None:
    assert typeset(text) == TABLE[text].replace("~", "\u00a0")


@given(TEXTS)
def test_twice_is_once(text: str) -> None:
    assert typeset(typeset(text)) == typeset(text)


@given(TEXTS)
def test_only_apostrophes_and_spaces_change(text: str) -> None:
    assert typeset(text).translate(PLAIN) == text.translate(PLAIN)


@given(TEXTS)
def test_addresses_and_holes_stay(text: str) -> None:
    alone = re.compile(r"\{[^\n{}]*\}|https://caf\.fr/a'b")
    assert alone.findall(typeset(text)) == alone.findall(text)


def test_no_answer_keeps_what_breaks(content: Content) -> None:
    for name in content.responses:
        for channel in CHANNELS:
            shown = typeset(content.responses[name][0].text) + channel
            assert not re.search(r"'|« | [:;!?»€%]|\d \d", shown), shown

"""What holds whatever is said, in whatever order."""

from __future__ import annotations

import json
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.catalogue import Catalogue, Channel
from bot.dialogue import Dialogue, Memory, Reading
from bot.dialogue.moves import AskWhich, Choose, Distress, Move, Repair, Without
from tests.dialogue.reader import read

SAID = [
    *("oui", "non", "ok", "pas ça", "la première", "le 2", "les deux", "celle de paiement"),
    *(
        "et quand ?",
        "combien",
        "c où",
        "c'est payant ?",
        "et le rsa ?",
        "apl",
        "rsa",
        "attestation",
    ),
    *("ça marche pas", "j'ai déjà essayé", "et après", "plus simple", "laisse tomber", "merci"),
    *("et sur l'appli ?", "c'est quoi un indu", "voir mes paiements", "changer mon rib", "bonjour"),
    *("je ne veux pas contacter la caf", "mon mari est mort", "il me frappe", "et pour mon fils"),
    *("en fait non plutôt mon rib", "je suis séparée et je veux changer mon rib", "blabla", ""),
]


def readings(catalogue: Catalogue) -> st.SearchStrategy[Reading]:
    intents = st.lists(st.sampled_from(sorted(catalogue.intents)), max_size=8, unique=True)
    hesitating = st.builds(
        lambda text, names: Reading(text, tuple((n, 0.4 / (i + 1)) for i, n in enumerate(names))),
        st.one_of(st.sampled_from(SAID), st.text(max_size=60)),
        intents,
    )
    return st.one_of(st.sampled_from(SAID).map(read), hesitating)


def offered(move: Move) -> tuple[str, ...]:
    return move.intents if isinstance(move, Repair) else ()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_conversation_keeps_its_promises(
    dialogue: Dialogue, catalogue: Catalogue, data: Any
) -> None:
    channel = data.draw(st.sampled_from(get_args(Channel)))
    page = data.draw(
        st.sampled_from([None, "mes-paiements", "//", "les-aides-personnelles-au-logement"])
    )
    memory, seen = Memory(), set[str]()
    for reading in data.draw(st.lists(readings(catalogue), min_size=1, max_size=10)):
        before = memory
        move, memory = dialogue.play(reading, memory, channel=channel, page=page)
        stored = json.loads(json.dumps(memory.dump()))
        assert Memory.load(stored) == memory
        if isinstance(move, Choose):
            assert move.intent in before.choices
        if isinstance(move, Distress):
            assert memory.distress is not None
        if before.distress is not None:
            assert memory.distress is not None
        if isinstance(move, Repair) and memory.misses:
            assert not seen & set(offered(move))
            assert not set(move.intents) & set(memory.declined)
        if isinstance(move, Without):
            assert move.declined not in move.choices
        if isinstance(move, AskWhich):
            assert move.choices
        seen = seen | set(offered(move)) if memory.misses else set()
        for name in (memory.intent, *memory.choices, *memory.ranking):
            assert name is None or name in catalogue.intents


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(sorted(Memory.__dataclass_fields__)) | st.text(max_size=4), inner
            )
        ),
    )
)
def test_whatever_the_slot_holds_is_loaded_and_played(dialogue: Dialogue, stored: Any) -> None:
    memory = Memory.load(stored)
    for said in ("oui", "non", "et quand ?", "ça marche pas", "la première", "et sur l'appli ?"):
        dialogue.play(read(said), memory, channel="web")


def test_a_new_conversation_stores_nothing() -> None:
    assert Memory().dump() == {}

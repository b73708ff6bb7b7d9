"""An opinion: on one answer, by its handle, once."""

from __future__ import annotations

import pytest
from live_server import Server, eventually, key_of

from clients.reference import Assistant, AssistantError


def asked(server: Server, channel: str = "web") -> tuple[Assistant, str]:
    """A client, and the handle of an answer it got."""
    client = server.assistant(channel)
    (answer, *_) = client.say("je n'ai pas reçu mon paiement ce mois-ci")["messages"]
    return client, answer["feedback"]["handle"]


def refused(client: Assistant, handle: str) -> str:
    with pytest.raises(AssistantError) as error:
        client.rate(handle, "up")
    assert error.value.status == 422
    return error.value.code


def opinion(server: Server, key: str) -> tuple[str, ...]:
    """The one opinion of a conversation, once its reason has been read for names."""
    columns = "channel, intent, response, value, reason"
    asked_for = f"SELECT {columns} FROM opinions WHERE conversation = ?"
    eventually(lambda: server.rows(asked_for, key)[0][-1] is not None)
    [row] = server.rows(asked_for, key)
    return row


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize("value", ["up", "down"])
def test_it_is_kept_with_its_reason_and_counted(server: Server, channel: str, value: str) -> None:
    client, handle = asked(server, channel)
    labels = {"channel": channel, "intent": "paiement_non_recu", "value": value}
    before = server.metric("assistant_feedback_total", **labels)
    (thanks, *_) = client.rate(handle, value, "pas assez précis")["messages"]
    assert "Merci" in thanks["text"] and "feedback" not in thanks
    assert server.metric("assistant_feedback_total", **labels) == before + 1
    response = "answer_paiement_non_recu"
    expected = (channel, "paiement_non_recu", response, value, "pas assez précis")
    assert opinion(server, key_of(client, channel)) == expected


def test_names_and_numbers_are_masked_in_a_reason(server: Server) -> None:
    client, handle = asked(server)
    client.rate(handle, "down", "mon fils Kevin Dupont, 06 12 34 56 78, n'a rien reçu")
    reason = opinion(server, key_of(client))[-1]
    assert "Kevin" not in reason and "Dupont" not in reason and "12 34" not in reason
    assert reason.startswith("mon fils •••") and reason.endswith("n'a rien reçu")


def test_it_is_given_once(server: Server) -> None:
    client, handle = asked(server)
    sent = {"feedback": {"handle": handle, "value": "up"}}
    name = "0b5f1ae5-3f5c-4a57-9a0b-0123456789ab"
    first = client.send(sent, name)
    assert client.send(sent, name) == first
    assert refused(client, handle) == "feedback_already_given"
    rows = server.rows("SELECT value FROM opinions WHERE conversation = ?", key_of(client))
    assert rows == [("up",)]


def test_a_handle_is_opaque_and_of_one_conversation(server: Server) -> None:
    client, handle = asked(server)
    other, _ = asked(server)
    assert refused(other, handle) == "unknown_feedback"
    for made_up in ("x", handle[:-1], handle[::-1], "é"):
        assert refused(client, made_up) == "unknown_feedback"
    assert "paiement" not in handle and key_of(client) not in handle


def test_only_answers_take_opinions(server: Server) -> None:
    client, handle = asked(server)
    assert "feedback" not in client.rate(handle, "up")["messages"][0]
    assert all("feedback" not in message for message in client.open()["reply"]["messages"])


def test_an_opinion_is_no_turn_for_the_bot_nor_in_the_transcript(server: Server) -> None:
    client, handle = asked(server)
    shown = client.history()
    assert len(client.rate(handle, "up", "trop long")["messages"]) == 1
    assert client.history() == shown
    events = server.rows("SELECT events FROM turns WHERE conversation = ?", key_of(client))
    assert not any("trop long" in (data or "") for (data,) in events)


@pytest.mark.parametrize("channel", ["web", "app"])
def test_when_the_latest_answer_did_not_help_something_else_is_offered(
    server: Server, channel: str
) -> None:
    client, handle = asked(server, channel)
    sent = {"feedback": {"handle": handle, "value": "down"}}
    name = "0b5f1ae5-3f5c-4a57-9a0b-0123456789ac"
    reply = client.send(sent, name)
    thanks, offer = reply["messages"]
    assert "Merci" in thanks["text"] and "choices" not in thanks
    assert "Merci" not in offer["text"]
    assert len({message["id"] for message in reply["messages"]}) == 2
    assert client.send(sent, name) == reply
    assert [shown["id"] for shown in client.history()[-2:]] == [thanks["id"], offer["id"]]
    assert [shown["from"] for shown in client.history()[-3:]] == ["assistant"] * 3
    # The bot knows what it offered: by its button, and by its place.
    first = offer["choices"][0]
    picked = client.choose(first["id"])["messages"]
    assert client.history()[-1 - len(picked)]["text"] == first["label"]
    assert picked[0]["text"] != offer["text"]


def test_what_is_offered_after_a_thumb_down_can_be_picked_by_its_place(server: Server) -> None:
    client, handle = asked(server)
    offered = client.rate(handle, "down")["messages"][1]["choices"][0]
    said = client.say("la première")["messages"]
    other, again = asked(server)
    [choice, *_] = other.rate(again, "down")["messages"][1]["choices"]
    assert choice["label"] == offered["label"]
    assert said[0]["text"] == other.choose(choice["id"])["messages"][0]["text"]


def test_of_an_older_answer_it_is_only_kept(server: Server) -> None:
    client, handle = asked(server)
    client.say("je veux changer de RIB")
    (thanks,) = client.rate(handle, "down")["messages"]
    assert "Merci" in thanks["text"]


def test_the_latest_answer_is_so_after_another_opinion(server: Server) -> None:
    client, older = asked(server)
    latest = client.say("je veux changer de RIB")["messages"][0]["feedback"]["handle"]
    client.rate(older, "up")
    assert len(client.rate(latest, "down")["messages"]) == 2

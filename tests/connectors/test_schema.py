"""What a request may be."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract.errors import ApiError, Code
from connectors.contract.schema import Message, MessageRequest, OpenRequest, Reply, read_body

ID = "0B5F1AE5-3F5C-4A57-9A0B-0123456789AB"


def body(**changes: Any) -> dict[str, Any]:
    return {"v": 1, "client_msg_id": ID, "input": {"text": "bonjour"}, **changes}


def read(content: Any) -> MessageRequest:
    read_one: MessageRequest = read_body(MessageRequest, json.dumps(content).encode())
    return read_one


def refused(content: Any) -> Code:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(ApiError) as error:
        read_body(MessageRequest, raw)
    return error.value.code


def test_a_message_is_read_and_unknown_fields_are_ignored() -> None:
    read_one = read(
        body(context={"page": "dettes", "x": 1}, more=[1], input={"text": "a", "z": None})
    )
    assert read_one.client_msg_id == ID.lower()
    assert read_one.input.kind == "text"
    assert read_one.context and read_one.context.page == "dettes"
    assert read(body(v=1.0)).v == 1


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe", b'{"v":NaN}', b"[" * 100_000, b'{"v":' + b"9" * 10_000 + b"}"],
)
def test_what_is_not_json_is_malformed(raw: bytes) -> None:
    assert refused(raw) in {Code.malformed, Code.unsupported_version}


@pytest.mark.parametrize(
    "content",
    [
        [],
        None,
        "text",
        {},
        {"v": 1},
        body(v=None),
        body(v=True),
        body(v="1"),
        body(client_msg_id="x"),
        body(client_msg_id=3),
        body(client_msg_id=ID + "\n"),
        body(client_msg_id=None),
        body(context=None),
        body(context={"page": 3}),
        body(context=[]),
        body(context=[["page", "dettes"]]),
        body(input=[["text", "a"]]),
        body(input=None),
        body(input={}),
        body(input={"text": None}),
        body(input={"text": 3}),
        body(input={"text": "a", "choice": "c1-1"}),
        body(input={"text": "a", "choice": None}),
        body(input={"event": "start"}),
        body(input={"choice": ""}),
        body(input={"feedback": {"handle": "h", "value": "maybe"}}),
        body(input={"feedback": {"value": "up"}}),
        body(input={"feedback": {"handle": "h", "value": "up", "reason": "x" * 501}}),
    ],
)
def test_what_is_not_the_contract_is_invalid(content: Any) -> None:
    assert refused(content) is Code.invalid


def test_each_fault_that_a_person_can_mend_has_its_own_code() -> None:
    assert refused(body(v=2)) is Code.unsupported_version
    assert refused(body(input={"text": "x" * 1001})) is Code.text_too_long
    assert read(body(input={"text": "é" * 1000})).input.text
    for blank in ("", " \n\t", "/", " // /", "\x00", "\u200b\u2060\ufeff"):
        assert refused(body(input={"text": blank})) is Code.text_empty


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["v", "input", "text", "choice", "context", "client_msg_id", "x"]),
                inner,
            )
        ),
    )
)
def test_any_json_is_read_or_refused(content: Any) -> None:
    for model in (MessageRequest, OpenRequest):
        try:
            read_body(model, json.dumps(content).encode())
        except ApiError as error:
            assert error.code.status in (400, 422)


def test_a_reply_leaves_out_what_it_does_not_have() -> None:
    name = str(uuid.uuid4())
    assert Reply(reply_to=name, messages=[Message(id="m1-1", text="Voilà.")]).wire() == {
        "v": 1,
        "reply_to": name,
        "notice": None,
        "messages": [{"id": "m1-1", "text": "Voilà.", "format": "md-lite"}],
        "redacted": [],
    }

"""What must hold whatever comes: one function a target, which raises when it does not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache

from bot.content import Content
from bot.content.coherence import parse
from bot.content.examples import teaching, vocabulary_faults
from bot.content.faults import ContentError, Fault
from bot.content.tree import read
from connectors.contract.errors import ApiError
from connectors.contract.schema import (
    MAX_BODY,
    MAX_TEXT,
    MessageRequest,
    OpenRequest,
    read_body,
    to_json,
)
from connectors.privacy.guard import Breach, Guard
from connectors.privacy.redaction import redact

# Nobody's: made of the first digits.
PLANTED = "1 85 05 75 123 456 78"
PIECES = ("123 456", "123456", "1850575")
_LONG = re.compile(r"[0-9]{13,}")
_URL = re.compile(r"(?i)https?://([^\s/)\]\"'<>]+)")
_LINE = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")


def redaction(data: bytes) -> None:
    """No long number is left, and one that is planted goes whatever stands around it.

    Not always under its own name: with what follows it may have the key of an account.
    """
    text = data.decode("utf-8", "replace")[:MAX_TEXT]
    redacted = redact(text)
    assert not _LONG.search(redacted.text)
    redact(text, redacted.begun)
    planted = redact(f"{text}\nmon numéro de sécurité sociale est {PLANTED}\n{text}")
    assert {"nir", "iban", "number"} & {*planted.kinds}
    assert not any(piece in planted.text for piece in PIECES if piece not in text)


def guard(data: bytes) -> None:
    """A text that may go out names no site of others; a message breaks a rule or goes out."""
    checked = _guard()
    text = data.decode("utf-8", "replace")[: 2 * MAX_TEXT]
    if checked.rule_broken_by(text) is None:
        hosts = checked.content.catalogue.hosts
        for host in _URL.findall(text):
            assert host.lower().rstrip(".,;:!?") in hosts, host
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return
    for channel in ("web", "app"):
        try:
            checked.check(message, channel)  # type: ignore[arg-type]
        except Breach:
            continue


def contract(data: bytes) -> None:
    """A body is read, or refused with an error that is the client's; what is read can be kept."""
    for model in (MessageRequest, OpenRequest):
        try:
            body = read_body(model, data[:MAX_BODY])
        except ApiError as error:
            assert 400 <= error.code.status < 500
        else:
            to_json(body.dict()).encode()


def content(data: bytes) -> None:
    """A file is read, or refused with the line and what to do, in one line of French."""
    faults: list[Fault] = []
    try:
        tree = read("essai.yml", data)
        faults += tree.cut_texts()
        taught = teaching([tree])
        faults += [*taught.faults, *vocabulary_faults(taught)]
        parse(tree)
    except ContentError as error:
        faults += error.faults
    last = 1 + len(_LINE.findall(data.decode("utf-8-sig", "replace")))
    for fault in faults:
        assert 1 <= fault.line <= last + 1, str(fault)
        assert fault.message and "Traceback" not in fault.message


@cache
def _guard() -> Guard:
    return Guard(Content.from_files())


TARGETS: dict[str, Callable[[bytes], None]] = {
    "redaction": redaction,
    "guard": guard,
    "contract": contract,
    "content": content,
}

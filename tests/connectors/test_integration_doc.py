"""docs/integration.md says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from connectors.contract.errors import Code
from connectors.contract.schema import MessageRequest, OpenRequest, read_body
from connectors.settings import Settings

DOCUMENT = (Path(__file__).parents[2] / "docs" / "integration.md").read_text(encoding="utf-8")


def test_every_setting_is_there_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `ASSISTANT_(\w+)` \| (.*?) \|", DOCUMENT, re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.__fields__}
    for name, field in Settings.__fields__.items():
        shown = rows[name.upper()]
        if field.default in (None, ()):
            assert shown.startswith(("none", "random"))
        elif name != "database_url":
            written = str(field.default).lower() if field.type_ is bool else f"{field.default:}"
            assert shown == f"`{written.removesuffix('.0')}`"


def test_every_error_is_there_with_its_status() -> None:
    rows = re.findall(r"^\| (\d+(?:, \d+)?) \| (`.+?`) \|", DOCUMENT, re.MULTILINE)
    told = {
        (int(status), code)
        for statuses, codes in rows
        for status in statuses.split(", ")
        for code in re.findall(r"`(\w+)`", codes)
    }
    assert {(code.status, code.name) for code in Code} <= told


def test_the_examples_are_of_the_contract() -> None:
    for written in re.findall(r"^```json\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL):
        json.loads(written)
    sent = re.findall(r"-d '(.*?)'$", DOCUMENT, re.MULTILINE)
    models = (OpenRequest, MessageRequest)
    assert [read_body(model, body.encode()) for model, body in zip(models, sent, strict=True)]
    for written in re.findall(r'^\| `(\{"\w+":.*?\})` \|', DOCUMENT, re.MULTILINE):
        body = {
            "v": 1,
            "client_msg_id": "6f1c1f0e-9d0b-4a57-9a0b-0123456789ab",
            "input": json.loads(written),
        }
        read_body(MessageRequest, json.dumps(body).encode())

"""openapi.yaml against the running server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from live_server import APP_KEY, FULL, Server
from schemathesis import Case, GenerationMode

from clients.reference import Assistant, application_credential

EXAMPLES = 100 if FULL else 20
ROOT = Path(__file__).parents[2]
schema = schemathesis.openapi.from_path(ROOT / "openapi.yaml")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_server_keeps_its_contract(case: Case, server: Server) -> None:
    """Every operation, with data that fits and data that does not, each in a fresh session."""
    headers = {}
    if case.path.startswith("/webhooks/"):
        client = server.assistant(case.path.split("/")[2])
        headers["Authorization"] = f"Bearer {_token(case, client)}"
        if case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
            _offer(case.body, client)
    case.call_and_validate(base_url=server.url, headers=headers)


def _token(case: Case, client: Assistant) -> str | None:
    if case.method == "POST" and case.path.endswith("/sessions"):
        return application_credential(APP_KEY, "schemathesis", "1")
    return client.session


def _offer(body: Any, client: Assistant) -> None:
    """Put a choice and a handle that this session knows where a schema can only make some up."""
    sent = body.get("input", {}) if isinstance(body, dict) else {}
    if "choice" in sent:
        sent["choice"] = "c0-1"
    if "feedback" in sent:
        (answer, *_) = client.choose("c0-1")["messages"]
        sent["feedback"]["handle"] = answer["feedback"]["handle"]

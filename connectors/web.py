"""The channel of the widget on pages of the portal."""

from __future__ import annotations

from sanic.request import Request

from bot.content.catalogue import Channel
from connectors.http.channel import ConnectorInput


class WebInput(ConnectorInput):
    """Anybody may open a session from the web."""

    channel: Channel = "web"

    def admit(self, request: Request) -> str | None:
        return None

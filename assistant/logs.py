"""What the operator reads while a server runs."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logs() -> None:
    """JSON lines on standard error, coloured lines in a terminal; never a message's text.

    Rasa writes the texts of messages at level debug: that level is left out.
    """
    terminal = sys.stderr.isatty()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer()
            if terminal
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )

"""What the operator reads while a server runs."""

from __future__ import annotations

import logging
import os
import sys

import structlog

from connectors.quiet import hush, without_words, writing_to


def configure_logs() -> None:
    """JSON lines on standard error, coloured lines in a terminal; never a word of a request.

    The variable LOG_LEVEL says from which level on.
    """
    hush()
    level = logging.getLevelName(os.environ.get("LOG_LEVEL", "").upper())
    level = level if isinstance(level, int) else logging.ERROR
    logging.basicConfig(level=level, stream=sys.stderr, force=True)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(min(level, logging.INFO)),
        logger_factory=writing_to(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            structlog.dev.ConsoleRenderer()
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )

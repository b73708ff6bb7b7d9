"""What the web connector adds to a message, beside the bare agent, in one process.

Both play the same conversations on the same model, turn by turn in alternation. The
connector starts from the bytes of a request and ends with the bytes of the answer:
check, session, limits, once-only, redaction, guard, envelope, store. What HTTP itself
costs is Sanic's, and shown apart: Rasa's own REST channel and ours, on one server.
`python -m benchmarks.connector_cost [--messages 2000]`
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

BAR_MILLISECONDS = 2.0

Say = Callable[[str, str], Awaitable[None]]

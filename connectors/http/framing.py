"""What no two readers of HTTP may read differently: a proxy before us, and Sanic."""

from __future__ import annotations

import re

MAX_LENGTH_DIGITS = 12
# What may be said once only: a proxy might read the first one and we the last.
ONCE = (b"authorization", b"content-length", b"content-type", b"host", b"transfer-encoding")

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST = re.compile(_TOKEN + rb" [!-~]+ HTTP/1\.[01]")
# No space before the colon, no folded line, no control character, no lone CR or LF.
_FIELD = re.compile(rb"(" + _TOKEN + rb"):([^\x00-\x08\x0a-\x1f\x7f]*)")
_LENGTH = re.compile(rb"[0-9]{1,%d}" % MAX_LENGTH_DIGITS)


class BadFraming(Exception):
    """The head of a request can be read in more than one way; the message says why."""


def check(head: bytes) -> None:
    """Look at the head of a request, without the empty line after it.

    Raises:
        BadFraming: it is not to be answered but refused, and its connection closed.
    """
    request, *lines = head.split(b"\r\n")
    if not _REQUEST.fullmatch(request):
        raise BadFraming("request line")
    fields: dict[bytes, bytes] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise BadFraming("header line")
        name = field[1].lower()
        if name in ONCE and name in fields:
            raise BadFraming("header twice")
        fields[name] = field[2].strip(b" \t")
    length, coding = fields.get(b"content-length"), fields.get(b"transfer-encoding")
    if length is not None and coding is not None:
        raise BadFraming("two lengths")
    if length is not None and not _LENGTH.fullmatch(length):
        raise BadFraming("length")
    if coding is not None and (coding != b"chunked" or request.endswith(b"1.0")):
        raise BadFraming("transfer coding")

"""Bodies that nobody should send: cut, mixed up, endless, of the wrong type or encoding."""

from __future__ import annotations

import gzip
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

MEDIA_TYPES = ("application/json",) * 8 + (
    *("application/json; charset=utf-16", "application/json;;;=", "text/plain", ""),
    *("multipart/form-data; boundary=x", "application/json, text/html", "é", "*/*"),
)
_NAMES = ("v", "client_msg_id", "input", "context", "text", "choice", "event", "feedback", "page")
_LETTERS = (
    "abcz09 éà/\\\"'{}[]<>&;%\x00\x01\x7f\x85\u00ad\u200b\u202e\u2028\ufeff\ufffd\ud800"
    "\U0001f469\u0301٣１Ⅷ"
)


def bodies(seed: int, count: int) -> list[tuple[str, bytes]]:
    """The same `count` bodies for the same seed, each with a media type."""
    chance = random.Random(seed)
    makers: list[Callable[[random.Random], bytes]] = [
        *(_noise, _json, _json, _nearly, _nearly, _nearly, _nearly, _text, _text, _text),
        *(_spoiled, _spoiled, _spoiled, _deep, _long, _encoded, _number, _repeated),
    ]
    return [(chance.choice(MEDIA_TYPES), chance.choice(makers)(chance)) for _ in range(count)]


def _right(chance: random.Random) -> dict[str, Any]:
    return {
        "v": 1,
        "client_msg_id": str(uuid.UUID(int=chance.getrandbits(128))),
        "input": {"text": "bonjour"},
    }


def _string(chance: random.Random, longest: int = 60) -> str:
    return "".join(chance.choices(_LETTERS, k=chance.randint(0, longest)))


def _value(chance: random.Random, depth: int = 3) -> Any:
    kind = chance.randrange(8 if depth else 6)
    if kind == 6:
        return [_value(chance, depth - 1) for _ in range(chance.randint(0, 4))]
    if kind == 7:
        return {
            chance.choice([*_NAMES, _string(chance, 5)]): _value(chance, depth - 1)
            for _ in range(chance.randint(0, 5))
        }
    scalars: list[Any] = [
        *(None, True, 1, -1, 0, 1.0, 1e308, 2**63, chance.random()),
        *(_string(chance), "end", "up", "c0-1", "1"),
    ]
    return chance.choice(scalars)


def _dumped(content: Any) -> bytes:
    return json.dumps(content).encode()


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(0, 400))


def _json(chance: random.Random) -> bytes:
    return _dumped(_value(chance))


def _nearly(chance: random.Random) -> bytes:
    """A right body, one part of which is anything."""
    content = _right(chance)
    content[chance.choice(_NAMES)] = _value(chance)
    if chance.random() < 0.3 and isinstance(content["input"], dict):
        content["input"][chance.choice(_NAMES)] = _value(chance)
    if chance.random() < 0.2:
        del content[chance.choice(list(content))]
    return _dumped(content)


def _text(chance: random.Random) -> bytes:
    """A right body with a text of odd characters."""
    longest = chance.choice([3, 60, 60, 60, 1000, 1100])
    content = {**_right(chance), "input": {"text": _string(chance, longest)}}
    return json.dumps(content, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _spoiled(chance: random.Random) -> bytes:
    """A right body with some bytes changed, lost or doubled."""
    body = bytearray(_dumped(_right(chance)))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(body))
        body[place : place + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
    return bytes(body)


def _deep(chance: random.Random) -> bytes:
    levels = chance.choice([50, 500, 2000, 5000])
    opened, closed = chance.choice([(b"[", b"]"), (b'{"input":', b"}"), (b'{"a":[', b"]}")])
    levels = min(levels, 16_000 // (len(opened) + len(closed)))
    return opened * levels + b"1" + closed * (levels if chance.random() < 0.5 else 0)


def _long(chance: random.Random) -> bytes:
    """Around the longest body allowed, and far beyond it."""
    length = chance.choice([16_384, 16_385, 20_000, 70_000])
    return _dumped({**_right(chance), "x": "y" * length})[: chance.choice([length, 2 * length])]


def _encoded(chance: random.Random) -> bytes:
    body = json.dumps(_right(chance))
    encodings = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7", "cp037")
    written = body.encode(chance.choice(encodings))
    return gzip.compress(written) if chance.random() < 0.2 else written


def _number(chance: random.Random) -> bytes:
    numbers = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5000, b"-0", b"0x1", b"01")
    return b'{"v":' + chance.choice(numbers) + b',"client_msg_id":1,"input":{}}'


def _repeated(chance: random.Random) -> bytes:
    body = _dumped(_right(chance)).decode()
    return (body[:-1] + "," + body[1:] * chance.randint(1, 3)).encode()

"""The contract's messages, version 1: what a client sends, and what it gets."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import BaseModel, Extra, StrictStr, ValidationError, constr, root_validator, validator

from connectors.contract.errors import ApiError, Code

VERSION: Literal[1] = 1
MAX_TEXT = 1000
MAX_REASON = 500
MAX_BODY = 16 * 1024

# Something to read: not only spaces, slashes, or characters that cannot be seen.
VISIBLE = re.compile(r"[^\s/\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# An escape that may be half a character.
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\Z"


class Incoming(BaseModel):
    """A part of a request: unknown fields are ignored, a known one is never null."""

    class Config:
        extra = Extra.ignore

    @classmethod
    def validate(cls, value: Any) -> Any:
        """Take objects only: pydantic would make one of a list of pairs."""
        if not isinstance(value, dict):
            raise TypeError("not an object")
        return super().validate(value)

    @root_validator(pre=True)
    def _no_null(cls, values: dict[str, Any]) -> dict[str, Any]:
        nulls = [name for name in cls.__fields__ if name in values and values[name] is None]
        if nulls:
            raise ValueError(f"null is not a value of {nulls[0]}")
        return values


class Versioned(Incoming):
    """A whole request body."""

    v: int

    @validator("v", pre=True)
    def _known(cls, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError("v is a number")
        if value != VERSION:
            raise ApiError(Code.unsupported_version)
        return value


class Context(Incoming):
    """Where the person is: a section of the portal, or a screen of the app."""

    page: constr(strict=True, max_length=100) | None = None  # type: ignore[valid-type]


class Feedback(Incoming):
    """An opinion on one answer, tied to it by the handle that came with it."""

    handle: constr(strict=True, min_length=1, max_length=200)  # type: ignore[valid-type]
    value: Literal["up", "down"]
    reason: constr(strict=True, max_length=MAX_REASON) | None = None  # type: ignore[valid-type]


class Input(Incoming):
    """What the person does: exactly one of the four."""

    text: StrictStr | None = None
    choice: constr(strict=True, min_length=1, max_length=40) | None = None  # type: ignore[valid-type]
    event: Literal["end"] | None = None
    feedback: Feedback | None = None

    @validator("text")
    def _readable(cls, value: str | None) -> str | None:
        if value is not None and len(value) > MAX_TEXT:
            raise ApiError(Code.text_too_long)
        if value is not None and not VISIBLE.search(value):
            raise ApiError(Code.text_empty)
        return value

    @root_validator(skip_on_failure=True)
    def _exactly_one(cls, values: dict[str, Any]) -> dict[str, Any]:
        if sum(value is not None for value in values.values()) != 1:
            raise ValueError("exactly one of text, choice, event, feedback")
        return values

    @property
    def kind(self) -> str:
        """The name of the one field that is there."""
        return next(name for name, value in self if value is not None)


class OpenRequest(Versioned):
    """The body of `POST sessions`; it may be left out altogether."""

    v: int = VERSION
    context: Context | None = None


class MessageRequest(Versioned):
    """The body of `POST messages`."""

    client_msg_id: constr(strict=True, regex=UUID)  # type: ignore[valid-type]
    input: Input
    context: Context | None = None

    @validator("client_msg_id")
    def _one_spelling(cls, value: str) -> str:
        return value.lower()


LinkKind = Literal["web", "app", "tel", "sms"]


class Address(BaseModel):
    """Where a link leads."""

    kind: LinkKind
    href: str
    label: str


class Link(Address):
    """A link of an answer; `fallback` is for a phone where the app does not open."""

    id: str
    fallback: Address | None = None


class Place(BaseModel):
    """One way to go; `link` is the id of the message's link that leads there."""

    label: str
    path: list[str]
    steps: list[str] | None = None
    link: str | None = None


class Choice(BaseModel):
    """Something the person may pick instead of writing."""

    id: str
    label: str


class Handle(BaseModel):
    """What a client gives back to say if an answer helped."""

    handle: str


class Message(BaseModel):
    """One message of the assistant."""

    id: str
    text: str
    format: Literal["md-lite"] = "md-lite"
    path: list[str] | None = None
    places: list[Place] | None = None
    links: list[Link] | None = None
    choices: list[Choice] | None = None
    feedback: Handle | None = None
    urgent: bool | None = None


class Reply(BaseModel):
    """The answer to one request, in the order the messages are to be shown.

    `notice` is the operator's word to everybody, while there is one.
    """

    v: Literal[1] = VERSION
    reply_to: str | None = None
    messages: list[Message]
    redacted: list[str] = []
    notice: str | None = None

    def wire(self) -> dict[str, Any]:
        """As it goes out: what a message does not have is left out."""
        return {"v": self.v, "reply_to": self.reply_to, "notice": self.notice, **_bare(self)}


def _bare(value: Any) -> Any:
    """What pydantic's `dict(exclude_none=True)` gives, in a fifth of the time."""
    # Texts first: there are most of them, and to ask if they are models is dear.
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, list):
        return [_bare(part) for part in value]
    if isinstance(value, BaseModel):
        return {name: _bare(part) for name, part in value.__dict__.items() if part is not None}
    return value


def to_json(content: dict[str, Any]) -> str:
    """JSON as it is sent and stored."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read_body(model: type[Any], body: bytes) -> Any:
    """Parse and check a request body.

    Args:
        model: `OpenRequest` or `MessageRequest`.
        body: the raw JSON.

    Returns:
        The checked request.

    Raises:
        ApiError: `malformed` when it is not JSON, else the fault of its content.
    """
    try:
        content = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ApiError(Code.malformed) from None
    if not isinstance(content, dict) or _half_characters(body, content):
        raise ApiError(Code.invalid)
    try:
        return model.parse_obj(content)
    except ValidationError:
        raise ApiError(Code.invalid) from None


def _half_characters(body: bytes, content: dict[str, Any]) -> bool:
    """If a name or a text holds half a character, which nothing could store or send."""
    if not _SURROGATE.search(body):
        return False
    try:
        to_json(content).encode()
    except UnicodeEncodeError:
        return True
    return False


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")

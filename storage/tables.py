"""The tables, as they are after the last migration."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()

# `turns`: how many were played; `remembered`: the last of them that the bot's memory knows.
conversations = Table(
    "conversations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("app", String(130)),
    Column("opened_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False, index=True),
    Column("ended_by", String(36)),
    Column("turns", Integer, nullable=False),
    Column("remembered", Integer, nullable=False),
)

# `said`, `reply` and `events` hold redacted text only. Of a sensitive turn there are only
# `events`, without a word of it: that there was a hard moment.
# `events`: what the turn adds to Rasa's tracker, a JSON list.
turns = Table(
    "turns",
    metadata,
    Column("conversation", ForeignKey(conversations.c.key, ondelete="CASCADE"), nullable=False),
    Column("client_msg_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
    Column("said", Text),
    Column("reply", Text),
    Column("notes", Text),
    Column("events", Text),
    PrimaryKeyConstraint("conversation", "client_msg_id"),
    Index("turns_number", "conversation", "number", unique=True),
)

# The messages of a conversation that are being played or wait for it, in order of arrival.
claims = Table(
    "claims",
    metadata,
    Column("conversation", ForeignKey(conversations.c.key, ondelete="CASCADE"), nullable=False),
    Column("client_msg_id", String(36), nullable=False),
    Column("place", Integer, nullable=False),
    Column("owner", String(32), nullable=False),
    Column("token", String(32), nullable=False),
    PrimaryKeyConstraint("conversation", "client_msg_id"),
)

# The living processes: each counts up while it lives, so that no clock has to agree.
owners = Table(
    "owners",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("beat", Integer, nullable=False),
)

# An opinion outlives its conversation without any tie to it: `conversation` is then empty.
opinions = Table(
    "opinions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64)),
    Column("turn", Integer),
    Column("message", Integer),
    Column("given_by", String(36)),
    Column("given_at", Float, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("intent", String(80), nullable=False),
    Column("response", String(120)),
    Column("value", String(4), nullable=False),
    Column("reason", Text),
    Index("opinions_once", "conversation", "turn", "message", unique=True),
)

# A message that editors may learn from: redacted, names masked, and no longer tied to its
# conversation once that one is over. `around` and `ranking` are JSON: intents, never texts.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64)),
    Column("turn", Integer),
    Column("day", String(10), nullable=False, index=True),
    Column("channel", String(8), nullable=False),
    Column("page", String(100)),
    Column("text", Text, nullable=False),
    Column("alike", String(200), nullable=False),
    Column("ranking", Text, nullable=False),
    Column("why", String(12), nullable=False),
    Column("harm", Integer, nullable=False),
    Column("reason", Text),
    Column("response", String(120)),
    Column("around", Text, nullable=False),
    Column("next", String(80)),
    Column("settled_by", String(32)),
    Column("assigned_to", String(32)),
    Column("comment", Text),
    Index("inbox_once", "conversation", "turn", unique=True),
    Index("inbox_alike", "settled_by", "alike"),
)

# What an editor decided about a group of alike messages; `inbox.settled_by` names it.
decisions = Table(
    "decisions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("intent", String(80)),
    Column("example", Text),
    Column("count", Integer, nullable=False),
    Column("person", String(32), nullable=False),
    Column("made_at", Float, nullable=False, index=True),
)

# What was settled as an intent, once its conversation is over: to measure drafts with.
settled = Table(
    "settled",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("decision", String(32), nullable=False, index=True),
    Column("day", String(10), nullable=False, index=True),
    Column("channel", String(8), nullable=False),
    Column("page", String(100)),
    Column("text", Text, nullable=False),
    Column("intent", String(80), nullable=False),
)

# Who may use the workbench. `password` is an argon2 hash; without one, the person has an
# invitation to answer first, of which only a hash is kept.
people = Table(
    "people",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("email", String(200), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password", String(200)),
    Column("invitation", String(64), unique=True),
    Column("invited_until", Float),
    Column("closed_at", Float),
)

# A person's browser that is signed in, by the hash of its cookie.
web_sessions = Table(
    "web_sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("person", ForeignKey(people.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("form_token", String(64), nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
)

# Wrong passwords in a row, for a name that somebody tried, whether it has an account or not.
failed_tries = Table(
    "failed_tries",
    metadata,
    Column("who", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Float, nullable=False),
)

# Who did what in the workbench; rows are only ever added.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False, index=True),
    Column("person", String(100), nullable=False),
    Column("act", String(40), nullable=False),
    Column("about", Text, nullable=False),
)

# How often, per day: a count of many, which tells nothing of one.
statistics = Table(
    "statistics",
    metadata,
    Column("day", String(10), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("page", String(100), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("day", "channel", "page", "measure", "name"),
)

# How the conversations of a trial went, on each of its two sides.
trial_counts = Table(
    "trial_counts",
    metadata,
    Column("trial", String(32), nullable=False),
    Column("arm", String(8), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("trial", "arm", "measure"),
)

# The archives that servers without a common disk fetch; `place`: the order in which
# they were made live.
archives = Table(
    "archives",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("facts", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("used_at", Float, nullable=False),
    Column("used_by", String(100), nullable=False),
)

# In pieces, so that no statement takes long.
archive_pieces = Table(
    "archive_pieces",
    metadata,
    Column("archive", ForeignKey(archives.c.name, ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("archive", "number"),
)

# The small files beside the archives, three rows: which is live; the validated sentences with
# their checksum; the trial that runs, as JSON, with the checksum of its draft.
shelf = Table(
    "shelf",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("changed_by", String(100), nullable=False),
)

# The processes that answer messages: of which instance each is, and what it serves; the trial
# whose draft answers there too, or why it does not.
# Times are the database's own: clocks of machines may differ.
replicas = Table(
    "replicas",
    metadata,
    Column("process", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("version", String(40), nullable=False),
    Column("archive", String(200)),
    Column("refused", Text),
    Column("started_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("trial", String(32)),
    Column("trial_refused", Text),
)

"""Passwords in the addresses of services that a configuration file holds: `DATABASE_URL=postgres://shop:…@db/shop`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backlint.facts.entries import Entry
from backlint.placeholder import default_of, is_placeholder, is_unset, unquoted
from backlint.secrecy import is_random, is_usual

ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,30}://(?P<user>[^:/?#\s@\"'<>]{0,100}):(?P<password>(?:[^@/?#\s\"'<>${}%]|%[0-9A-Fa-f]{2}){1,200})@"
    r"(?P<host>[A-Za-z0-9_.-]{1,255}|\[[0-9a-fA-F:]+\])"
)

_LOCAL = frozenset(
    {"localhost", "127.0.0.1", "[::1]", "host.docker.internal", "example.com", "example.org", "host", "hostname"}
)
_ANYBODY = frozenset({"user", "username"})
_ANY_HOST = re.compile(r"(?:^|[-_.])host(?:name)?$")
"""`redis-host`: what a manual calls the host."""


def password_in(entry: Entry) -> Entry | None:
    """Return the password in an entry's address, as an entry of its own; None where there is none that opens anything.

    On the machine itself, and on hosts of examples, the passwords that everybody has there open nothing; nor does one
    stand in a text for people, or beside the name `user`.
    """
    if entry.key.rpartition(".")[2].lower() in _FOR_PEOPLE:
        return None
    text, places = _with_defaults(entry.value)
    found = ADDRESS.search(text)
    if found is None:
        return _in_pairs(entry, text, places)
    if is_unset(found["password"]):
        return None
    password, user, host = found["password"], found["user"], found["host"].lower()
    if host in _LOCAL and (is_usual(password) or password == user):
        return None
    if is_usual(password) and (user.lower() in _ANYBODY or _ANY_HOST.search(host)):
        return None
    return Entry(entry.key, password, entry.line, entry.column + places[found.start("password")])


_PAIRS = re.compile(
    r"(?:^|[;\s])(?:password|pwd)[ \t]{0,9}=[ \t]{0,9}(?P<password>[^;\"'<>${}%\s]{1,100})", re.IGNORECASE
)
_SERVED = re.compile(r"(?:^|[;\s=])(?:server|data source|address|addr|host)[ \t]{0,9}=[ \t]{0,9}[^;\s]", re.IGNORECASE)


def _in_pairs(entry: Entry, text: str, places: Sequence[int]) -> Entry | None:
    """Return the password of a connection string: `SERVER=db;UID=shop;PWD=…`, `host=db user=shop password=…`."""
    found = _PAIRS.search(text) if _SERVED.search(text) is not None else None
    if found is None or is_usual(found["password"]) or is_placeholder(found["password"]):
        return None
    before = text[: found.start("password")]
    if "\n" not in before:
        return Entry(entry.key, found["password"], entry.line, entry.column + places[len(before)])
    return Entry(entry.key, found["password"], entry.line + before.count("\n"), len(before) - before.rfind("\n"))


_FOR_PEOPLE = frozenset("description descriptions help doc docs documentation comment title summary notes".split())
_DEFAULT = re.compile(r"\$\{\w+:?-(?P<text>[^${}]*)\}")
"""`${NAME:-text}`, as shells and Compose have it: the text is used when the variable is missing."""


def _with_defaults(value: str) -> tuple[str, Sequence[int]]:
    """Return an address as it is when no variable is set, and where each of its characters stands in the value."""
    if "${" not in value:
        return value, range(len(value))
    text, places, end = "", list[int](), 0
    for one in _DEFAULT.finditer(value):
        said = unquoted(one["text"])
        start = one.start("text") + (len(said) < len(one["text"]))
        text += value[end : one.start()] + said
        places += [*range(end, one.start()), *range(start, start + len(said))]
        end = one.end()
    return text + value[end:], [*places, *range(end, len(value))]


_OPEN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^@\s?]*$")


def is_open(value: str) -> bool:
    """Whether a value is an address that lets nobody in: without a password, a question, and parts drawn at random."""
    text = unquoted(default_of(value) or value.strip())
    return bool(_OPEN.match(text)) and not any(map(is_random, text.split("/")))

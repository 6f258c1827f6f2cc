"""Passwords in settings that stand beside whom, or where, they let in: a word there is what a service takes, and no label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from backlint.facts.entries import Entry
from backlint.placeholder import is_placeholder
from backlint.secrecy import purpose_of

_WORD = re.compile(r"[A-Za-z]+|\d+")
_WHO = frozenset({"user", "username", "login", "role", "name"})
_WHERE = frozenset({"host", "hostname", "server", "port"})
_PLACE = re.compile(r"localhost|%|\d{2,5}|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+(?::\d+)?|\{\{.+\}\}", re.IGNORECASE)
"""What the host or port of a service is written like, and no word for it."""
_USUAL = frozenset("admin administrator root postgres mysql guest sa user test monitor".split())


def accounts_in(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the keys of the passwords beside which, under the same key, a user or a place stands as a machine has it.

    In texts for people the password is a word as well; there the user is one too, and no host has a dot.
    """
    found: set[str] = set()
    for above, group in groupby(entries, key=lambda one: one.key.rpartition(".")[0]):
        members = [(one, _last_word(one)) for one in group]
        # Written as a name of a machine's: `User` is the label of a field.
        people = {one.value.strip() for one, last in members if last in _WHO and one.value.strip() != last}
        served = any(last in _WHERE and _PLACE.fullmatch(one.value.strip()) for one, last in members)
        served = served or any(who in _USUAL for who in people)
        for one, _last in members:
            typed = purpose_of(_name(one)) == "password" and not is_placeholder(one.value) and not _is_label(one)
            if typed and (served or one.value in people):
                found.add(one.key)
        if _USERS.search(above):
            found.update(_pairs([one for one, _ in members]))
    return frozenset(found)


_USERS = re.compile(r"(?:^|\.)(?:users|accounts|logins|credentials|htpasswd|basic_?auth)(?:\.[^.]+)?$", re.IGNORECASE)
"""The key under which names stand with their passwords, by themselves or in groups."""
_TOLD = frozenset(
    """
    name names email mail role roles group groups id uid gid key type shell home title phone language first last display
    url uri host port scope scopes token secret enabled active admin_url path image version date created updated
    """.split()
)
_THOUGHT_OF = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[!-~]{6,}")


def _pairs(members: Sequence[Entry]) -> Iterator[str]:
    """Yield the keys of a mapping from names to passwords: no member says anything else of a person.

    A word is a password only where it is the name once more, or that of another; beside names it may be a role.
    """
    names = {_name(one) for one in members}
    values = {one.value.strip() for one in members}
    if any(name.lower() in _TOLD or name.isdigit() or purpose_of(name) for name in names):
        return
    repeated = values <= names | _USUAL and any(_name(one) == one.value.strip() for one in members)
    if repeated or all(_THOUGHT_OF.fullmatch(value) and not is_placeholder(value) for value in values):
        yield from (one.key for one in members)


def _is_label(entry: Entry) -> bool:
    """Tell whether a text is what people read beside a field: words, or the name of the field written as one."""
    text = entry.value.strip()
    return " " in text or (text[:1].isupper() and text[1:].islower())


def _last_word(entry: Entry) -> str:
    last = ""
    for word in _WORD.finditer(_name(entry)):
        last = word.group().lower()
    return last


def _name(entry: Entry) -> str:
    return entry.key.rpartition(".")[2]

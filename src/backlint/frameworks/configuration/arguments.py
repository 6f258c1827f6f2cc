"""How rows name the arguments of a call and what holds where one is not given, and a look at what was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from backlint.concepts import UNREAD, Reading, State
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    DictObject,
    External,
    HeapObject,
    Member,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
    members,
)
from backlint.execution.values import Constant as ConstantValue
from backlint.frameworks.configuration.readings import agreed


class Default(msgspec.Struct, frozen=True):
    """The value of an argument that is not given, from version `since` of its library on ("" is: always)."""

    value: object
    since: str = ""


class Option(msgspec.Struct, frozen=True):
    """One argument: its keyword, its position (self not counted), its default by version, newest first.

    Without a default, an argument that is not given is unread.
    """

    keyword: str
    position: int | None = None
    defaults: tuple[Default, ...] = ()


class Given(msgspec.Struct, frozen=True):
    """One argument of one call: what is known of it, and its value when the call itself gives it."""

    reading: Reading
    value: AnyValue | None = None

    @property
    def explicit(self) -> bool:
        """Whether the call itself says it."""
        return self.value is not None


NOT_GIVEN = Given(UNREAD)


def always(value: object) -> tuple[Default, ...]:
    """Return the defaults of an argument whose default never changed."""
    return (Default(value),)


def parse_version(text: str) -> tuple[int, ...]:
    """Return the leading numbers of a version: `3.1.0rc1` gives (3, 1, 0)."""
    found = re.match(r"\s*v?(\d+(?:\.\d+)*)", text)
    return tuple(int(number) for number in found.group(1).split(".")) if found else ()


def entry(value: AnyValue | None, key: str) -> AnyValue | None:
    """Return what a dictionary holds under a string key, where it is a known dictionary and holds it."""
    return value.get(key) if isinstance(value, DictObject) else None


def entry_state(value: AnyValue | None, key: str) -> State:
    """Tell whether a value is a dictionary with this string key, over everything that it may be."""
    if value is None:
        return State.UNKNOWN
    return agreed(_has_key(member, key) for member in members(value))


def _has_key(value: AnyValue, key: str) -> State:
    if not isinstance(value, DictObject):
        return State.UNKNOWN
    if value.get(key) is not None:
        return State.YES
    return State.NO if value.rest is None and not value.keys_taint else State.UNKNOWN


def names_class(value: AnyValue, names: Sequence[str]) -> bool:
    """Tell whether a value is one of these library classes, or a class of the project that descends from one."""
    for member in members(value):
        if isinstance(member, External) and member.name in names:
            return True
        if isinstance(member, ClassObject) and any(base in names for base in member.library_bases()):
            return True
    return False


def last_name(callee: str) -> str:
    """Return the last name of a dotted callee: what is called, without where it stands."""
    return callee.rpartition(".")[2]


def by_site(events: Iterable[CallEvent]) -> dict[tuple[Site, str], list[CallEvent]]:
    """Group calls by their place: one that was run for several callers is one call of the program."""
    grouped: dict[tuple[Site, str], list[CallEvent]] = {}
    for event in events:
        grouped.setdefault((event.site, event.callee), []).append(event)
    return grouped


def name_of(value: AnyValue | None) -> str:
    """Return the last name of a library's object or attribute, of the class of what was made, or a constant text."""
    if isinstance(value, ConstantValue):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, External):
        return last_name(value.name)
    if isinstance(value, Member):
        return value.name
    return last_name(value.call.callee) if isinstance(value, Produced) else ""


def site_of(value: AnyValue | None) -> Site | None:
    """Return where a value came to be: its literal, its making, or the place where it is read from outside."""
    if isinstance(value, ConstantValue):
        return value.site or _site_of_source(value)
    if isinstance(value, HeapObject):
        return value.site
    if isinstance(value, Union):
        return _first_site(value.members)
    if isinstance(value, Tuple):
        return _first_site(value.items)
    if isinstance(value, Text):
        return _first_site(value.parts)
    if isinstance(value, Member):
        return site_of(value.base)
    return _site_of_source(value) if isinstance(value, Unknown) else None


def _first_site(values: Iterable[AnyValue]) -> Site | None:
    return next((site for site in map(site_of, values) if site is not None), None)


def _site_of_source(value: ConstantValue | Unknown) -> Site | None:
    sites = sorted(site for site in (getattr(taint.origin, "site", None) for taint in value.taint) if site is not None)
    return sites[0] if sites else None

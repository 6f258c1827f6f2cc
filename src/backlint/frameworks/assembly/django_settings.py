"""The settings of a Django project that its routes depend on, as they are in force in production."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from backlint.concepts import Evidence
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Constant,
    DictObject,
    External,
    ListObject,
    Member,
    Tuple,
    Union,
    members,
    string_of,
)
from backlint.frameworks.assembly.registration import evidence
from backlint.frameworks.configuration.django_tables import django_tables
from backlint.frameworks.configuration.settings import Entry, Table

SETTINGS = "django.conf.settings"
_LAZY = "django.conf.LazySettings"


class Named(msgspec.Struct, frozen=True):
    """Something that a setting names by a dotted path: the text, what it is, and where it is named."""

    name: str
    value: AnyValue
    evidence: Evidence
    certain: bool = True


class Settings:
    """One settings module. Without one (`table` is None) every setting is unknown."""

    def __init__(self, program: Program, table: Table | None) -> None:
        self.program = program
        self.table = table
        self._rest = self.get("REST_FRAMEWORK")

    def entry(self, name: str) -> Entry | None:
        """Return where a setting is set, the last place if there are several."""
        found = self.table.in_force(name) if self.table is not None else ()
        return found[-1] if found else None

    def get(self, name: str) -> AnyValue | None:
        """Return the value of a setting; None when nothing sets it."""
        entry = self.entry(name)
        return None if entry is None else entry.value

    def known(self) -> dict[str, AnyValue]:
        """Return the settings as what a run knows of `django.conf.settings`."""
        if self.table is None:
            return {}
        return {f"{SETTINGS}.{name}": entries[-1].value for name, entries in self.table.entries.items() if entries}

    def resolved(self, value: AnyValue | None) -> AnyValue | None:
        """Return the setting that a value is read from (`settings.LOGIN_RATE`), or the value itself."""
        if isinstance(value, External) and value.name.startswith((f"{SETTINGS}.", f"{_LAZY}.")):
            return self.get(value.name.rpartition(".")[2]) or value
        if isinstance(value, Member) and isinstance(value.base, External) and value.base.name in {SETTINGS, _LAZY}:
            return self.get(value.name) or value
        return value

    def text(self, name: str) -> str | None:
        """Return a setting that is a string, or one of the strings that it may be."""
        value = self.get(name)
        if value is None:
            return None
        return next((text for member in members(value) if (text := string_of(member)) is not None), None)

    def named(self, name: str) -> tuple[Named, ...]:
        """Return what a list of dotted paths names, in order."""
        entry = self.entry(name)
        return () if entry is None else tuple(self._named(entry.value, entry.site))

    def _named(self, value: AnyValue, site: Site) -> Iterator[Named]:
        for item, certain in each(self.program, value):
            text = string_of(item)
            if text is None:
                continue
            place = item.site if isinstance(item, Constant) and item.site is not None else site
            found = self.program.resolve(text) if "." in text else None
            if found is not None:
                yield Named(text, found, evidence(self.program, text.rpartition(".")[2], place), certain)

    @property
    def middleware(self) -> str:
        """Return the name of the setting that lists the middleware: the old one where only that is set (up to 1.11)."""
        old = self.entry("MIDDLEWARE") is None and self.entry("MIDDLEWARE_CLASSES") is not None
        return "MIDDLEWARE_CLASSES" if old else "MIDDLEWARE"

    # --- Django REST framework

    def rest(self, name: str) -> AnyValue | None:
        """Return an entry of `REST_FRAMEWORK`; None when it is left to the library."""
        return self._rest.get(name) if isinstance(self._rest, DictObject) else None

    def rest_classes(self, name: str) -> tuple[AnyValue, ...] | None:
        """Return the classes that an entry of `REST_FRAMEWORK` lists; None when it is left to the library."""
        value = self.rest(name)
        if value is None:
            return None
        entry = self.entry("REST_FRAMEWORK")
        site = entry.site if entry is not None else Site("", 0)
        found: list[AnyValue] = [named.value for named in self._named(value, site)]
        found.extend(item for item, _ in each(self.program, value) if string_of(item) is None)
        return tuple(found)

    def rest_rates(self) -> Mapping[str, AnyValue]:
        """Return the rates of `DEFAULT_THROTTLE_RATES` by scope."""
        value = self.rest("DEFAULT_THROTTLE_RATES")
        if not isinstance(value, DictObject):
            return {}
        return {key.value: rate for key, rate in value.entries.items() if isinstance(key.value, str)}


def each(program: Program, value: AnyValue) -> Iterator[tuple[AnyValue, bool]]:
    """Yield the items of a list that may be one of several, each with whether it is certainly there."""
    for member in members(value):
        items, _ = program.items(member)
        for item in items:
            for one in members(item):
                yield one, not isinstance(value, Union) and not isinstance(item, Union)
        rest = member.rest if isinstance(member, (ListObject, Tuple)) else None
        for one in members(rest) if rest is not None else ():
            yield one, False


def settings_modules(program: Program) -> Iterator[Settings]:
    """Yield the settings modules of a program, one for each root of routes: what is in force in production first."""
    seen: set[str] = set()
    tables = sorted(django_tables(program), key=lambda table: "prod" not in table.key)
    for table in [table for table in tables if table.production] or tables:
        settings = Settings(program, table)
        root = settings.text("ROOT_URLCONF")
        if root is not None and root not in seen:
            seen.add(root)
            yield settings

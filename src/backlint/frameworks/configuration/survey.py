"""A program as the modules of this package look at it: its calls by name, its settings, and what values are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from backlint.concepts import UNREAD, Fact, Reading
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    External,
    Member,
    Produced,
    Union,
    members,
    string_of,
)
from backlint.findings import Location
from backlint.frameworks.configuration.arguments import (
    NOT_GIVEN,
    Default,
    Given,
    Option,
    entry,
    last_name,
    names_class,
    parse_version,
)
from backlint.frameworks.configuration.django_tables import django_tables
from backlint.frameworks.configuration.readings import incomplete, known, merge
from backlint.frameworks.configuration.settings import Entry, Table, flask_table, is_flask_config
from backlint.frameworks.configuration.starts import Start, runs, starts

_DJANGO_SETTINGS = ("django.conf.settings", "django.conf.LazySettings")
# Calls that give their first argument (or their receiver) back as it is, for what is asked here.
_WRAPPERS = frozenset(
    {
        "builtins.str",
        "builtins.bytes",
        "pydantic.SecretStr",
        "pydantic.SecretBytes",
        "pydantic.types.SecretStr",
        "pydantic.types.SecretBytes",
        "starlette.datastructures.Secret",
        "starlette.datastructures.CommaSeparatedStrings",
        "joserfc.jwk.OctKey.import_key",
        "authlib.jose.OctKey.import_key",
        "jose.jwk.construct",
        "base64.b64encode",
        "base64.urlsafe_b64encode",
        "django.utils.encoding.force_bytes",
        "django.utils.encoding.force_str",
        "django.utils.encoding.smart_bytes",
    }
)
_WRAPPING_METHODS = frozenset({"get_secret_value", "encode", "decode", "strip"})
MAX_UNWRAPPED = 6


class Survey:
    """One look at a program that has been run. What it gathers is gathered once, when it is first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program

    # --- calls

    @cached_property
    def events(self) -> tuple[CallEvent, ...]:
        """Every call into a library, in the order of place."""
        return tuple(self.program.iterate_events())

    @cached_property
    def _by_last_name(self) -> Mapping[str, list[CallEvent]]:
        found: dict[str, list[CallEvent]] = {}
        for event in self.events:
            found.setdefault(last_name(event.callee), []).append(event)
        return found

    @cached_property
    def _given_classes(self) -> tuple[CallEvent, ...]:
        """The calls whose first argument may be a class."""
        return tuple(
            event
            for event in self.events
            if event.arguments.positional
            and not event.callee.startswith("builtins.")
            and any(isinstance(one, (External, ClassObject)) for one in members(event.arguments.positional[0]))
        )

    def calls(self, names: Sequence[str]) -> tuple[CallEvent, ...]:
        """Return the calls of these functions, classes or methods."""
        return self.program.calls(*names)

    def named(self, *methods: str) -> Iterator[CallEvent]:
        """Yield the calls of methods (or functions) of that last name, whatever they belong to."""
        for method in methods:
            yield from self._by_last_name.get(method, ())

    def calls_given(self, names: Sequence[str]) -> Iterator[tuple[CallEvent, Arguments]]:
        """Yield the calls whose first argument is one of these classes, as `add_middleware(CORSMiddleware, …)` has it,
        and what that class is then called with: the other arguments.
        """
        for event in self._given_classes:
            positional = event.arguments.positional
            if names_class(positional[0], names):
                yield event, msgspec.structs.replace(event.arguments, positional=positional[1:])

    # --- arguments

    def given(self, arguments: Arguments, option: Option, distribution: str = "") -> Given:
        """Read one argument of a call, or the library's default where the call certainly does not give it.

        `distribution` is the library's name on the package index, whose pinned version chooses among its defaults.
        """
        value = arguments.get(option.position, option.keyword)
        if value is None and arguments.double_star is not None:
            value = entry(arguments.double_star, option.keyword)
        if value is not None:
            return Given(self.read(value), value)
        if arguments.opaque:
            return NOT_GIVEN
        return Given(self.default(option.defaults, distribution))

    def default(self, defaults: Sequence[Default], distribution: str = "") -> Reading:
        """Return the default in force at the pinned version of a library; unread where that is not known."""
        if not defaults:
            return UNREAD
        if len(defaults) == 1:
            return known(defaults[0].value)
        version = self.version(distribution)
        if version is None:
            return UNREAD
        for default in defaults:
            if version >= parse_version(default.since):
                return known(default.value)
        return UNREAD

    def version(self, distribution: str) -> tuple[int, ...] | None:
        """Return the pinned version of a library as numbers; None where none is pinned."""
        text = self.program.dependencies.get(distribution)
        return parse_version(text) if text else None

    def uses(self, *distributions: str) -> bool:
        """Tell whether the project declares one of these libraries."""
        return any(distribution in self.program.dependencies for distribution in distributions)

    # --- values and settings

    def read(self, value: AnyValue | None) -> Reading:
        """Return what is known of a value, through settings of Flask and Django and through wrappers of secrets."""
        return self._read(value, MAX_UNWRAPPED)

    def _read(self, value: AnyValue | None, depth: int) -> Reading:
        reading = self.program.reading(value)
        if reading.constants or reading.environment or value is None or depth == 0:
            return reading
        if isinstance(value, Union):
            return merge(self._read(member, depth - 1) for member in value.members)
        behind = self.behind(value)
        if not behind:
            return reading
        found = merge(self._read(one.value if isinstance(one, Entry) else one, depth - 1) for one in behind)
        return found if all(not isinstance(one, Entry) or one.certain for one in behind) else incomplete(found)

    def behind(self, value: AnyValue) -> Sequence[AnyValue | Entry]:
        """Return what a value stands for: a setting's entries, or what was wrapped; empty when it stands for itself."""
        if isinstance(value, External) and value.name.rpartition(".")[0] in _DJANGO_SETTINGS:
            return self.django_entries(last_name(value.name))
        if isinstance(value, Member) and isinstance(value.base, External) and value.base.name in _DJANGO_SETTINGS:
            return self.django_entries(value.name)
        if not isinstance(value, Produced):
            return ()
        event = value.call
        method = last_name(event.callee)
        if method in {"__getitem__", "get"} and is_flask_config(self.program, event.receiver):
            name = string_of(event.arguments.get(0))
            return self.flask.in_force(name) if name else ()
        if event.callee in _WRAPPERS and event.arguments.positional:
            return event.arguments.positional[:1]
        if method in _WRAPPING_METHODS and event.receiver is not None:
            return (event.receiver,)
        if method == "getattr" and len(event.arguments.positional) > 1:
            base, name = event.arguments.positional[0], string_of(event.arguments.positional[1])
            if isinstance(base, External) and base.name in _DJANGO_SETTINGS and name:
                return self.django_entries(name) or event.arguments.positional[2:3]
        return ()

    def resolved(self, value: AnyValue | None) -> AnyValue | None:
        """Return a value, or what the setting that it is read from holds where exactly one place sets it."""
        for _ in range(MAX_UNWRAPPED):
            behind = self.behind(value) if value is not None else ()
            if len(behind) != 1:
                break
            one = behind[0]
            value = one.value if isinstance(one, Entry) else one
        return value

    @cached_property
    def flask(self) -> Table:
        """The settings of the Flask applications."""
        return flask_table(self.program)

    @cached_property
    def django(self) -> tuple[Table, ...]:
        """The Django settings, those in force in production first."""
        return django_tables(self.program)

    def django_entries(self, name: str) -> tuple[Entry, ...]:
        """Return the entries of a Django setting in the first table that has it."""
        return next((entries for table in self.django if (entries := table.in_force(name))), ())

    def setting(self, name: str) -> Given | None:
        """Read a setting of Flask; None when nothing sets it."""
        entries = self.flask.in_force(name)
        if not entries:
            return None
        return Given(self.read_entries(entries, complete=self.flask.complete), entries[0].value)

    def read_entries(self, entries: Sequence[Entry], *, complete: bool) -> Reading:
        """Return what is known of a setting by the places that set it; `complete` says that there are no others."""
        reading = merge(self.read(entry.value) for entry in entries)
        certain = any(entry.certain for entry in entries) and complete
        return reading if certain else incomplete(reading)

    # --- places

    def location(self, site: Site) -> Location:
        """Turn a site into a place for a report."""
        return self.program.location(site)

    def production(self, site: Site) -> bool:
        """Tell whether a place belongs to what runs in production: to the application, or to a script that its image runs."""
        return self.program.is_production(site.path) or self._is_run(site.path)

    @cached_property
    def starts(self) -> tuple[Start, ...]:
        """The commands that start the program, or run a script of it."""
        return tuple(starts(self.program.documents()))

    def _is_run(self, path: str) -> bool:
        return any(runs(start, path) for start in self.starts)


Facts = Callable[[Survey], Iterator[Fact]]
"""What each module of this package offers as `FACTS`: from a survey to what the program says of one topic."""

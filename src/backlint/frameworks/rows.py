"""Short ways to write rows that differ in nothing but their name."""

from __future__ import annotations

from collections.abc import Iterable

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import Mark, Propagator, Sanitizer, Sink, Source

NOTHING: frozenset[SinkKind] = frozenset()
METACHARACTERS = frozenset(
    {
        *(SinkKind.SQL, SinkKind.COMMAND, SinkKind.HTML, SinkKind.PATH, SinkKind.HEADER, SinkKind.LOG, SinkKind.LDAP),
        *(SinkKind.XPATH, SinkKind.REDIRECT, SinkKind.CODE, SinkKind.TEMPLATE),
    }
)
"""The kinds of sink that text without punctuation cannot harm."""


def methods(owner: str, *names: str) -> tuple[str, ...]:
    """Return the dotted names of a class's or module's members; each of `names` may hold several, with spaces."""
    return tuple(f"{owner}.{name}" for group in names for name in group.split())


def sources(
    kinds: SourceKind | tuple[SourceKind, ...],
    yields: str,
    *names: str,
    confidence: str = "high",
    called: bool = False,
) -> tuple[Source, ...]:
    """Make one source of each name; the fields are those of `Source`."""
    kinds = (kinds,) if isinstance(kinds, SourceKind) else kinds
    return tuple(Source(name, kinds, yields, confidence, called) for name in names)


def sinks(  # noqa: PLR0913 -- the fields of a row
    kind: SinkKind,
    arguments: str,
    *names: str,
    shape: str = "text",
    confidence: str = "high",
    rule: str = "",
    unless: tuple[tuple[str, object], ...] = (),
    when: tuple[tuple[str, object], ...] = (),
    versions: str = "",
) -> tuple[Sink, ...]:
    """Make one sink of each name; `arguments` are its selectors, separated by spaces."""
    selectors = tuple(arguments.split())
    return tuple(Sink(name, kind, selectors, shape, confidence, rule, unless, when, versions) for name in names)


def sanitizers(neutralizes: Iterable[SinkKind], arguments: str, *names: str) -> tuple[Sanitizer, ...]:
    """Make one sanitizer of each name; `arguments` are its selectors, separated by spaces."""
    kinds = frozenset(neutralizes)
    return tuple(Sanitizer(name, kinds, tuple(arguments.split())) for name in names)


def propagators(
    origins: str,
    *names: str,
    to: str = "return",
    kills: Iterable[SinkKind] = NOTHING,
    revives: Iterable[SinkKind] = NOTHING,
) -> tuple[Propagator, ...]:
    """Make one propagator of each name; `origins` are its selectors, separated by spaces."""
    selectors = tuple(origins.split())
    return tuple(Propagator(name, selectors, to, frozenset(kills), frozenset(revives)) for name in names)


def marks(word: str, *names: str) -> tuple[Mark, ...]:
    """Mark each name with a word."""
    return tuple(Mark(name, word) for name in names)


def returning(type_name: str, *names: str) -> dict[str, str]:
    """Say that each name gives an instance of one class."""
    return dict.fromkeys(names, type_name)


def children(parent: str | tuple[str, ...], *names: str) -> dict[str, tuple[str, ...]]:
    """Say that each class has one nearest base (or these)."""
    return dict.fromkeys(names, (parent,) if isinstance(parent, str) else parent)

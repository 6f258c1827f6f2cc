"""Where data comes from, and what it has been made safe for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from backlint.concepts import SinkKind, SourceKind


class Site(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """A place in the program: a file's path, a packed region (`facts.model.pack_region`), the enclosing scope."""

    path: str
    at: int
    scope: str = ""


class Origin(msgspec.Struct, frozen=True, cache_hash=True):
    """One source: what kinds of data it gives, what to call it for people, where it is read.

    `name` is the parameter's, key's or environment variable's own name where it has one. `confidence` is `high`,
    `medium` or `low`.
    """

    kinds: frozenset[SourceKind]
    text: str
    site: Site
    name: str = ""
    confidence: str = "high"


class Symbol(msgspec.Struct, frozen=True, cache_hash=True):
    """Stands for the taints of an argument while a call is run once for all of its callers.

    `part` is the key or field under which a part of the argument was read last, at `site`; "" for the whole of it.
    """

    number: int
    part: str = ""
    site: Site | None = None


class Taint(msgspec.Struct, frozen=True, cache_hash=True):
    """A source that flows into a value, and the kinds of sink that it can no longer harm.

    `weak` is set when it came through something that the models do not know, which lowers the precision.
    """

    origin: Origin | Symbol
    safe: frozenset[SinkKind] = frozenset()
    weak: bool = False


Taints = frozenset[Taint]
CLEAN: Taints = frozenset()
EVERY_SINK: frozenset[SinkKind] = frozenset(SinkKind)
NUMERIC: frozenset[SinkKind] = frozenset({SinkKind.AMOUNT, SinkKind.RESOURCE})
"""Kinds of sink that a number harms as well: by its size, or by being negative."""
TEXTUAL: frozenset[SinkKind] = EVERY_SINK - NUMERIC
"""Kinds of sink that no number harms."""


@lru_cache(maxsize=1 << 12)
def safe_for(safe: frozenset[SinkKind], kinds: frozenset[SinkKind]) -> frozenset[SinkKind]:
    """Return the kinds of both sets: always the same object, as a program has many taints and few of these sets."""
    every = safe | kinds
    return EVERY_SINK if every == EVERY_SINK else _KINDS.setdefault(every, every)


_KINDS: dict[frozenset[SinkKind], frozenset[SinkKind]] = {}


@lru_cache(maxsize=1 << 17)
def taint_of(origin: Origin | Symbol, safe: frozenset[SinkKind], weak: bool) -> Taint:
    """Return the taint with these fields, the same object each time."""
    return Taint(origin, safe, weak)


# The same few sets are made again and again, and some hold hundreds of taints. Answers are kept, which also keeps equal
# sets the same object, so that comparing them is quick.
_KEPT = 1 << 15
_SETS = 1 << 17
"""Equal sets are kept once, as long as there are no more of them: paperless-ngx (119,000 lines) has half as many."""


@lru_cache(maxsize=_SETS)
def alike(taints: Taints) -> Taints:
    """Return a set that is equal to this one, the same object each time."""
    return taints


def both(one: Taints, other: Taints) -> Taints:
    """Return the taints of two sets; one of these where it is all there is, since Python would make another each time."""
    if not other or one is other:
        return one
    return alike(one | other) if one else other


@lru_cache(maxsize=_KEPT)
def unite(*sets: Taints) -> Taints:
    """Return the taints of all of these sets; one that can do no harm that another of its source cannot is left out."""
    every = CLEAN.union(*sets)
    by_source: dict[Origin | Symbol, list[Taint]] = {}
    for taint in every:
        by_source.setdefault(taint.origin, []).append(taint)
    if len(by_source) == len(every):
        return alike(every)
    return alike(
        frozenset(taint for several in by_source.values() for taint in several if not _is_covered(taint, several))
    )


def _is_covered(taint: Taint, several: Iterable[Taint]) -> bool:
    return any(
        other is not taint and other.safe <= taint.safe and (taint.weak or not other.weak) and other != taint
        for other in several
    )


@lru_cache(maxsize=_KEPT)
def neutralize(taints: Taints, kinds: frozenset[SinkKind]) -> Taints:
    """Return the taints made safe for `kinds`; one that is safe for every kind of sink is kept, so that what it
    once came from (a credential, a session) can still be told in a condition.
    """
    if not taints:
        return taints
    return alike(frozenset(taint_of(t.origin, safe_for(t.safe, kinds), t.weak) for t in taints))


@lru_cache(maxsize=_KEPT)
def weaken(taints: Taints) -> Taints:
    """Return the taints as they are after something unknown passed them on."""
    if not taints:
        return taints
    return alike(frozenset(t if t.weak else taint_of(t.origin, t.safe, True) for t in taints))


def is_neutral(taint: Taint) -> bool:
    """Tell whether data can harm nothing any more but by being too large or too small a number."""
    return taint.safe >= TEXTUAL


def in_order(taints: Iterable[Taint]) -> list[Taint]:
    """Return the taints in the order of their places, for whoever must choose one: a set has no order to rely on."""
    return sorted(taints, key=rank)


def rank(taint: Taint) -> tuple[object, ...]:
    """Return a key by which taints are ordered: their places first."""
    origin = taint.origin
    if isinstance(origin, Symbol):
        place: tuple[object, ...] = (1, origin.number, origin.part, *((origin.site,) if origin.site else ()))
    else:
        place = (0, origin.site, origin.text, origin.name, origin.confidence, sorted(origin.kinds))
    return (*place, taint.weak, sorted(taint.safe))


def kinds_of(taints: Iterable[Taint]) -> frozenset[SourceKind]:
    """Return the kinds of every source in the taints (a symbol has none yet)."""
    found: set[SourceKind] = set()
    for taint in taints:
        if isinstance(taint.origin, Origin):
            found |= taint.origin.kinds
    return frozenset(found)

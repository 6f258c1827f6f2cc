"""What a proxy's configuration says: sites, the ways on which they pass requests on, and what each of them adds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Something said in a configuration: by which directive (`nginx limit_req`), as which text, and where."""

    by: str
    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What a site does with the addresses that begin with `start` (`kind` `prefix`), that are it (`exact`) or that its
    expression finds (`regex`).

    `passes` tells that it hands them to another server, to which they begin with `inner` instead (None: as they came).
    `headers` are those that it adds to answers, by their names in lower case; `limits` the requests that it lets through
    for each client, with the rate a minute where it is known; `body` the greatest size of a request, "0" for any; `guard` is
    what asks who is calling before anything is passed on.
    """

    start: str
    kind: str = "prefix"
    passes: bool = True
    inner: str | None = None
    headers: tuple[tuple[str, Said], ...] = ()
    limits: tuple[tuple[float | None, Said], ...] = ()
    body: Said | None = None
    guard: Said | None = None

    def matches(self, path: str) -> int:
        """Return how well an address fits, 0 for not at all: the longest beginning wins, an expression over it."""
        if self.kind == "exact":
            return 1_000_000 if path == self.start else 0
        if self.kind == "regex":
            try:
                return 500_000 if re.search(self.start, path) else 0
            except re.error:
                return 0
        return 1 + len(self.start) if path.startswith(self.start) else 0

    def outer(self, path: str) -> str | None:
        """Return the address under which a caller asks for what the application knows as `path`; None where he cannot."""
        if self.inner is None:
            return path
        return self.start + path[len(self.inner) :] if path.startswith(self.inner) else None


@dataclass(frozen=True, slots=True)
class Site:
    """One site of a configuration file, with its ways."""

    path: str
    line: int
    ways: tuple[Way, ...]

    def ways_of(self, path: str) -> tuple[Way, ...]:
        """Return the ways on which the site hands on requests for what the application knows as `path`: several where the
        beginning of an address is replaced.
        """
        found = []
        for way in self.ways:
            outer = way.outer(path) if way.passes else None
            if outer is not None and way.matches(outer) and best(self.ways, outer) is way:
                found.append(way)
        return tuple(found)


def best(ways: Iterable[Way], path: str) -> Way | None:
    """Return the way that fits an address best; of several that fit as well one that passes on, then the first."""
    fitting = [(way.matches(path), way.passes, -number, way) for number, way in enumerate(ways)]
    found = max((one for one in fitting if one[0]), key=lambda one: one[:3], default=None)
    return found[3] if found is not None else None

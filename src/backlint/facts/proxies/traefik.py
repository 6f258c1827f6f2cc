"""Traefik: middlewares and the routers that use them, from labels of compose files and from its own YAML (version 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from backlint.facts.entries import Entry, Unreadable
from backlint.facts.entries_yaml import read_yaml
from backlint.facts.proxies.model import Said, Site, Way

_OPTION = re.compile(r"(?:.*\.)?http\.middlewares\.([\w-]+)\.(.+)", re.IGNORECASE)
_USE = re.compile(r"(?:.*\.)?http\.routers\.([\w-]+)\.middlewares(?:\.\d+)?", re.IGNORECASE)
_HEADERS = {
    "stsseconds": "strict-transport-security",
    "contenttypenosniff": "x-content-type-options",
    "framedeny": "x-frame-options",
    "customframeoptionsvalue": "x-frame-options",
    "contentsecuritypolicy": "content-security-policy",
    "referrerpolicy": "referrer-policy",
    "permissionspolicy": "permissions-policy",
}
_CUSTOM = re.compile(r"headers\.customresponseheaders\.([\w-]+)")
_PERIOD = re.compile(r"([0-9]{1,9})(s|m|h)?")
_COUNT = re.compile(r"[0-9]{1,9}")
_MINUTES = {"s": 1 / 60.0, "m": 1.0, "h": 60.0, None: 1 / 60.0}
_ASKS = ("basicauth.users", "digestauth.users", "forwardauth.address")
_OWN = re.compile(r"traefik|dashboard|api[-_]?internal", re.IGNORECASE)
"""Names of routers to the pages of the proxy itself."""
_OFF = frozenset({"false", "0", ""})


def sites(texts: Mapping[str, str]) -> Iterator[Site]:
    """Yield one site for each file with routers that use middlewares which are described in the project."""
    entries = {path: _entries(text) for path, text in texts.items() if "middlewares" in text.lower()}
    described: dict[str, dict[str, tuple[str, str, int]]] = {}
    for path, each in entries.items():
        for entry in each:
            found = _OPTION.fullmatch(entry.key)
            if found is not None:
                described.setdefault(found[1].lower(), {})[found[2].lower()] = (entry.value, path, entry.line)
    for path, each in entries.items():
        used: dict[str, list[str]] = {}
        lines: dict[str, int] = {}
        for entry in each:
            found = _USE.fullmatch(entry.key)
            if found is not None:
                several = (name.strip().partition("@")[0].lower() for name in entry.value.split(","))
                used.setdefault(found[1], []).extend(several)
                lines.setdefault(found[1], entry.line)
        for router, names in used.items():
            options = [described[name] for name in names if name in described]
            # What guards the proxy's own pages says nothing of what is behind it.
            if options and not _OWN.search(router):
                yield Site(path, lines[router], (_way(options),))


def _entries(text: str) -> tuple[Entry, ...]:
    try:
        return tuple(read_yaml(text))
    except Unreadable:
        # That a file cannot be read is told where it is read for its own sake.
        return ()


def _way(middlewares: Iterable[Mapping[str, tuple[str, str, int]]]) -> Way:
    headers: list[tuple[str, Said]] = []
    limits: list[tuple[float | None, Said]] = []
    body: Said | None = None
    guard: Said | None = None
    for options in middlewares:
        for name, (value, path, line) in options.items():
            custom = _CUSTOM.fullmatch(name)
            header = custom[1] if custom else _HEADERS.get(name.removeprefix("headers."), "")
            if header and value.lower() not in _OFF:
                headers.append((header, Said("Traefik headers", value, path, line)))
            elif name.startswith(_ASKS):
                guard = Said(f"Traefik {name.partition('.')[0]}", "", path, line)
            elif name == "buffering.maxrequestbodybytes":
                body = Said("Traefik buffering", value, path, line)
        if "ratelimit.average" in options:
            average, path, line = options["ratelimit.average"]
            period = _PERIOD.fullmatch(options.get("ratelimit.period", ("1s", "", 0))[0])
            length = int(period[1]) * _MINUTES[period[2]] if period else 0
            rate = int(average) / length if _COUNT.fullmatch(average) and length else None
            limits.append(
                (rate, Said("Traefik rateLimit", f"{average} each {period[0] if period else '?'}", path, line))
            )
    return Way(start="/", headers=tuple(headers), limits=tuple(limits), body=body, guard=guard)

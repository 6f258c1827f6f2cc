"""The ingress of Kubernetes, as ingress-nginx reads its annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backlint.facts.entries import Entry, Unreadable
from backlint.facts.entries_yaml import read_yaml
from backlint.facts.proxies.model import Said, Site, Way

_ANNOTATION = re.compile(r"(?:.*\.)?nginx\.ingress\.kubernetes\.io/([\w-]+)")
_RATES = {"limit-rpm": 1.0, "limit-rps": 60.0}
_ASKS = frozenset({"auth-url", "auth-type"})
_SNIPPETS = frozenset({"configuration-snippet", "server-snippet"})
_HEADER = re.compile(r"""(?:add_header\s+["']?([\w-]+)["']?\s+|more_set_headers\s+["']([\w-]+)\s*:\s*)""")
_DEFAULT_BODY = "1m"
_BY = "ingress-nginx"


_COUNT = re.compile(r"[0-9]{1,9}")


def sites(texts: Mapping[str, str]) -> Iterator[Site]:
    """Yield the ingresses of YAML files whose annotations speak to ingress-nginx."""
    for path, text in texts.items():
        if "nginx.ingress.kubernetes.io/" not in text:
            continue
        try:
            entries = tuple(read_yaml(text))
        except Unreadable:
            # That a file cannot be read is told where it is read for its own sake.
            continue
        told = [(found[1], entry) for entry in entries if (found := _ANNOTATION.fullmatch(entry.key))]
        if told:
            yield Site(path, told[0][1].line, (_way(path, told),))


def _way(path: str, told: list[tuple[str, Entry]]) -> Way:
    headers = []
    limits: list[tuple[float | None, Said]] = []
    body = Said(f"{_BY} proxy-body-size", _DEFAULT_BODY, path, told[0][1].line)
    guard = None
    for name, entry in told:
        if name in _RATES:
            rate = float(entry.value) * _RATES[name] if _COUNT.fullmatch(entry.value) else None
            limits.append((rate, Said(f"{_BY} {name}", entry.value, path, entry.line)))
        elif name == "proxy-body-size":
            body = Said(f"{_BY} {name}", entry.value, path, entry.line)
        elif name in _ASKS and entry.value:
            guard = Said(f"{_BY} {name}", "", path, entry.line)
        elif name in _SNIPPETS:
            for found in _HEADER.finditer(entry.value):
                line = entry.line + entry.value.count("\n", 0, found.start())
                headers.append(((found[1] or found[2]).lower(), Said(f"{_BY} {name}", "", path, line)))
    return Way(start="/", headers=tuple(headers), limits=tuple(limits), body=body, guard=guard)

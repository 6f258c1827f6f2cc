"""Caddy: the sites of a Caddyfile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backlint.facts.proxies.model import Said, Site, Way

_WORD = re.compile(r'"((?:\\.|[^"\\])*)"|`([^`]*)`|(\S+)')
_EVERYTHING = frozenset({"*", "/*", "/"})
_MAX_DEPTH = 20
_MAX_LINES = 20_000
"""Lines of one site with all that it imports; snippets that import others double them quickly."""
_ASKS = frozenset({"basicauth", "basic_auth", "forward_auth"})
_GROUPS = frozenset({"handle", "handle_path", "route"})
_WINDOWS = {"s": 60.0, "m": 1.0, "h": 1 / 60.0}
_WINDOW = re.compile(r"([0-9]{1,9})([smh])")
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(slots=True)
class _Line:
    """A line of words, with those of the block that it opens."""

    words: tuple[str, ...]
    number: int
    block: list[_Line] = field(default_factory=list)


@dataclass(slots=True)
class _Held:
    """What holds for all that a block passes on."""

    headers: dict[str, Said] = field(default_factory=dict)
    limits: list[tuple[float | None, Said]] = field(default_factory=list)
    body: Said | None = None
    guard: Said | None = None

    def copy(self) -> _Held:
        return _Held(dict(self.headers), list(self.limits), self.body, self.guard)


def sites(path: str, text: str) -> Iterator[Site]:
    """Yield the sites of a Caddyfile that pass requests on."""
    top = _parse(text)
    snippets = {line.words[0].strip("()"): line.block for line in top if line.words and line.words[0].startswith("(")}
    for site in top:
        if site.words and not site.words[0].startswith("("):
            ways = tuple(_ways(path, _Expansion(snippets).of(site.block, frozenset()), _Held(), "/"))
            if ways:
                yield Site(path, site.number, ways)


def _parse(text: str) -> list[_Line]:
    root: list[_Line] = []
    stack = [root]
    for number, raw in enumerate(text.splitlines(), 1):
        words = tuple(
            next(part for part in match.groups() if part is not None)
            for match in _WORD.finditer(re.sub(r"(?:^|\s)#.*", "", raw))
        )
        opens = bool(words) and words[-1] == "{"
        if words == ("}",):
            if len(stack) > 1:
                stack.pop()
            continue
        if not words:
            continue
        # A brace alone opens a block without a name; that of the file's own settings stands there.
        line = _Line((words[:-1] or ("",)) if opens else words, number)
        stack[-1].append(line)
        if opens and len(stack) < _MAX_DEPTH:
            stack.append(line.block)
    return root


class _Expansion:
    """The expansion of one site."""

    def __init__(self, snippets: dict[str, list[_Line]]) -> None:
        self._snippets = snippets
        self._lines = 0

    def of(self, block: Sequence[_Line], around: frozenset[str]) -> list[_Line]:
        """Return the lines of a block with snippets in the place of their imports; `around` are those it stands in."""
        found: list[_Line] = []
        for line in block:
            self._lines += 1
            if line.words[0] == "import" and len(line.words) > 1:
                name = line.words[1]
                if name not in around and len(around) < _MAX_DEPTH and self._lines < _MAX_LINES:
                    found.extend(self.of(self._snippets.get(name, ()), around | {name}))
            else:
                found.append(_Line(line.words, line.number, self.of(line.block, around)))
        return found


def _ways(path: str, block: Sequence[_Line], around: _Held, start: str) -> Iterator[Way]:
    """Yield the ways of a block; the order of its lines makes no difference, Caddy has its own."""
    held = around.copy()
    for line in block:
        _note(path, line, held)
    for line in block:
        matcher = line.words[1] if len(line.words) > 1 else ""
        own = matcher.rstrip("*") if matcher.startswith("/") else start
        if line.words[0] == "reverse_proxy" or line.words[0] == "php_fastcgi":
            yield Way(
                start=own,
                headers=tuple(held.headers.items()),
                limits=tuple(held.limits),
                body=held.body,
                guard=held.guard,
            )
        elif line.words[0] in _GROUPS:
            yield from _ways(path, line.block, held, own)


def _note(path: str, line: _Line, held: _Held) -> None:
    """Take what a line says of all requests; what it says of some of them only is left out."""
    name, arguments = line.words[0], line.words[1:]
    if name == "header":
        if arguments and arguments[0].startswith(("/", "*", "@")):
            if arguments[0] not in _EVERYTHING:
                return
            arguments = arguments[1:]
        lines = [(arguments, line.number), *((inner.words, inner.number) for inner in line.block)]
        for words, number in lines:
            if len(words) > 1 and not words[0].startswith("-"):
                said = Said("Caddy header", words[1], path, number)
                held.headers[words[0].lstrip("+?>").lower()] = said
    elif name == "request_body":
        sizes = [inner for inner in line.block if inner.words[0] == "max_size" and len(inner.words) > 1]
        if sizes:
            held.body = Said("Caddy request_body", sizes[0].words[1], path, sizes[0].number)
    elif name in _ASKS:
        if not (arguments and arguments[0].startswith(("/", "@")) and arguments[0] not in _EVERYTHING):
            held.guard = Said(f"Caddy {name}", "", path, line.number)
    elif name == "rate_limit":
        for zone in [one for one in line.block if one.words[0] == "zone"] or [line]:
            held.limits.append((_rate(zone.block), Said("Caddy rate_limit", "", path, zone.number)))


def _rate(zone: Sequence[_Line]) -> float | None:
    said = {line.words[0]: line.words[1] for line in zone if len(line.words) > 1}
    window = _WINDOW.fullmatch(said.get("window", ""))
    events = said.get("events", "")
    return (
        int(events) * _WINDOWS[window[2]] / int(window[1])
        if _COUNT.fullmatch(events) and window and int(window[1])
        else None
    )

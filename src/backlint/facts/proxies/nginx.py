"""nginx: the servers of a configuration file, and their locations.

What a level says of `add_header` or `limit_req` replaces all that the level around it says (nginx 1.27, its documentation of
both modules); `client_max_body_size` is 1 MB where nothing says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from backlint.facts.proxies.model import Said, Site, Way

_TOKEN = re.compile(r"""\s+|\#[^\n]*|(?P<mark>[{};])|"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'
    |(?P<word>(?:\$\{\w+\}|\{\{.*?\}\}|\\.|[^\s{};"'\\])+)|.""", re.VERBOSE | re.DOTALL)  # fmt: skip
_PASSES = frozenset({"proxy_pass", "uwsgi_pass", "fastcgi_pass", "scgi_pass", "grpc_pass"})
_ASKS = frozenset({"auth_basic", "auth_request", "auth_jwt"})
_DEFAULT_BODY = "1m"
_MAX_DEPTH = 30
_MAX_INCLUDED = 200
_RATE = re.compile(r"rate=([0-9]{1,9})r/([sm])")


@dataclass(slots=True)
class Directive:
    """A directive with its arguments, and what stands in its block; None where it has none."""

    name: str
    arguments: tuple[str, ...]
    path: str
    line: int
    block: list[Directive] | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """What holds at one level, that of the levels around it included."""

    headers: tuple[tuple[str, Said], ...] = ()
    limits: tuple[Directive, ...] = ()
    body: Said | None = None
    guard: Said | None = None


@dataclass(slots=True)
class _Files:
    """The files of a project that an `include` may name, and the rates of `limit_req_zone` by zone."""

    texts: Mapping[str, str]
    rates: dict[str, tuple[float | None, Said]] = field(default_factory=dict)
    included: int = 0


def sites(path: str, text: str, texts: Mapping[str, str]) -> Iterator[Site]:
    """Yield the servers of a file; one that holds only locations, for others to include, is no site."""
    files = _Files(texts)
    top = _with_included(_parse(path, text), files, 0)
    for zone in _all(top, "limit_req_zone"):
        _note_zone(zone, files)
    outer = _level(_Level(), _inside(top, "http"))
    for server in _all(top, "server"):
        if server.block is not None:
            level = _level(outer, server.block)
            ways = tuple(_ways(server.block, level, files))
            passed = next((one for one in server.block if one.name in _PASSES), None)
            if passed is not None:
                # A server that passes everything on without any location.
                ways = (*ways, _made("/", "prefix", None, level, files, passed))
            if any(way.passes for way in ways):
                yield Site(path, server.line, ways)


def _parse(path: str, text: str) -> list[Directive]:
    """Return the directives of a text; what is no nginx gives what can be read of it, most often nothing."""
    root: list[Directive] = []
    stack = [root]
    words: list[str] = []
    line = began = 1
    for token in _TOKEN.finditer(text):
        mark = token["mark"]
        word = next((token[name] for name in ("double", "single", "word") if token[name] is not None), None)
        if word is not None:
            began = line if not words else began
            words.append(word)
        elif mark == "}":
            words.clear()
            if len(stack) > 1:
                stack.pop()
        elif mark is not None and words:
            directive = Directive(words[0], tuple(words[1:]), path, began)
            stack[-1].append(directive)
            words.clear()
            if mark == "{" and len(stack) < _MAX_DEPTH:
                directive.block = []
                stack.append(directive.block)
        line += token[0].count("\n")
    return root


def _with_included(directives: Sequence[Directive], files: _Files, depth: int) -> list[Directive]:
    """Return directives with those of the project's files that they include in their place."""
    found: list[Directive] = []
    for one in directives:
        if one.name == "include" and one.arguments and depth < _MAX_DEPTH:
            found.extend(_included(one, files, depth))
            continue
        if one.block is not None:
            one.block = _with_included(one.block, files, depth + 1)
        found.append(one)
    return found


def _included(one: Directive, files: _Files, depth: int) -> list[Directive]:
    name = one.arguments[0].lstrip("./").rpartition("/")[2]
    named = [path for path in files.texts if path != one.path and path.rpartition("/")[2] in {name, f"{name}.template"}]
    if not name or "*" in name or len(named) != 1 or files.included > _MAX_INCLUDED:
        return []
    files.included += 1
    return _with_included(_parse(named[0], files.texts[named[0]]), files, depth + 1)


def _all(directives: Sequence[Directive], name: str) -> Iterator[Directive]:
    for one in directives:
        if one.name == name:
            yield one
        if one.block is not None:
            yield from _all(one.block, name)


def _inside(top: Sequence[Directive], name: str) -> Sequence[Directive]:
    """Return what stands in the block of that name; a file that is included there has none."""
    return next((one.block for one in top if one.name == name and one.block is not None), top)


def _note_zone(zone: Directive, files: _Files) -> None:
    name = next((word[5:].partition(":")[0] for word in zone.arguments if word.startswith("zone=")), "")
    rate = next((found for word in zone.arguments if (found := _RATE.fullmatch(word))), None)
    a_minute = None if rate is None else int(rate[1]) * (60.0 if rate[2] == "s" else 1.0)
    text = rate[0].removeprefix("rate=") if rate is not None else ""
    files.rates[name] = (a_minute, Said("nginx limit_req", text, zone.path, zone.line))


def _level(outer: _Level, directives: Sequence[Directive]) -> _Level:
    headers = []
    for one in directives:
        if one.name in {"add_header", "more_set_headers"} and one.arguments:
            name, _, value = one.arguments[0].partition(":") if one.name != "add_header" else (one.arguments[0], "", "")
            said = (value or " ".join(one.arguments[1:2])).strip()
            headers.append((name.strip().lower(), Said(f"nginx {one.name}", said, one.path, one.line)))
    limits = tuple(one for one in directives if one.name == "limit_req")
    sizes = [one for one in directives if one.name == "client_max_body_size" and one.arguments]
    body = Said("nginx client_max_body_size", sizes[-1].arguments[0], sizes[-1].path, sizes[-1].line) if sizes else None
    return _Level(
        tuple(headers) or outer.headers, limits or outer.limits, body or outer.body, _guard(outer.guard, directives)
    )


def _guard(outer: Said | None, directives: Sequence[Directive]) -> Said | None:
    """Return what asks who is calling at a level; it may be switched off again inside of it."""
    asks = [one for one in directives if one.name in _ASKS and one.arguments]
    if not asks:
        return outer
    on = next((one for one in asks if one.arguments[0] != "off"), None)
    return None if on is None else Said(f"nginx {on.name}", "", on.path, on.line)


def _ways(block: Sequence[Directive], level: _Level, files: _Files) -> Iterator[Way]:
    for one in block:
        if one.name == "location" and one.block is not None and one.arguments:
            inside = _level(level, one.block)
            yield _way(one, one.block, inside, files)
            yield from _ways(one.block, inside, files)


def _way(location: Directive, block: Sequence[Directive], level: _Level, files: _Files) -> Way:
    modifier, start = ("", location.arguments[-1]) if len(location.arguments) < 2 else location.arguments[:2]
    kind = "exact" if modifier == "=" else "regex" if modifier.startswith("~") else "prefix"
    passed = next((one for one in _deep(block) if one.name in _PASSES and one.arguments), None)
    if passed is None:
        return Way(start=start, kind=kind, passes=False)
    if start.startswith("@"):
        # Where all goes that is not there as a file.
        start, kind = "/", "prefix"
    inner = None
    if passed.name == "proxy_pass" and kind == "prefix" and "$" not in passed.arguments[0]:
        inner = _path(passed.arguments[0])
    return _made(start, kind, inner if inner != start else None, level, files, passed)


def _path(address: str) -> str | None:
    """Return the path of an address; None where it has none, or is no address."""
    try:
        return urlsplit(address).path or None
    except ValueError:
        return None


def _deep(block: Sequence[Directive]) -> Iterator[Directive]:
    """Yield the directives of a location, those under its conditions included; other locations are ways of their own."""
    for one in block:
        yield one
        if one.block is not None and one.name != "location":
            yield from _deep(one.block)


def _made(start: str, kind: str, inner: str | None, level: _Level, files: _Files, place: Directive) -> Way:
    limits = []
    for one in level.limits:
        zone = next((word[5:] for word in one.arguments if word.startswith("zone=")), "")
        rate, said = files.rates.get(zone, (None, Said("nginx limit_req", "", one.path, one.line)))
        limits.append((rate, Said(said.by, said.text, one.path, one.line)))
    body = level.body or Said("nginx client_max_body_size", _DEFAULT_BODY, place.path, place.line)
    return Way(
        start=start,
        kind=kind,
        inner=inner,
        headers=level.headers,
        limits=tuple(limits),
        body=body,
        guard=level.guard,
    )

"""How little of a secret is shown, and what looks like a secret by itself, whatever was found there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from backlint.formats import FormatSearch, lowered
from backlint.placeholder import is_reference
from backlint.rule import SecretQuery
from backlint.secrecy import is_random, purpose_of

HIDDEN = "•"


def redact(secret: str) -> str:
    """Return a secret as it may be shown: at most four characters and at most a quarter, the others as dots.

    Length and line breaks stay, so that columns keep their meaning.
    """
    kept = min(4, len(secret) // 4)
    return secret[:kept] + "".join(character if character in "\r\n" else HIDDEN for character in secret[kept:])


# Each of these takes time in proportion to the text: names begin where no name goes on, and everything is bounded.
_NAME = r"(?<![\w-])(?P<name>[A-Za-z_][\w-]{0,80})"

# `PASSWORD = "…"`, `password="…"`, `"password": "…"`, `PASSWORD: str = "…"`; and `PASSWORD=…` where no quotes are needed.
_QUOTED = re.compile(
    rf"""{_NAME}\\?["']?\]?\s{{0,40}}(?::\s{{0,40}}[A-Za-z_][\w.]{{0,40}}(?:\[[\w., |]{{0,60}}\])?(?:\s?\|\s?[\w.]{{1,40}}){{0,3}})?\s{{0,40}}[=:]=?\s{{0,40}}\(?\s{{0,40}}"""
    r"""[rbufRBUF]{0,2}\\?(?P<quote>["'])(?P<value>(?:(?!(?P=quote))[^\\\r\n]|\\.){1,4000})"""
)
# `"a" + "b"`: the texts that are joined to such a one.
_JOINED = re.compile(
    r"""(?P<quote>["'])\s{0,40}(?:\\\s{0,40}|\+\s{0,40})?[rbufRBUF]{0,2}(?P<next>["'])"""
    r"""(?P<value>(?:(?!(?P=next))[^\\\r\n]|\\.){1,4000})"""
)
_UNQUOTED = re.compile(
    r"""^[ \t]*(?:export[ \t]+|-[ \t]+)?(?P<name>[A-Za-z_][\w.-]{0,80})[ \t]*[=:][ \t]*(?P<value>[^\s"'#][^\s#]*)""",
    re.MULTILINE,
)
# `token=…` anywhere: what is no name or call of a program is the value itself.
_INLINE = re.compile(r"""(?<![\w-])(?P<name>[A-Za-z_][\w-]{0,80})=(?P<value>[^\s"'`#(){}\[\]<>,;&]{4,400})""")
_NAMES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_ELEMENT = re.compile(r"<(?P<name>[A-Za-z][\w.-]{0,80})>(?P<value>[^<>\r\n]{4,200})</")

_PLAIN = (
    # An address with a password, whoever it is for.
    (("://",), re.compile(r"://[^\s:/?#@\"'`<>\\]{0,100}:(?P<value>[^\s/?#@\"'`<>\\]{1,200})@")),
    # The header of a request: `Authorization: Basic …`.
    (
        ("bearer", "basic", "authorization"),
        re.compile(
            r"(?i)(?:\bauthorization[\"']?\s{0,9}[:=,]\s{0,9}[\"']?(?:[A-Za-z]{3,20}\s{1,9})?|\b(?:bearer|basic)\s{1,9})"
            r"(?P<value>[A-Za-z0-9._~+/=-]{8,4000})"
        ),
    ),
    # What programs are given on their command line.
    (
        ("--pass", "--token", "--secret", "--api", "--auth", "sshpass"),
        re.compile(
            r"(?:--(?:[a-z]{1,20}-)?(?:password|passwd|pass|token|secret|api-?key|auth)[= ]|\bsshpass\s{1,9}-p\s{0,9})"
            r"[\"']?(?P<value>[^\s\"']{3,400})"
        ),
    ),
    (("curl", "wget", "http"), re.compile(r"\s(?:-u|--user)[= ]?[\"']?[^\s:\"']{1,100}:(?P<value>[^\s\"']{1,200})")),
    (("mysql", "mariadb"), re.compile(r"\b(?:mysql|mariadb)[\w-]{0,20}\s[^\r\n]{0,200}?\s-p[\"']?(?P<value>[^\s\"']{3,200})")),
    # The body of a key, one that is encrypted as well.
    (
        ("private key",),
        re.compile(r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?P<value>[^-]{20,20000})"),
    ),
)  # fmt: skip


def hidden(text: str, *, python: bool = True, formats: bool = True) -> str:
    """Hide what looks like a secret by itself, though no finding says that it is one.

    A rule may not have been selected, or its finding not be shown; the line of another finding must not give away what
    it would have found. That is every known format, every text given to a name that announces a secret, and what stands
    where programs take one. Without `python`, texts need no quotes; without `formats`, these are not asked for.
    """
    return over(text, spans_of(text, python=python, formats=formats))


def spans_of(text: str, *, python: bool = True, formats: bool = True) -> Iterator[tuple[int, int]]:
    """Yield the offsets of what `hidden` hides."""
    if len(text) < 4:
        return
    lower = lowered(text)
    if formats:
        yield from ((found.start, found.end) for found in _formats().candidates(text, lower))
    for keywords, pattern in _PLAIN:
        if any(keyword in lower for keyword in keywords):
            yield from (match.span("value") for match in pattern.finditer(text) if _holds(match))
    yield from _named(text, python=python)


def _holds(match: re.Match[str]) -> bool:
    return not is_reference(match["value"])


def _named(text: str, *, python: bool) -> Iterator[tuple[int, int]]:
    """Yield where the texts stand that are given to a name which announces a secret."""
    if "=" in text or ":" in text:
        for match in _QUOTED.finditer(text):
            if purpose_of(match["name"]) and _holds(match):
                yield match.span("value")
                yield from _joined(text, match.end("value"))
        for match in _INLINE.finditer(text):
            value = match["value"]
            if purpose_of(match["name"]) and _holds(match) and (is_random(value) or not _NAMES.fullmatch(value)):
                yield match.span("value")
    if not python:
        for pattern in (_UNQUOTED, _ELEMENT):
            yield from (
                match.span("value") for match in pattern.finditer(text) if purpose_of(match["name"]) and _holds(match)
            )


def _joined(text: str, end: int) -> Iterator[tuple[int, int]]:
    while (match := _JOINED.match(text, end)) is not None:
        yield match.span("value")
        end = match.end("value")


def over(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """Return a text with some ranges of it hidden; those that overlap are one."""
    pieces: list[str] = []
    place = 0
    for start, end in _united(ranges):
        pieces += (text[place:start], redact(text[start:end]))
        place = end
    return "".join((*pieces, text[place:])) if pieces else text


def _united(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first, last = -1, -1
    for start, end in sorted(set(ranges)):
        if start < 0 or start >= end:
            continue
        if start < last:
            last = max(last, end)
            continue
        if last > 0:
            yield first, last
        first, last = start, end
    if last > 0:
        yield first, last


@lru_cache(maxsize=1)
def _formats() -> FormatSearch:
    from backlint.catalog import load_rules  # it takes a while, and not every text is searched for them

    return FormatSearch(
        known
        for rule in load_rules()
        for query in rule.queries
        if isinstance(query, SecretQuery)
        for known in query.formats
    )

"""How little of a secret a report shows, and where secrets stand in the text that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

from backlint.catalog import load_rules
from backlint.findings import Location
from backlint.placeholder import is_reference
from backlint.rule import Rule, SecretQuery
from backlint.secrecy import purpose_of
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

_SECRET_WEAKNESSES = frozenset({HARDCODED_KEY, HARDCODED_SECRET})

_HIDDEN = "•"

# A string literal on the lines of a finding; which of the groups matched is the text between the quotes.
_LITERAL = re.compile(
    r'''"""(.*?)"""|\'\'\'(.*?)\'\'\'|"((?:[^"\\\n]|\\.)*)"|\'((?:[^'\\\n]|\\.)*)\'''', re.DOTALL
)  # fmt: skip

_LONGEST = 20_000
"""Characters after a finding's last line in which the literal that holds it must end; private keys take 4,000."""

# What stands before a literal that names a variable or key rather than being the secret.
_LOOK_UP = re.compile(r"(?:\bgetenv|\benviron(?:\.get)?|\bconfig(?:\.get)?|\benv(?:\.\w+)?)\s*[(\[]\s*$")
_KEY = re.compile(r"\s*\]?\s*(?::|=(?!=))")

_IDENTIFIER = re.compile(r"[A-Za-z_][\w.]*(?:\(\))?")


def redact(secret: str) -> str:
    """Return a secret as it may be shown: at most four characters and at most a quarter, the others as dots.

    Length and line breaks stay, so that columns keep their meaning.
    """
    kept = min(4, len(secret) // 4)
    return secret[:kept] + "".join(character if character in "\r\n" else _HIDDEN for character in secret[kept:])


def reports_secrets(rule: Rule) -> bool:
    """Whether the findings of a rule point at a secret."""
    return bool(_SECRET_WEAKNESSES.intersection(rule.weaknesses))


# --- by what a finding says ----------------------------------------------------------------------------------------


def secrets_at(text: str, starts: list[int], place: Location, *, main: bool) -> Iterable[tuple[int, int]]:
    """Return the ranges to hide for a finding of a secret.

    The literals that the place covers; for a place inside one literal the place itself; for a place beside literals
    all of those on its lines; and where there are none (an `.env` file) the place and what follows `=` or `:`. A bare
    name on the way of a secret (any place but the `main` one) is no secret.
    """
    if not 1 <= place.line <= len(starts):
        return []
    last = min(max(place.line, place.end_line), len(starts))
    begin = starts[place.line - 1]
    finish = starts[last] if last < len(starts) else len(text)
    start = min(begin + place.column - 1, finish)
    end = min(starts[last - 1] + place.end_column - 1, finish) if place.end_column else finish
    found = _LITERAL.finditer(text, begin, min(finish + _LONGEST, len(text)))
    literals = [match.span(match.lastindex or 0) for match in takewhile(lambda match: match.start() < finish, found)]
    inside = [(a, b) for a, b in literals if a <= start and end <= b]
    if inside and start < end:
        return [(start, end)]
    values = [(a, b) for a, b in literals if not _LOOK_UP.search(text[begin : a - 1]) and not _names(text, b)]
    covered = [(a, b) for a, b in values if a < end and start < b]
    if covered or values:
        return covered or values
    if not main and _IDENTIFIER.fullmatch(text, start, end):
        return []
    assigned = None
    if _IDENTIFIER.fullmatch(text, start, end):
        assigned = re.compile(r"[ \t]*[:=][ \t]*([^\r\n]+)").match(text, end)
    return [(start, end), *([assigned.span(1)] if assigned else [])]


def _names(text: str, end: int) -> bool:
    """Whether the literal whose text ends there is a key: `"password": …`, `config["KEY"] = …`."""
    return bool(_KEY.match(text, end + 1))


# --- by its looks --------------------------------------------------------------------------------------------------

# `PASSWORD = "…"`, `password="…"`, `"password": "…"`, `PASSWORD: str = "…"`; and `PASSWORD=…` where no quotes are needed.
_QUOTED = re.compile(
    r"""(?P<name>[A-Za-z_][\w-]*)["']?\]?\s*(?::\s*[\w.\[\] |]+?)?\s*[=:]\s*[rbufRBUF]{0,2}(?P<quote>["'])"""
    r"""(?P<value>(?:(?!(?P=quote))[^\\]|\\.)+)"""
)
_UNQUOTED = re.compile(r"""^\s*(?:export\s+|-\s+)?(?P<name>[A-Za-z_][\w.-]*)\s*[=:]\s*(?P<value>[^\s"'#][^\s#]*)""")


def hidden(text: str, *, python: bool = True) -> str:
    """Hide in one line what looks like a secret by itself, though no finding of this report says that it is one.

    A rule may not have been selected, or its finding not be shown; the line of another finding must not give away what
    it would have found. That is every known format, and every text given to a name that announces a secret.
    """
    lowered = text.lower()
    for keywords, pattern in _formats():
        if any(keyword in lowered for keyword in keywords):
            group = 1 if pattern.groups else 0
            text = _over(text, [match.span(group) for match in pattern.finditer(text)])
    named = [*_QUOTED.finditer(text), *([] if python else _UNQUOTED.finditer(text))]
    return _over(
        text,
        [match.span("value") for match in named if purpose_of(match["name"]) and not is_reference(match["value"])],
    )


def _over(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    for start, end in ranges:
        if start >= 0:
            text = text[:start] + redact(text[start:end]) + text[end:]
    return text


@lru_cache(maxsize=1)
def _formats() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    return tuple(
        (query.keywords, re.compile(query.pattern))
        for rule in load_rules()
        for query in rule.queries
        if isinstance(query, SecretQuery)
    )

"""Where the secrets stand that findings point at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from backlint.findings import Finding, Location
from backlint.rule import Rule
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

_SECRET_WEAKNESSES = frozenset({HARDCODED_KEY, HARDCODED_SECRET})

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


def reports_secrets(rule: Rule) -> bool:
    """Whether the findings of a rule point at a secret."""
    return bool(_SECRET_WEAKNESSES.intersection(rule.weaknesses))


def places_of(findings: Iterable[Finding], rules: Iterable[Rule]) -> tuple[tuple[Location, bool], ...]:
    """Return the places of secrets that some findings tell: where one stands, and (False) what is on its way.

    The related places are those that use it; it stands elsewhere, and what else they say is no secret.
    """
    telling = {rule.id for rule in rules if reports_secrets(rule)}
    places: set[tuple[Location, bool]] = set()
    for finding in findings:
        if finding.rule in telling:
            places.add((finding.location, True))
            places.update((step.location, False) for step in finding.trace)
    return tuple(sorted(places))


def secrets_at(text: str, starts: list[int], place: Location, *, main: bool) -> Iterable[tuple[int, int]]:
    """Return the ranges to hide for a finding of a secret.

    The literals that the place covers; for a place inside one literal the place itself; for a place beside literals
    all of those on its lines; and where there are none (an `.env` file) the place and what follows `=` or `:`. What is on
    the way of a secret (any place but the `main` one) holds it in a literal or not at all.
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
        # A literal that is written with escapes is longer than what it says.
        return [(start, inside[0][1] if start == inside[0][0] else end)]
    values = [(a, b) for a, b in literals if not _LOOK_UP.search(text[begin : a - 1]) and not _names(text, b)]
    covered = [(a, b) for a, b in values if a < end and start < b]
    if covered or values:
        return covered or values
    if not main:
        return []
    assigned = None
    if _IDENTIFIER.fullmatch(text, start, end):
        assigned = re.compile(r"[ \t]*[:=][ \t]*([^\r\n]+)").match(text, end)
    return [(start, end), *([assigned.span(1)] if assigned else [])]


def _names(text: str, end: int) -> bool:
    """Whether the literal whose text ends there is a key: `"password": …`, `config["KEY"] = …`."""
    return bool(_KEY.match(text, end + 1))

"""Secrets of known formats in any text: the findings of the rules whose `SecretQuery` knows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.engines.places import Lines, is_aside, is_note
from backlint.engines.secret_entries import MADE_AT_HOME, of_development
from backlint.findings import Finding, Gap, Location, Precision, Severity
from backlint.formats import FormatSearch, SecretFormat
from backlint.rule import Rule, SecretQuery
from backlint.secrecy import digest, excerpt, is_random
from backlint.stages import is_for_show

LONGEST_LINE = 20_000
"""Characters; a longer line is a bundle or data, in which chance makes every format sooner or later."""

MOST_FINDINGS = 100
"""Of one rule in one file; a file with more of them is a list of some kind."""


_SHOWN = re.compile(r"""(?i:placeholder|examples?|sample)["']?\s{0,3}[:=]\s{0,3}["'`{(]{0,3}\Z""")
"""What stands before a text that a form or a description of an interface shows as an example."""


_SIGNED = re.compile(r"(?i:credential)(?:=|%3D)\Z")
"""What stands before the name of a key in a signed address, which everybody may see."""
_OF_BROWSERS = re.compile(r"/maps/api/js\?(?:[^\s\"'<>]{0,200}&(?:amp;)?)?key=\Z")
"""A key for maps in a page, which every browser is given."""

_IN_A_PAGE = re.compile(r"<(?:code|pre|samp|kbd)\b[^<>]{0,200}>[^<]{0,400}\Z", re.IGNORECASE)
"""What a page shows to people as code, as a document does."""
_COMMENT = re.compile(r"[ \t]*(?:\#|//|--|;|\*)(?P<text>[^\n]*)")
_DENIED = re.compile(r"(?:\bnot|\bno|n't)\s+(?:an?\s+)?(?:real|true|actual|secret|sensitive)\b", re.IGNORECASE)
"""A comment which says that what follows is no secret."""
_LINES_ABOVE = 6


def _is_denied(text: str, start: int) -> bool:
    """Tell whether the comment above a place, with at most one other line between them, says that no secret is there."""
    above = text[max(0, start - 1000) : start].split("\n")[-_LINES_ABOVE - 1 : -1]
    comments: list[str] = []
    for number, line in enumerate(reversed(above)):
        found = _COMMENT.fullmatch(line)
        if found is not None:
            comments.append(found["text"].strip())
        elif comments or number:
            break
    return bool(_DENIED.search(" ".join(reversed(comments))))


_THREE_QUOTES = re.compile(r'("""|\'\'\').*?\1', re.DOTALL)
_BEFORE_DOCSTRING = re.compile(r"(?:\A|:[ \t]*(?:\#[^\n]*)?\n)(?:[ \t]*(?:\#[^\n]*)?\n)*[ \t]*[rRuU]?\Z")


def _docstrings(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the texts stand in which modules, classes and functions say what they are for."""
    for one in _THREE_QUOTES.finditer(text):
        if _BEFORE_DOCSTRING.search(text[max(0, one.start() - 500) : one.start()]) is not None:
            yield one.span()


_FILLED_IN = re.compile(r"\.(?:j2|jinja2?|tpl|tmpl|erb|gotmpl|mustache)$")


def _in_comment(text: str, start: int) -> bool:
    """Tell whether a place is in a comment of its line."""
    return _COMMENT.match(text[text.rfind("\n", 0, start) + 1 : start]) is not None


class Formats:
    """The formats that some rules know, ready for any number of texts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Prepare the search for all of them at once."""
        known = [
            (one, rule)
            for rule in rules
            for query in rule.queries
            if isinstance(query, SecretQuery)
            for one in query.formats
        ]
        self._rules = {id(one): rule for one, rule in known}
        self._search = FormatSearch(one for one, _ in known)

    def search(self, path: str, text: str, lower: str) -> tuple[list[Finding], set[Gap]]:
        """Return what a text holds of them, and gaps where there were too many; `lower` is as `lowered` returns it."""
        found = sorted(self._search.find(text, lower), key=lambda one: (one.start, one.end))
        if not found:
            return [], set()
        findings: list[Finding] = []
        gaps: set[Gap] = set()
        counted: Counter[str] = Counter()
        lines = Lines(text)
        aside, note = is_aside(path), is_note(path)
        python = path.endswith((".py", ".pyi"))
        described = tuple(_docstrings(text)) if python else ()
        tested = of_development(text) if python else ()
        for one in found:
            if _SIGNED.search(text, max(0, one.start - 20), one.start):
                continue
            rule = self._rules[id(one.known)]
            counted[rule.id] += 1
            place = lines.location(path, one.start, one.end)
            if counted[rule.id] <= MOST_FINDINGS:
                shown = _SHOWN.search(text, max(0, one.start - 40), one.start)
                shown = shown or _OF_BROWSERS.search(text, max(0, one.start - 250), one.start)
                shown = shown or _IN_A_PAGE.search(text, max(0, one.start - 600), one.start)
                told = any(start <= one.start < end for start, end in described)
                # The settings of tests hold keys that are made for them; what a service has given out opens it all the same.
                told = told or (
                    rule.id in MADE_AT_HOME and any(place.line in one or place.line == one.stop for one in tested)
                )
                told = told or (_FILLED_IN.search(path) is not None and _in_comment(text, one.start))
                shown_only = told or shown is not None or lines.length(place.line) > LONGEST_LINE
                secret = text[one.start : one.end]
                precision = rule.precision if one.known.precision is None else one.known.precision
                if aside or shown_only:
                    precision = _aside(precision, one.known, secret, note=note and not shown_only)
                finding = _finding(rule, one.known, secret, place, precision)
                if rule.id in MADE_AT_HOME and is_for_show(path):
                    finding = _for_show(finding)
                findings.append(_denied(finding) if _is_denied(text, one.start) else finding)
            elif counted[rule.id] == MOST_FINDINGS + 1:
                message = f"more than {MOST_FINDINGS} findings of {rule.id}; the rest is left out"
                gaps.add(Gap(path, place.line, "budget", message))
        return findings, gaps


def _for_show(finding: Finding) -> Finding:
    """Return a finding of a key whose file says that it is for a developer's machine or for trials: it opens what is there."""
    return replace(
        finding, severity=min(finding.severity, Severity.MEDIUM), why="its path says that it is for development"
    )


def _denied(finding: Finding) -> Finding:
    """Return a finding of what its own comment calls no secret: whoever reads it has that word for it."""
    return replace(finding, severity=min(finding.severity, Severity.MEDIUM), why="the comment above calls it no secret")


def _finding(rule: Rule, known: SecretFormat, secret: str, location: Location, precision: Precision) -> Finding:
    return Finding(
        rule=rule.id,
        message=rule.message.format(secret=known.name, excerpt=excerpt(secret)),
        location=location,
        severity=rule.severity if known.severity is None else known.severity,
        precision=precision,
        remedy=f"{rule.remedy}; where it is revoked: {known.revoked_at}",
        anchor=digest(secret, rule.id),
    )


def _aside(precision: Precision, known: SecretFormat, secret: str, *, note: bool) -> Precision:
    """Return how sure a secret is in a test or document: as a checksum or its format says, or drawn in developers' notes."""
    if precision == Precision.VERY_HIGH:
        return precision
    sure = known.anywhere(secret) if known.anywhere is not None else note and is_random(secret)
    return min(precision, Precision.MEDIUM) if sure else Precision.LOW

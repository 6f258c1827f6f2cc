"""Further places of secrets that are sure elsewhere: in tests, samples and documents, in scripts for browsers, anywhere.

What stands in a test or a document is believed little by itself. A text that opens the program and stands there again is
the same secret, and has to be replaced there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from backlint.engines.held import LARGEST, content_of, held_texts
from backlint.engines.places import Lines, is_aside
from backlint.files import FileSet, Kind, Role
from backlint.findings import Finding, Location, Precision, Severity
from backlint.placeholder import is_placeholder, is_sequence
from backlint.secrecy import is_random, reads_as_name

MOST_SECRETS, MOST_PLACES = 100, 20
"""Of a project, and of one secret; who has more of them has other work first."""

_SHORTEST = 8
_KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^A-Za-z0-9]"))
_WORD = re.compile(r"\w")


def with_copies(
    findings: Iterable[Finding],
    files: FileSet,
    telling: AbstractSet[str],
    made: AbstractSet[str] = frozenset(),
) -> list[Finding]:
    """Return findings and those of the further places of their secrets; one that was not sure there becomes so.

    `telling` are the rules whose findings point at a secret. Of those that are `made` by the project itself, and that no
    service has given out, one that its tests write out as well is most likely theirs, and of medium severity.
    """
    findings = list(findings)
    told = [one for one in findings if one.rule in telling]
    sure = [one for one in told if one.to_act_on and not is_aside(one.location.path)]
    by_path = {file.path: file for file in files.files}
    secrets = dict(list(_secrets(sure, files))[:MOST_SECRETS])
    if not secrets:
        return findings
    found = tuple(_found(secrets, files))
    # What is the project's own and stands in its tests as well is theirs: that place is for review.
    theirs = {path for path, file in by_path.items() if file.role is Role.TEST}
    raised = {
        (copy.location.path, copy.location.line): replace(copy, precision=Precision.LOW)
        if first.rule in made and copy.location.path in theirs
        else copy
        for first, copy in found
    }
    tested = {(first.location, first.rule) for first, copy in found if copy.location.path in theirs}
    findings = [_raised(one, raised) if one.rule in telling else one for one in findings]
    findings = [_of_tests(one) if one.rule in made and (one.location, one.rule) in tested else one for one in findings]
    # What is told of a place already is told once: as it stands, or surer.
    known = {(one.location.path, one.location.line) for one in told}
    return [*findings, *(one for at, one in raised.items() if at not in known)]


def _of_tests(finding: Finding) -> Finding:
    if finding.severity <= Severity.MEDIUM:
        return finding
    why = finding.why_also("the project's tests write it out as well")
    return replace(finding, severity=Severity.MEDIUM, why=why)


def _raised(finding: Finding, raised: Mapping[tuple[str, int], Finding]) -> Finding:
    copy = raised.get((finding.location.path, finding.location.line))
    if copy is None or finding.to_act_on:
        return finding
    return replace(finding, precision=copy.precision, severity=copy.severity, why=copy.message)


def _secrets(sure: Iterable[Finding], files: FileSet) -> Iterator[tuple[str, Finding]]:
    """Yield the texts that stand at the places of findings and cannot stand anywhere by chance, each with its finding."""
    for finding, value in held_texts(sorted(sure, key=lambda one: one.sort_key), files):
        if is_unlike_others(value):
            yield value, finding


def is_unlike_others(value: str) -> bool:
    """Whether a text is one that nobody else writes by chance: drawn, or of three kinds of characters and no name."""
    if len(value) < _SHORTEST or any(map(str.isspace, value)) or is_placeholder(value) or is_sequence(value):
        return False
    return is_random(value) or (sum(bool(kind.search(value)) for kind in _KINDS) > 2 and not reads_as_name(value))


def _found(secrets: Mapping[str, Finding], files: FileSet) -> Iterator[tuple[Finding, Finding]]:
    """Yield further places of secrets, each after the finding of which it is a copy."""
    encoded = {value.encode(): (value, finding) for value, finding in secrets.items()}
    counted = dict.fromkeys(secrets, 0)
    for file in files.files:
        if file.kind is Kind.BINARY or file.size > LARGEST:
            continue
        content = content_of(files, file)
        held = [encoded[one] for one in encoded if one in content]
        if not held:
            continue
        text = content.decode("utf-8", "replace")
        lines = Lines(text)
        for value, finding in held:
            for match in re.finditer(re.escape(value), text):
                if counted[value] == MOST_PLACES or _within(text, match):
                    continue
                place = lines.location(file.path, *match.span())
                # Of the file itself everything was read that says what a text there is for.
                if place.path != finding.location.path:
                    counted[value] += 1
                    yield finding, _copy(finding, place)


def _within(text: str, match: re.Match[str]) -> bool:
    """Tell whether a text is a part of a longer one there."""
    start, end = match.span()
    return bool((start and _WORD.match(text, start - 1)) or _WORD.match(text, end))


def _copy(finding: Finding, place: Location) -> Finding:
    first = finding.location
    return replace(
        finding,
        location=place,
        message=f"the secret of {first.path}:{first.line} is written here as well",
        # One fault, which is told as grave where it is surest.
        severity=min(finding.severity, Severity.MEDIUM),
        precision=min(finding.precision, Precision.MEDIUM),
        why="it opens the same, and has to be replaced here too",
        trace=(),
        related=(),
    )

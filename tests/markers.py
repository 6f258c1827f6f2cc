"""Reads what fixtures say is expected of them, in the code, and compares it with what was found.

On the line before the one that is meant (several may be stacked), alone on its line:

    # ruleid: a, b      these rules report the next line
    # ok: a             this rule must not
    # todoruleid: a     a known miss, # todook: a known false alarm; when it changes, the test says so
    # endpoint: POST /orders/{id} authentication=yes rate-limit=no

The last one stands above the handler's `def` or `class`, below its decorators, once for each route.

`{# ruleid: a #}` and `<!-- ruleid: a -->` say the same in templates. What looks like a marker and does not parse is an
error, and so is one that speaks of a blank line, a comment or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from backlint.findings import Finding

SUSPECT = re.compile(r"(?:#|<!--|//)\s*(?:(?:todo)?[ _-]*(?:rule[ _-]?ids?|ok)\b|endpoints?\s*:)", re.IGNORECASE)
"""A comment that begins like a marker."""
COMMENT = re.compile(r"\s*(?:# (?P<hash>.+)|\{# (?P<jinja>.+) #\}|<!-- (?P<html>.+) -->)\s*")
RULES = re.compile(r"(?P<kind>ruleid|ok|todoruleid|todook): (?P<ids>[a-z0-9-]+(?:, [a-z0-9-]+)*)")
ENDPOINT = re.compile(
    r"endpoint: (?P<methods>[A-Z]+(?:,[A-Z]+)*) (?P<path>/\S*)(?P<says>(?: [a-z-]+=(?:yes|no|unknown))*)"
)
BLANK_OR_COMMENT = re.compile(r"\s*(?:#(?!!)|\{#|<!--|$)")


class MarkerError(ValueError):
    """A marker that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """What one marker says of one rule: `kind` is ruleid, ok, todoruleid or todook; `line` is the line that it is about."""

    path: str
    line: int
    rule: str
    kind: str


@dataclass(frozen=True, slots=True)
class EndpointMarker:
    """An endpoint that must be seen, with the states of the protections that the marker names."""

    path: str
    line: int
    methods: tuple[str, ...]
    route: str
    states: Mapping[str, str]


def read_markers(root: Path) -> tuple[Marker, ...]:
    """Return the markers about rules in a file, or in every text file under a folder, sorted; paths are relative."""
    return tuple(
        sorted(
            Marker(path, line, rule, match["kind"])
            for path, line, text in _comments(root)
            if (match := RULES.fullmatch(text)) is not None
            for rule in match["ids"].split(", ")
        )
    )


def read_endpoint_markers(root: Path) -> tuple[EndpointMarker, ...]:
    """Return the markers about endpoints in a file, or in every text file under a folder, in order."""
    return tuple(
        EndpointMarker(
            path=path,
            line=line,
            methods=tuple(match["methods"].split(",")),
            route=match["path"],
            states={name: state for name, _, state in (pair.partition("=") for pair in match["says"].split())},
        )
        for path, line, text in _comments(root)
        if (match := ENDPOINT.fullmatch(text)) is not None
    )


def _comments(root: Path) -> Iterator[tuple[str, int, str]]:
    """Yield each marker's path, the line it is about and its text; raises MarkerError where one does not parse."""
    for file in [root] if root.is_file() else sorted(path for path in root.rglob("*") if _is_case(path)):
        text = _read_text(file)
        name = file.name if root.is_file() else file.relative_to(root).as_posix()
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            if SUSPECT.search(line) is None:
                continue
            match = COMMENT.fullmatch(line)
            said = "" if match is None else next(filter(None, match.groups()))
            if RULES.fullmatch(said) is None and ENDPOINT.fullmatch(said) is None:
                raise MarkerError(f"{name}:{number}: this marker does not parse: {line.strip()}")
            yield name, _line_meant(lines, number, name), said


def _is_case(path: Path) -> bool:
    """Tell whether a file is what is looked at, and not what a fix makes of it."""
    return path.is_file() and not path.name.endswith(".fixed.py")


def _line_meant(lines: list[str], number: int, name: str) -> int:
    """Return the line that a marker on line `number` is about: the next one that is no marker."""
    meant = number + 1
    while meant <= len(lines) and SUSPECT.search(lines[meant - 1]) is not None:
        meant += 1
    if meant > len(lines) or BLANK_OR_COMMENT.match(lines[meant - 1]) is not None:
        raise MarkerError(f"{name}:{number}: this marker stands before nothing that could be reported")
    return meant


def _read_text(file: Path) -> str:
    """Return the text of a file; what is not UTF-8 (a picture, a broken encoding on purpose) holds no marker."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def disagreements(markers: Iterable[Marker], findings: Iterable[Finding]) -> list[str]:
    """Return a line for each finding without a marker and each marker without its finding; none when all agree."""
    said = {(marker.path, marker.line, marker.rule): marker.kind for marker in markers}
    found: dict[tuple[str, int, str], Finding] = {}
    for finding in findings:
        found.setdefault((finding.location.path, finding.location.line, finding.rule), finding)
    problems = []
    for place in sorted(said.keys() | found.keys()):
        complaint = _complain(said.get(place, ""), found.get(place))
        if complaint:
            path, line, rule = place
            problems.append(f"{path}:{line}: {rule}: {complaint}")
    return problems


def _complain(kind: str, finding: Finding | None) -> str:
    """Return what is wrong between a marker and a finding (one of them may be missing), or ""."""
    if finding is None:
        return {
            "ruleid": "is not reported",
            "todook": "the known false alarm is gone; make it `ok`",
        }.get(kind, "")
    return {
        "": f"is reported and no marker says so: {finding.message} ({finding.why})",
        "ok": f"must not be reported: {finding.message} ({finding.why})",
        "todoruleid": "the known miss is found; make it `ruleid`",
    }.get(kind, "")

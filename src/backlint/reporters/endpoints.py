"""The endpoint table: every endpoint of a project and what protects it, for people and as Markdown."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from backlint.concepts import Endpoint, ProtectionKind, State, Trait
from backlint.report import Report
from backlint.reporters.frames import Line, Segment
from backlint.reporters.markdown import code
from backlint.reporters.presentation import Presentation
from backlint.reporters.source import escaped
from backlint.reporters.terminal import MAX_GAPS, counted, gap_text

_HEADS = ("METHOD", "PATH", "AUTHENTICATION", "LIMIT", "INPUT", "WHERE")
_WIDEST = (15, 44, 34, 16, 30, 60)
_STYLES = {State.YES: "good", State.NO: "bad", State.UNKNOWN: "unsure"}


def table(report: Report, endpoints: Sequence[Endpoint], presentation: Presentation) -> Iterator[Line]:
    """Yield the table of some endpoints of a report, a summary line and the gaps."""
    rows = [_row(endpoint, presentation.prefix) for endpoint in endpoints]
    widths = [
        min(max(len(head), *(len(row[column]) for row in rows)), widest) if rows else len(head)
        for column, (head, widest) in enumerate(zip(_HEADS, _WIDEST, strict=True))
    ]
    if rows:
        yield (Segment("  ".join(f"{head:<{width}}" for head, width in zip(_HEADS, widths, strict=True)), "title"),)
    for endpoint, row in zip(endpoints, rows, strict=True):
        yield from _wrapped_row(row, widths, _STYLES[endpoint.protection(ProtectionKind.AUTHENTICATION).state])
    if rows:
        yield ()
    yield (Segment(summary(endpoints, len(report.endpoints)), "title"),)
    if report.gaps:
        yield (Segment(f"Not looked at or not understood ({counted(len(report.gaps), 'gap')}):", "unsure"),)
        shown = report.gaps if presentation.verbose else report.gaps[:MAX_GAPS]
        for gap in shown:
            yield (Segment(f"  {gap_text(gap, presentation.prefix)}"),)
        if len(shown) < len(report.gaps):
            yield (Segment(f"  and {len(report.gaps) - len(shown)} more (-v shows all)"),)


def _row(endpoint: Endpoint, prefix: str) -> tuple[str, ...]:
    place = endpoint.location
    cells = (
        "WEBSOCKET" if endpoint.websocket else ",".join(endpoint.methods) or "any",
        endpoint.path,
        authentication(endpoint),
        limit(endpoint),
        inputs(endpoint),
        f"{prefix}{place.path}:{place.line}",
    )
    return tuple(escaped(cell) for cell in cells)


def _wrapped_row(row: Sequence[str], widths: Sequence[int], style: str) -> Iterator[Line]:
    """Yield a row of the table; a cell that is too long goes on below itself."""
    cells = [
        textwrap.wrap(cell, width, break_on_hyphens=False) or [""] for cell, width in zip(row, widths, strict=True)
    ]
    cells[-1] = [row[-1]]  # a place is never broken: it is opened by a click
    for number in range(max(len(lines) for lines in cells)):
        parts = [lines[number] if number < len(lines) else "" for lines in cells]
        line = [Segment(f"{part:<{width}}  ") for part, width in zip(parts, widths, strict=True)]
        line[2] = Segment(line[2].text, style)
        line[-1] = Segment(line[-1].text, "path")
        yield tuple(line)


def authentication(endpoint: Endpoint) -> str:
    """What authenticates callers of an endpoint: its names, `none`, or why it cannot be told."""
    protection = endpoint.protection(ProtectionKind.AUTHENTICATION)
    names = ", ".join(dict.fromkeys(evidence.name for evidence in protection.by))
    if protection.state is State.YES:
        return names or "yes"
    if protection.state is State.NO:
        return "none (public by design)" if Trait.PUBLIC_BY_DESIGN in endpoint.traits else "none"
    return f"cannot tell: {names}" if names else "cannot tell"


def limit(endpoint: Endpoint) -> str:
    """The strictest limit of an endpoint in requests a minute, `none`, or that it cannot be told."""
    known = [found.per_minute for found in endpoint.limits if found.per_minute is not None]
    if known:
        return f"{min(known):g}/min"
    state = endpoint.protection(ProtectionKind.RATE_LIMIT).state
    return {State.YES: "yes", State.NO: "none", State.UNKNOWN: "cannot tell"}[state]


def inputs(endpoint: Endpoint) -> str:
    """The inputs of an endpoint; `?` after one of which it is not known whether it is validated, `!` if it is not."""
    marks = {State.YES: "", State.NO: "!", State.UNKNOWN: "?"}
    return ", ".join(f"{item.name or item.where}{marks[item.validated]}" for item in endpoint.parameters) or "–"


def summary(endpoints: Sequence[Endpoint], total: int) -> str:
    """`41 endpoints: 38 protected, 1 open, 1 public by design, 1 cannot tell`."""
    counts = Counter(_standing(endpoint) for endpoint in endpoints)
    words = ("protected", "open", "public by design", "cannot tell")
    parts = ", ".join(f"{counts[word]} {word}" for word in words if counts[word])
    shown = counted(len(endpoints), "endpoint")
    if len(endpoints) < total:
        shown += f" of {total}"
    return f"{shown}: {parts}" if parts else shown


def _standing(endpoint: Endpoint) -> str:
    state = endpoint.protection(ProtectionKind.AUTHENTICATION).state
    if state is State.NO:
        return "public by design" if Trait.PUBLIC_BY_DESIGN in endpoint.traits else "open"
    return "protected" if state is State.YES else "cannot tell"


def as_markdown(report: Report, endpoints: Sequence[Endpoint]) -> str:
    """Return the table as Markdown."""
    lines = [f"| {' | '.join(head.capitalize() for head in _HEADS)} |", "| --- " * len(_HEADS) + "|"]
    lines += ["| " + " | ".join(code(cell) for cell in _row(endpoint, "")) + " |" for endpoint in endpoints]
    text = "\n".join(lines) + "\n\n" if endpoints else ""
    text += summary(endpoints, len(report.endpoints)) + "\n"
    if report.gaps:
        text += f"\nNot looked at or not understood: {counted(len(report.gaps), 'gap')}.\n"
    return text


def chosen(
    endpoints: Sequence[Endpoint], *, unprotected: bool = False, route: str | None = None, method: str | None = None
) -> tuple[Endpoint, ...]:
    """Return the endpoints without authentication, whose path holds or matches a text, or that answer a method."""
    wildcard = route is not None and any(letter in route for letter in "*?")
    return tuple(
        endpoint
        for endpoint in endpoints
        if (not unprotected or endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.NO)
        and (route is None or (fnmatchcase(endpoint.path, route) if wildcard else route in endpoint.path))
        and (method is None or method.upper() in endpoint.methods)
    )

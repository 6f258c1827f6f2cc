"""The endpoint table: every endpoint of a project and what protects it, for people and as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from backlint.concepts import SAFE_METHODS, Endpoint, ProtectionKind, State, Trait
from backlint.report import Report
from backlint.reporters.frames import Line, Segment, wrapped
from backlint.reporters.markdown import code
from backlint.reporters.presentation import Presentation, repository_prefix
from backlint.reporters.source import escaped
from backlint.reporters.terminal import MAX_GAPS, gap_text
from backlint.wording import counted

_HEADS = ("METHOD", "PATH", "AUTHENTICATION", "ROLE", "LIMIT", "INPUT", "CSRF", "AUDIT", "WHERE")
_WIDEST = (15, 44, 34, 4, 16, 30, 4, 5, 60)
_NARROWEST = {1: 14, 2: 14, 5: 12}
"""Columns of text that give way where a table is wider than the terminal, and how far; their cells then go on below."""
_WHERE = len(_HEADS) - 1
_STYLES = {State.YES: "good", State.NO: "bad", State.UNKNOWN: "unsure"}
_WORDS = {State.YES: "yes", State.NO: "no", State.UNKNOWN: "?"}
NONE = "–"
"""What a table shows for a protection that nothing asks for."""

_COLUMNS = {
    2: ProtectionKind.AUTHENTICATION,
    3: ProtectionKind.AUTHORIZATION,
    4: ProtectionKind.RATE_LIMIT,
    5: ProtectionKind.VALIDATION,
    6: ProtectionKind.CSRF,
    7: ProtectionKind.AUDIT_LOG,
}
"""The protection that a column shows, and whose state colours it."""


def table(
    report: Report, endpoints: Sequence[Endpoint], presentation: Presentation, *, why: bool = False
) -> Iterator[Line]:
    """Yield the table of some endpoints of a report by application, two summary lines and the gaps.

    With `why` each endpoint is followed by what gives each of its protections, and where that stands.
    """
    tokens = without_cookies(report)
    rows = {id(endpoint): _row(endpoint, presentation.prefix, tokens) for endpoint in endpoints}
    widths = _widths(rows.values(), presentation.width if presentation.terminal else None)
    groups = by_application(report, endpoints)
    for number, (title, group) in enumerate(groups):
        if len(groups) > 1:
            yield from ((),) if number else ()
            yield (Segment(escaped(title), "title"),)
        yield (Segment("  ".join(f"{head:<{width}}" for head, width in zip(_HEADS, widths, strict=False)), "title"),)
        for endpoint in group:
            yield from _wrapped_row(rows[id(endpoint)], widths, _row_styles(endpoint))
            if why:
                yield from _reasons(endpoint, presentation)
    if rows:
        yield ()
    told = summary(endpoints, len(report.endpoints))
    yield from wrapped("", told, presentation.width if presentation.terminal else len(told), "title")
    missing = without(endpoints, tokens)
    if missing:
        yield from wrapped("", missing, presentation.width if presentation.terminal else len(missing))
    yield from _gaps(report, presentation)


def _widths(rows: Collection[Sequence[str]], room: int | None) -> list[int]:
    """Return the width of each column; without the last one where even the narrowest ones leave no room for it.

    Without a room each is as wide as it likes.
    """
    widths = [
        min(max(len(head), *(len(row[column]) for row in rows)), widest) if rows else len(head)
        for column, (head, widest) in enumerate(zip(_HEADS, _WIDEST, strict=True))
    ]
    if room is None:
        return widths
    least = [min(width, _NARROWEST.get(column, width)) for column, width in enumerate(widths)]
    gaps = 2 * (len(widths) - 1)
    if sum(least) + gaps > room:
        widths.pop(_WHERE)
        gaps -= 2
    # The widest gives way first.
    while sum(widths) + gaps > room:
        spare = [column for column in _NARROWEST if widths[column] > least[column]]
        if not spare:
            break
        widths[max(spare, key=lambda column: widths[column])] -= 1
    return widths


def _gaps(report: Report, presentation: Presentation) -> Iterator[Line]:
    if not report.gaps:
        return
    yield (Segment(f"Not looked at or not understood ({counted(len(report.gaps), 'gap')}):", "unsure"),)
    shown = report.gaps if presentation.verbose else report.gaps[:MAX_GAPS]
    for gap in shown:
        yield (Segment(f"  {gap_text(gap, presentation.prefix)}"),)
    if len(shown) < len(report.gaps):
        yield (Segment(f"  and {len(report.gaps) - len(shown)} more (-v shows all)"),)


def by_application(report: Report, endpoints: Sequence[Endpoint]) -> list[tuple[str, list[Endpoint]]]:
    """Return the endpoints by application, each with a title: `Flask, shop/app.py:12`."""
    titles = {one.key: f"{one.framework}, {one.location.path}:{one.location.line}" for one in report.applications}
    groups: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints:
        groups.setdefault(endpoint.application, []).append(endpoint)
    return [(titles.get(key, key), group) for key, group in groups.items()]


def without_cookies(report: Report) -> frozenset[str]:
    """Return the keys of the applications that no browser sends a cookie to: no other site can act for somebody there."""
    return frozenset(one.key for one in report.applications if one.uses_cookies is State.NO)


def _row(endpoint: Endpoint, prefix: str, tokens: Collection[str]) -> tuple[str, ...]:
    place = endpoint.location
    cells = (
        "WEBSOCKET" if endpoint.websocket else ",".join(endpoint.methods) or "any",
        endpoint.path,
        authentication(endpoint),
        _WORDS[endpoint.protection(ProtectionKind.AUTHORIZATION).state],
        limit(endpoint),
        inputs(endpoint),
        _WORDS[endpoint.protection(ProtectionKind.CSRF).state] if wants_csrf(endpoint, tokens) else NONE,
        _WORDS[endpoint.protection(ProtectionKind.AUDIT_LOG).state],
        f"{prefix}{place.path}:{place.line}",
    )
    return tuple(escaped(cell) for cell in cells)


def wants_csrf(endpoint: Endpoint, tokens: Collection[str]) -> bool:
    """Tell whether another site could gain by a request: it changes something, and the browser adds who is calling."""
    if endpoint.application in tokens:
        return False
    return endpoint.websocket or not endpoint.methods or not SAFE_METHODS.issuperset(endpoint.methods)


def _row_styles(endpoint: Endpoint) -> dict[int, str]:
    """Return the colours of a row's cells: those of the authentication and of what is certain or cannot be told."""
    styles = {column: _STYLES[endpoint.protection(kind).state] for column, kind in _COLUMNS.items()}
    # Red is for what stands open; that nothing limits or records a call is no alarm by itself.
    return {column: style for column, style in styles.items() if column == 2 or style != "bad"}


def _wrapped_row(row: Sequence[str], widths: Sequence[int], styles: Mapping[int, str]) -> Iterator[Line]:
    """Yield a row of the table; a cell that is too long goes on below itself, a place without a column below the row."""
    cells = [_broken(cell, width) for cell, width in zip(row[:_WHERE], widths, strict=False)]
    for number in range(max(len(lines) for lines in cells)):
        parts = [lines[number] if number < len(lines) else "" for lines in cells]
        line = [
            Segment(f"{part:<{width}}  ", styles.get(column, ""))
            for column, (part, width) in enumerate(zip(parts, widths, strict=False))
        ]
        # A place is never broken: it is opened by a click.
        place = [Segment(row[_WHERE], "path")] if number == 0 and len(widths) > _WHERE else []
        yield (*line, *place)
    if len(widths) <= _WHERE:
        yield (Segment("        "), Segment(row[_WHERE], "path"))


def _broken(cell: str, width: int) -> list[str]:
    """Return the lines of a cell: broken between words, a path before a slash where that is possible."""
    lines = [""]
    for part in re.findall(r"/?[^/]+|/", cell) if cell.startswith("/") else [cell]:
        if len(lines[-1]) + len(part) <= width:
            lines[-1] += part
        else:
            broken = textwrap.wrap(part, width, break_on_hyphens=False) or [""]
            lines = [*lines, *broken] if lines[-1] else broken
    return lines


def _reasons(endpoint: Endpoint, presentation: Presentation) -> Iterator[Line]:
    """Yield what gives each protection of an endpoint, or makes it unknown."""
    for kind in ProtectionKind:
        protection = endpoint.protection(kind)
        for evidence in protection.by:
            said = " ".join(part for part in (evidence.name, f"({evidence.detail})" if evidence.detail else "") if part)
            place = f"{presentation.prefix}{evidence.file}:{evidence.line}" if evidence.file else ""
            doubt = "" if protection.state is State.YES else "?" if protection.state is State.UNKNOWN else " off"
            yield (
                Segment(f"        {kind}{doubt}: ", "dim"),
                Segment(escaped(said)),
                Segment(f"  {escaped(place)}" if place else "", "path"),
            )


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
    found = {f"{item.name or item.where}{marks[item.validated]}": None for item in endpoint.parameters}
    return ", ".join(found) or NONE


def summary(endpoints: Sequence[Endpoint], total: int) -> str:
    """`41 endpoints: 38 protected, 1 open, 1 public by design, 1 cannot tell`."""
    counts = Counter(_standing(endpoint) for endpoint in endpoints)
    words = ("protected", "open", "public by design", "cannot tell")
    parts = ", ".join(f"{counts[word]} {word}" for word in words if counts[word])
    shown = counted(len(endpoints), "endpoint")
    if len(endpoints) < total:
        shown += f" of {total}"
    return f"{shown}: {parts}" if parts else shown


def without(endpoints: Sequence[Endpoint], tokens: Collection[str]) -> str:
    """`without: authorization 20, rate limit 30; cannot tell: rate limit 2`: how many endpoints lack each protection.

    `tokens` are the applications without cookies, whose endpoints need nothing against forged requests.
    """
    missing, doubtful = [], []
    for kind in ProtectionKind:
        asked = [one for one in endpoints if kind is not ProtectionKind.CSRF or wants_csrf(one, tokens)]
        states = Counter(one.protection(kind).state for one in asked)
        name = kind.replace("-", " ")
        missing += [f"{name} {states[State.NO]}"] if states[State.NO] else []
        doubtful += [f"{name} {states[State.UNKNOWN]}"] if states[State.UNKNOWN] else []
    parts = (("without", missing), ("cannot tell", doubtful))
    return "; ".join(f"{title}: {', '.join(found)}" for title, found in parts if found)


def _standing(endpoint: Endpoint) -> str:
    state = endpoint.protection(ProtectionKind.AUTHENTICATION).state
    if state is State.NO:
        return "public by design" if Trait.PUBLIC_BY_DESIGN in endpoint.traits else "open"
    return "protected" if state is State.YES else "cannot tell"


def as_markdown(report: Report, endpoints: Sequence[Endpoint]) -> str:
    """Return the table as Markdown."""
    tokens = without_cookies(report)
    prefix = repository_prefix(Path(report.root))
    lines = [f"| {' | '.join(head.capitalize() for head in _HEADS)} |", "| --- " * len(_HEADS) + "|"]
    lines += ["| " + " | ".join(code(cell) for cell in _row(endpoint, prefix, tokens)) + " |" for endpoint in endpoints]
    text = "\n".join(lines) + "\n\n" if endpoints else ""
    text += summary(endpoints, len(report.endpoints)) + "\n"
    text += f"\n{missing}\n" if (missing := without(endpoints, tokens)) else ""
    if report.gaps:
        text += f"\nNot looked at or not understood: {counted(len(report.gaps), 'gap')}.\n"
    return text


def chosen(
    endpoints: Sequence[Endpoint],
    *,
    lacking: Collection[ProtectionKind] = (),
    route: str | None = None,
    method: str | None = None,
) -> tuple[Endpoint, ...]:
    """Return the endpoints that lack all of some protections, whose path holds or matches a text, and that answer a method."""
    wildcard = route is not None and any(letter in route for letter in "*?")
    return tuple(
        endpoint
        for endpoint in endpoints
        if all(endpoint.protection(kind).state is State.NO for kind in lacking)
        and (route is None or (fnmatchcase(endpoint.path, route) if wildcard else route in endpoint.path))
        and (method is None or _answers(endpoint, method.upper()))
    )


def _answers(endpoint: Endpoint, method: str) -> bool:
    """Tell whether an endpoint answers a method; one without methods answers any."""
    if endpoint.websocket:
        return method == "WEBSOCKET"
    return not endpoint.methods or method in endpoint.methods

"""Text for people: a frame for each finding, the checklist, and what was not looked at. Colours only on a terminal."""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from backlint.checklist import entry_of
from backlint.findings import Finding, Fix, Gap, Severity, Step
from backlint.report import Comparison, Report
from backlint.reporters.edits import hunks
from backlint.reporters.frames import MIN_LABEL, Line, Mark, Segment, frame, line_around, plain, wrapped
from backlint.reporters.levels import SARIF_LEVEL, precision_name, severity_name
from backlint.reporters.presentation import Presentation, own_step
from backlint.reporters.scorecard import scorecard
from backlint.reporters.source import SourceView, escaped
from backlint.rule import AnalysisQuery, Rule
from backlint.wording import counted

MAX_STEPS = 8
"""Steps of a trace that are shown in full; of a longer one the first three and the last four."""

MAX_FRAMED = 2
"""Further places of a finding, beside those in its own frame, that get frames; more of them get a line each."""

MAX_RELATED = 6
"""Further places of a finding that are shown without -v; the others are counted."""

MAX_GAPS = 8

FIXES_UNSEEN = "fixes-unseen"
"""By this name a report's statistics say how many findings may have fixes that nobody has looked for."""

STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "title": "bold",
    "gutter": "blue",
    "path": "cyan",
    "label": "green",
    "dim": "dim",
    "good": "green",
    "bad": "bold red",
    "unsure": "yellow",
}
"""Colours of the sixteen that every terminal has; none is the only sign of anything."""


def render(report: Report, presentation: Presentation) -> str:
    """Return the report for people."""
    return emit(_lines(report, presentation), presentation)


def emit(lines: Iterable[Line], presentation: Presentation) -> str:
    """Return lines as text, with the escape sequences of a terminal if the presentation has colours."""
    if not presentation.color:
        return plain(lines)
    from rich.console import Console
    from rich.text import Text

    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, color_system="standard", width=presentation.width, legacy_windows=False
    )
    for line in lines:
        parts = ((_linked(segment) if presentation.links else segment.text, segment.style) for segment in line)
        text = Text.assemble(*((part, STYLES.get(style, "")) for part, style in parts))
        text.rstrip()
        console.print(text, soft_wrap=True, highlight=False)
    return stream.getvalue()


def _linked(segment: Segment) -> str:
    """Return a text as a link, by the sequence that terminals without links leave out."""
    return f"\x1b]8;;{segment.link}\x1b\\{segment.text}\x1b]8;;\x1b\\" if segment.link else segment.text


def _lines(report: Report, presentation: Presentation) -> Iterator[Line]:
    if not presentation.quiet:
        yield (Segment(overview(report), "dim"),)
        yield ()
    view = SourceView(report)
    rules = {rule.id: rule for rule in report.rules}
    shown = report.findings[: presentation.limit] if presentation.limit is not None else report.findings
    for finding in shown:
        yield from _finding(finding, rules.get(finding.rule), view, presentation)
        yield ()
    left = len(report.findings) - len(shown)
    if left:
        yield (Segment(f"… and {left} more"),)
        yield ()
    if not presentation.quiet and report.scorecard:
        yield from scorecard(report, presentation)
        yield ()
    yield from _totals(report)
    yield from _gaps(report, presentation)


def overview(report: Report) -> str:
    """`backlint 0.1.0 · 214 files · fastapi (41 endpoints), sqlalchemy`: what was looked at, without times."""
    statistics = report.statistics
    parts = [f"backlint {report.version}", f"{counted(statistics.files, 'file')}, {counted(statistics.lines, 'line')}"]
    if statistics.frameworks or report.endpoints:
        endpoints = counted(len(report.endpoints), "endpoint")
        parts.append(f"{', '.join(statistics.frameworks)} ({endpoints})" if statistics.frameworks else endpoints)
    else:
        parts.append("no web framework found")
    return escaped(" · ".join(parts))


# --- one finding ----------------------------------------------------------------------------------------------------


def _finding(finding: Finding, rule: Rule | None, view: SourceView, presentation: Presentation) -> Iterator[Line]:
    level = SARIF_LEVEL[finding.severity]
    width = presentation.width
    head = f"{level}[{escaped(finding.rule)}]"
    message = escaped(view.message(finding.message))
    lines = textwrap.wrap(f"{head}: {message}", width, subsequent_indent="    ", break_on_hyphens=False)
    yield (Segment(head, level, rule.page if rule else ""), Segment(lines[0].removeprefix(head), "title"))
    yield from ((Segment(line, "title"),) for line in lines[1:])
    facts = f"{severity_name(finding.severity)} severity · {precision_name(finding.precision)} precision"
    yield from _subject(escaped(finding.endpoint), facts, width)
    marks = _marks(finding, view, level)
    gutter = max((len(str(mark.location.line)) for mark in marks), default=1)
    place = finding.location
    where = f"{presentation.prefix}{escaped(place.path)}:{place.line}:{place.column}"
    yield (Segment(" " * gutter + "--> ", "gutter"), Segment(where, "path"))
    yield from _frame(finding, marks, view, gutter, presentation)
    for name, text in _notes(finding, rule, view):
        yield from wrapped(f"{' ' * gutter} = {name + ':':<6}", text, width)
        if name == "edit" and finding.fix is not None:
            yield from _changes(finding.fix, view, gutter, width)


def _changes(fix: Fix, view: SourceView, gutter: int, width: int) -> Iterator[Line]:
    """The lines that a fix changes, as they are and as they will be."""
    for hunk in hunks(fix, view):
        number_width = max(gutter, len(str(hunk.line + max(len(hunk.before), len(hunk.after)))))
        for sign, style, lines in (("-", "bad", hunk.before), ("+", "good", hunk.after)):
            for index, line in enumerate(lines):
                head = f"{hunk.line + index:>{number_width}} {sign} "
                text = line_around(line, hunk.changed(index), max(width - len(head), MIN_LABEL))
                yield (Segment(head, "gutter"), Segment(text, style))


def _subject(endpoint: str, facts: str, width: int) -> Iterator[Line]:
    """The endpoint on the left, how bad and how sure on the right; one below the other where there is no room."""
    gap = min(width, 100) - 2 - len(endpoint) - len(facts)
    if endpoint and gap >= 3:
        yield (Segment("  "), Segment(endpoint, "title"), Segment(" " * gap), Segment(facts, "dim"))
        return
    if endpoint:
        yield (Segment("  "), Segment(endpoint, "title"))
    yield (Segment("  "), Segment(facts, "dim"))


def _marks(finding: Finding, view: SourceView, level: str) -> list[Mark]:
    """The steps of the trace, numbered, and the finding's own place if the last step does not stand there.

    A finding without a trace shows what else it concerns in the same file in one frame with its place.
    """
    place = finding.location
    trace = [step for step in finding.trace if step.location.line > 0]
    last = trace[-1].location if trace else None
    arrives = last is not None and (last.path, last.line) == (place.path, place.line)
    marks = []
    for number, step in enumerate(trace, 1):
        text = view.message(step.text)
        label = f"{number}. {text}" if len(trace) > 1 else text
        marks.append(Mark(step.location, label, arrives and number == len(trace), level))
    own = own_step(finding)
    if not arrives:
        marks.append(Mark(place, view.message(own.text) if own else "", main=True, style=level))
    if not finding.trace:
        marks += [Mark(step.location, view.message(step.text)) for step in _beside(finding) if step != own]
        marks.sort(key=lambda mark: mark.location)
    return marks


def _beside(finding: Finding) -> tuple[Step, ...]:
    """The further places that share a frame with the finding's own."""
    if finding.trace:
        return ()
    return tuple(step for step in finding.related if step.location.path == finding.location.path)[:MAX_FRAMED]


def _frame(
    finding: Finding, marks: list[Mark], view: SourceView, gutter: int, presentation: Presentation
) -> Iterator[Line]:
    width, prefix = presentation.width, presentation.prefix
    if len(marks) > MAX_STEPS and not presentation.verbose:
        yield from _opened(marks[:3], finding, view, presentation)
        text = f"{len(marks) - 7} more steps, shown with -v"
        yield (Segment(" " * gutter + " : ", "gutter"), Segment(text, "dim"))
        yield from frame(view, marks[-4:], width, prefix)
    else:
        yield from _opened(marks, finding, view, presentation)
    beside = _beside(finding)
    further = [step for step in finding.related if step not in beside]
    if len(further) <= MAX_FRAMED:
        for step in further:
            yield from _related(step, view, gutter, presentation)
        return
    shown = further if presentation.verbose else further[:MAX_RELATED]
    for step in shown:
        text = view.message(step.text)
        yield from wrapped(f"{' ' * gutter} ::: ", f"{prefix}{step.location.path}:{step.location.line} {text}", width)
    left = len(further) - len(shown)
    if left:
        yield (Segment(" " * gutter + " ::: ", "gutter"), Segment(f"and {counted(left, 'more place')}", "dim"))
    yield (Segment(" " * gutter + " |", "gutter"),)


def _opened(marks: list[Mark], finding: Finding, view: SourceView, presentation: Presentation) -> list[Line]:
    """A frame whose first block names its file unless that is the one just named."""
    lines = frame(view, marks, presentation.width, presentation.prefix)
    first = marks[0].location
    if first.path != finding.location.path:
        gutter = max(len(str(mark.location.line)) for mark in marks)
        where = f"{presentation.prefix}{escaped(first.path)}:{first.line}"
        lines.insert(0, (Segment(" " * gutter + " ::: ", "gutter"), Segment(where, "path")))
    return lines


def _related(step: Step, view: SourceView, gutter: int, presentation: Presentation) -> Iterator[Line]:
    place = step.location
    where = f"{presentation.prefix}{escaped(place.path)}:{place.line}"
    yield (Segment(" " * gutter + " ::: ", "gutter"), Segment(where, "path"))
    yield from frame(view, [Mark(place, view.message(step.text))], presentation.width)


def _notes(finding: Finding, rule: Rule | None, view: SourceView) -> Iterator[tuple[str, str]]:
    if finding.why:
        yield "why", view.message(finding.why)
    remedy = finding.remedy or (rule.remedy if rule else "")
    if remedy:
        yield "fix", view.message(remedy)
    if finding.fix is not None:
        flags = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        yield "edit", f"{finding.fix.title}: {flags}"
    parts = [f"backlint explain {finding.rule}"]
    if rule is not None:
        parts += [f"CWE-{weakness.cwe}" for weakness in rule.weaknesses]
        parts.append(entry_of(rule.item).label)
    if finding.code:
        parts.append(f"{finding.engine} {finding.code}")
    yield "help", " · ".join(parts)


# --- the end --------------------------------------------------------------------------------------------------------


def _totals(report: Report) -> Iterator[Line]:
    counts = Counter(finding.severity for finding in report.findings)
    if not report.findings:
        yield (Segment("No findings.", "good"),)
    else:
        severities = ", ".join(
            f"{counts[severity]} {severity_name(severity)}"
            for severity in sorted(Severity, reverse=True)
            if counts[severity]
        )
        yield (Segment(f"{counted(len(report.findings), 'finding')}: {severities}", "title"),)
    fixable = _fixable(report)
    if fixable:
        yield (Segment(fixable, "dim"),)
    hidden = hidden_by(report.suppressed)
    if hidden:
        yield (Segment(hidden, "dim"),)
    if report.comparison is not None:
        yield (Segment(compared(report.comparison), "dim"),)
    stale = dict(report.statistics.extra).get("baseline-stale", 0)
    if stale:
        text = f"{counted(stale, 'finding')} of the baseline {'is' if stale == 1 else 'are'} gone: backlint baseline --prune"
        yield (Segment(text, "dim"),)


def _fixable(report: Report) -> str:
    """`2 can be fixed by --fix, 5 more by --fix --unsafe-fixes`; "" when none can."""
    unseen = dict(report.statistics.extra).get(FIXES_UNSEEN, 0)
    if unseen:
        return f"{unseen:,} of a kind that can be fixed: backlint scan --diff-fixes --unsafe-fixes"
    counts = Counter(finding.fix.safe for finding in report.findings if finding.fix is not None)
    told = [f"{counts[True]} can be fixed by --fix"] if counts[True] else []
    if counts[False]:
        told.append(f"{counts[False]} {'more' if told else 'can be fixed'} by --fix --unsafe-fixes")
    return ", ".join(told)


def compared(comparison: Comparison) -> str:
    """`new since main (3f2a9c1): 412 findings stood there already`."""
    known = counted(comparison.known, "finding")
    return escaped(f"new since {comparison.revision} ({comparison.commit[:7]}): {known} stood there already")


def hidden_by(suppressed: Iterable[Finding]) -> str:
    """`2 ignored in the source · 14 in the baseline`; "" when nothing is hidden."""
    kinds = Counter(finding.suppression.kind for finding in suppressed if finding.suppression)
    said = {"inline": "ignored in the source", "configuration": "ignored by settings", "baseline": "in the baseline"}
    return " · ".join(f"{kinds[kind]} {text}" for kind, text in said.items() if kinds[kind])


def _gaps(report: Report, presentation: Presentation) -> Iterator[Line]:
    """What was not looked at: one line each, and for many of one kind their number."""
    if report.partial:
        yield (Segment("Something failed inside backlint; the rest of this report stands.", "bad"),)
    gaps = untold_gaps(report)
    if not gaps:
        return
    title = f"Not looked at or not understood ({counted(len(gaps), 'gap')})"
    if presentation.quiet:
        yield (Segment(title, "unsure"),)
        return
    yield (Segment(f"{title}:", "unsure"),)
    shown = gaps if presentation.verbose else gaps[:MAX_GAPS]
    for gap in shown:
        yield from wrapped("  ", gap_text(gap, presentation.prefix), presentation.width)
    rest = Counter(gap.kind for gap in gaps[len(shown) :])
    if rest:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(rest.items()))
        yield (Segment(f"  and {kinds} (-v shows all)", "dim"),)


def untold_gaps(report: Report) -> tuple[Gap, ...]:
    """Return the gaps of a report that no finding tells of already."""
    telling = {
        rule.id
        for rule in report.rules
        if any(isinstance(query, AnalysisQuery) and query.gaps for query in rule.queries)
    }
    told = {finding.location.path for finding in report.findings if finding.rule in telling}
    return tuple(gap for gap in report.gaps if gap.path not in told)


def gap_text(gap: Gap, prefix: str = "") -> str:
    """`app/legacy.py:3: syntax: invalid syntax`."""
    place = f"{prefix}{gap.path}:{gap.line}: " if gap.path and gap.line else f"{prefix}{gap.path}: " if gap.path else ""
    return escaped(f"{place}{gap.kind}: {gap.message}")

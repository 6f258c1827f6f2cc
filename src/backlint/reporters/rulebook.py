"""The rules themselves, for people: the list, and the page of a rule or a checklist item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from backlint.checklist import ENTRIES, Entry, entry_of
from backlint.reporters.frames import MIN_LABEL, Line, Segment, wrapped
from backlint.reporters.levels import SARIF_LEVEL, precision_name, severity_name
from backlint.reporters.presentation import Presentation
from backlint.rule import Attacker, RuffQuery, Rule


def listing(rules: Sequence[Rule], room: int) -> Iterator[Line]:
    """Yield the rules under their checklist items, a line each that goes on below in a narrow terminal, and their number."""
    width = max((len(rule.id) for rule in rules), default=0)
    for entry in ENTRIES:
        group = [rule for rule in rules if rule.item is entry.item]
        if not group:
            continue
        head = f"{entry.number}. {entry.title}" if entry.number else entry.title
        yield (Segment(head, "title"),)
        for rule in sorted(group, key=lambda rule: (-rule.usual_severity, rule.id)):
            severity = severity_name(rule.usual_severity)
            precision = f"  {precision_name(rule.precision):<9}  "
            card = (
                Segment(f"  {rule.id:<{width}}  "),
                Segment(f"{severity:<8}", SARIF_LEVEL[rule.usual_severity]),
                Segment(precision),
            )
            beside = sum(len(segment.text) for segment in card)
            if room < beside + MIN_LABEL:
                yield card
                yield from wrapped("      ", rule.title, room)
            else:
                first, *rest = wrapped(" " * beside, rule.title, room)
                yield (*card, first[1])
                yield from rest
        yield ()
    yield (Segment(f"{len(rules)} rules; `backlint explain RULE` shows the page of one", "dim"),)


_WEIGHED = {
    Attacker.CALLER: "a step lower where only a role, or whoever runs the program, can bring it about",
    Attacker.OTHERS: "whoever may call it, since somebody else gains; a step lower in a developer's files",
}
"""What `engines/reach.py` does to a rule's severity."""


def rule_page(rule: Rule, presentation: Presentation) -> Iterator[Line]:
    """Yield a rule's page: its card, its docstring, the way out and where to read on."""
    entry = entry_of(rule.item)
    yield (Segment(rule.id, SARIF_LEVEL[rule.usual_severity]), Segment(f": {rule.title}", "title"))
    yield ()
    weaknesses = [f"CWE-{weakness.cwe} {weakness.name}" for weakness in rule.weaknesses]
    codes = [code for query in rule.queries if isinstance(query, RuffQuery) for code in query.codes]
    card = [
        ("severity", f"{_severity(rule)}; {_WEIGHED[rule.attacker]}"),
        ("precision", precision_name(rule.precision)),
        ("weakness", ", ".join(weaknesses)),
        ("checklist", f"{entry.number}. {entry.title}" if entry.number else entry.title),
        ("family", rule.family),
        ("since", rule.since),
        ("ruff codes", ", ".join(codes)),
        ("fixes", "; ".join(_fixes(rule))),
    ]
    for name, value in card:
        if value:
            yield from wrapped(f"  {name:<11}", value, presentation.width)
    yield ()
    yield from _markdown(rule.docs, presentation)
    yield ()
    yield (Segment("Fix", "title"),)
    yield ()
    yield from wrapped("  ", rule.remedy, presentation.width)
    yield ()
    yield (Segment("How to ignore one", "title"),)
    yield ()
    yield (Segment("  "), Segment(f"# backlint: ignore[{rule.id}] -- reason; until=YYYY-MM-DD", "label"))
    if rule.references:
        yield ()
        yield (Segment("References", "title"),)
        yield ()
        for reference in rule.references:
            yield (Segment("  "), Segment(reference, "path"))


def _severity(rule: Rule) -> str:
    usual, proven = severity_name(rule.usual_severity), severity_name(rule.severity)
    return usual if usual == proven else f"{usual}, {proven} where it is proven"


def _fixes(rule: Rule) -> Iterator[str]:
    """Yield what `--fix` does about it, one text for each way."""
    for title, safe in rule.fixes:
        yield f"{title} ({'safe' if safe else 'unsafe'})"


def item_page(entry: Entry, rules: Iterable[Rule], presentation: Presentation) -> Iterator[Line]:
    """Yield what a checklist item asks and the rules that look after it."""
    number = f"{entry.number}. " if entry.number else ""
    yield (Segment(f"{number}{entry.title}", "title"), Segment(f"  ({entry.item.value})", "dim"))
    yield ()
    yield from wrapped("  ", entry.asks, presentation.width)
    yield ()
    group = [rule for rule in rules if rule.item is entry.item]
    if group:
        yield from listing(group, presentation.width)
    else:
        yield (Segment("No rule looks after it yet.", "dim"),)


_HEADING = re.compile(r"#+\s+(?P<title>.*)")
_FENCE = re.compile(r"\s*```")
_ITEM = re.compile(r"(?P<head>\s*(?:[-*]|\d+\.)\s+)(?P<text>.*)")


def _markdown(text: str, presentation: Presentation) -> Iterator[Line]:
    """Yield Markdown as our pages use it: headings, paragraphs, lists, and code that stays as it is."""
    code = False
    paragraph: list[str] = []

    def flush() -> Iterator[Line]:
        if paragraph:
            yield from wrapped("  ", " ".join(paragraph), min(presentation.width, 100))
            paragraph.clear()

    for line in text.split("\n"):
        heading = None if code else _HEADING.fullmatch(line)
        item = None if code else _ITEM.fullmatch(line)
        if _FENCE.match(line):
            yield from flush()
            code = not code
        elif code:
            yield (Segment("    "), Segment(line, "label")) if line else ()
        elif heading or not line.strip():
            yield from flush()
            yield (Segment(heading["title"], "title"),) if heading else ()
        elif item:
            yield from flush()
            yield from wrapped(f"  {item['head']}", item["text"], min(presentation.width, 100))
        elif line.startswith("|"):
            yield from flush()
            yield (Segment(f"  {line}"),)
        else:
            paragraph.append(line.strip())
    yield from flush()

"""Comments that ignore a finding: `# backlint: ignore[rule-id] -- reason; until=2027-03-01`.

In Python they come from the tokens, so that a string or a sentence never counts; in other files from a line reader. A
comment holds for the statement on any of whose lines it stands, or alone above the next one; `ignore-file` holds for
the whole file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from backlint.facts import model
from backlint.facts.model import ModuleFacts, unpack_region
from backlint.findings import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One comment: where it stands, which lines it covers (all for a whole file) and what it says.

    `rules` are the ids as written. `reason` and `until` are "" when absent; `until` may be no date. `problem` says why
    the comment could not be understood at all, or is "". `spans` says that a finding counts by all of its lines rather
    than by its first, which is so where no statements are known.
    """

    location: Location
    first: int
    last: int
    rules: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    whole_file: bool = False
    problem: str = ""
    spans: bool = False

    def covers(self, place: Location) -> bool:
        """Whether a finding at a place of the same file stands where this comment holds."""
        if self.whole_file:
            return True
        end = max(place.line, place.end_line) if self.spans else place.line
        return place.line <= self.last and end >= self.first

    def expired(self, today: date) -> bool:
        """Whether the day has passed; a day that cannot be read has."""
        if not self.until:
            return False
        try:
            return date.fromisoformat(self.until) < today
        except ValueError:
            return True


_START = re.compile(r"(?:^|(?<=\s))#\s*backlint:\s*(?P<rest>.*)", re.DOTALL)
_DIRECTIVE = re.compile(r"(?P<word>[\w-]*)\s*(?:\[(?P<rules>[^\[\]]*)\])?\s*(?P<rest>.*)", re.DOTALL)
_UNTIL = re.compile(r"[;,]?\s*\buntil\s*=\s*(?P<day>\S+)\s*$")
_PLACE_HOLDER = Location("", 0)


def _understand(text: str) -> Ignore:
    """Read what follows `backlint:`; place and lines are filled in by the caller."""
    match = _DIRECTIVE.match(text.strip())
    word = match["word"] if match else ""
    if match is None or word not in {"ignore", "ignore-file"}:
        return _nothing(f"`{word or text.strip()[:20]}` is no instruction; it should be `ignore[rule-id] -- reason`")
    rules = tuple(name.strip() for name in (match["rules"] or "").split(",") if name.strip())
    if not rules:
        return _nothing("it names no rule in brackets: `ignore[rule-id] -- reason`")
    rest = match["rest"].strip()
    reason = rest.removeprefix("--").strip() if rest.startswith("--") else ""
    until = _UNTIL.search(reason)
    if until:
        reason = reason[: until.start()].strip()
    return Ignore(
        location=_PLACE_HOLDER,
        first=0,
        last=0,
        rules=rules,
        reason=reason,
        until=until["day"] if until else "",
        whole_file=word == "ignore-file",
    )


def _nothing(problem: str) -> Ignore:
    return Ignore(location=_PLACE_HOLDER, first=0, last=0, problem=problem)


def _placed(said: Ignore, location: Location, lines: tuple[int, int], *, spans: bool) -> Ignore:
    return Ignore(
        location=location,
        first=lines[0],
        last=lines[1],
        rules=said.rules,
        reason=said.reason,
        until=said.until,
        whole_file=said.whole_file,
        problem=said.problem,
        spans=spans,
    )


# --- Python ---------------------------------------------------------------------------------------------------------


def of_module(path: str, facts: ModuleFacts) -> tuple[Ignore, ...]:
    """Return the ignore comments of a Python file; bodies are decoded only when there is one."""
    said = [(comment, match) for comment in facts.comments if (match := _START.search(comment.text)) is not None]
    if not said:
        return ()
    statements = Statements(facts)
    alone = {comment.line for comment in facts.comments if comment.alone}
    found: list[Ignore] = []
    for comment, match in said:
        lines = statements.around(comment.line) if not comment.alone else statements.at_or_after(comment.line, alone)
        end = comment.column + len(comment.text)
        location = Location(path, comment.line, comment.column + match.start(), comment.line, end)
        found.append(_placed(_understand(match["rest"]), location, lines, spans=False))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Extent:
    """The lines of a statement: all of a simple one, of a compound one the part before its first block.

    `certain` is the last line that surely belongs to it; between that and `last` stand only closing brackets,
    comments and blank lines.
    """

    first: int
    last: int
    certain: int


class Statements:
    """The statements of a file by line."""

    def __init__(self, facts: ModuleFacts) -> None:
        """Decode every body of the file."""
        extents = [*_of_block(model.decode_body(facts.body))]
        for function in facts.functions:
            if function.name == "<lambda>":
                continue  # an expression: part of the statement around it
            body = model.decode_body(function.body)
            extents += _of_block(body)
            extents.append(_of_function(function, body))
        for cls in facts.classes:
            body = model.decode_body(cls.body)
            extents += _of_block(body)
            ends = [argument.value.at for argument in cls.bases]
            extents.append(_headed(unpack_region(cls.span).line, unpack_region(cls.at).line, ends, body))
        self._extents = sorted(extents, key=lambda extent: (extent.first, -extent.last))
        self._firsts = [extent.first for extent in self._extents]

    def around(self, line: int) -> tuple[int, int]:
        """Return the lines of the innermost statement that a line belongs to; the line itself when to none."""
        found = self._innermost(line)
        return (found.first, found.last) if found else (line, line)

    def at_or_after(self, line: int, alone: set[int]) -> tuple[int, int]:
        """Return the statement that a comment alone on its line stands in, or else the one right below it.

        Further comments may stand between; a blank line ends the connection.
        """
        inside = self._innermost(line)
        if inside is not None and inside.first < line <= inside.certain:
            return (inside.first, inside.last)
        below = line + 1
        while below in alone:
            below += 1
        return self.around(below)

    def _innermost(self, line: int) -> _Extent | None:
        best: _Extent | None = None
        for extent in self._extents[: bisect_right(self._firsts, line)]:
            if line <= extent.last and (best is None or extent.last - extent.first <= best.last - best.first):
                best = extent
        return best


def _of_block(block: Iterable[model.Statement]) -> Iterator[_Extent]:
    for statement in block:
        yield from _of_statement(statement)


def _of_statement(statement: model.Statement) -> Iterator[_Extent]:
    """Yield the extents of a statement and of those in its blocks; definitions are walked by themselves."""
    match statement:
        case model.DefineFunction() | model.DefineClass():
            return
        case model.If() | model.While():
            yield _head(statement.at, [statement.test.at], statement.body)
            yield from _of_block((*statement.body, *statement.orelse))
        case model.For():
            yield _head(statement.at, [statement.iterable.at], statement.body)
            yield from _of_block((*statement.body, *statement.orelse))
        case model.With():
            ends = [(item.target or item.context).at for item in statement.items]
            yield _head(statement.at, ends, statement.body)
            yield from _of_block(statement.body)
        case model.Try():
            yield from _of_block((*statement.body, *statement.orelse, *statement.final))
            for handler in statement.handlers:
                yield _head(handler.at, [handler.type.at] if handler.type else [], handler.body)
                yield from _of_block(handler.body)
        case model.Match():
            yield _head(statement.at, [statement.subject.at], ())
            for case in statement.cases:
                yield _head(case.at, [case.pattern.at], case.body)
                yield from _of_block(case.body)
        case _:
            region = unpack_region(statement.at)
            yield _Extent(region.line, region.end_line, region.end_line)


def _head(at: int, ends: list[int], body: tuple[model.Statement, ...]) -> _Extent:
    line = unpack_region(at).line
    return _headed(line, line, ends, body)


def _headed(first: int, name: int, ends: list[int], body: tuple[model.Statement, ...]) -> _Extent:
    """The head of a compound statement: from its first line to the line before its first block."""
    certain = max([name, *(unpack_region(end).end_line for end in ends)])
    begins = unpack_region(body[0].at).line if body else certain + 1
    return _Extent(first, max(certain, begins - 1), certain)


def _of_function(function: model.FunctionFacts, body: tuple[model.Statement, ...]) -> _Extent:
    ends = [parameter.at for parameter in function.parameters]
    if function.returns is not None:
        ends.append(function.returns.at)
    return _headed(unpack_region(function.span).line, unpack_region(function.at).line, ends, body)


# --- other files ----------------------------------------------------------------------------------------------------

_OTHER = re.compile(
    r"""(?:^|(?<=\s)) (?:\#|;|//) \s* backlint: \s* (?P<line>.*)
      | \{\# -? \s* backlint: \s* (?P<template>.*?) -? \#\}
      | <!-- \s* backlint: \s* (?P<markup>.*?) -->""",
    re.VERBOSE,
)


def of_text(path: str, text: str) -> tuple[Ignore, ...]:
    """Return the ignore comments of a file that is not Python, or could not be read as Python.

    A line comment begins with `#`, `;` or `//`, a template's with `{#` or `<!--` and ends on the same line. Inside
    double quotes there is no comment.
    """
    if "backlint:" not in text:
        return ()
    lines = re.split(r"\r\n|\n|\r", text)
    found: list[Ignore] = []
    for number, line in enumerate(lines, 1):
        match = _OTHER.search(line) if "backlint:" in line else None
        if match is None or line[: match.start()].count('"') % 2:
            continue
        said = _understand(match["line"] or match["template"] or match["markup"] or "")
        covered = number if _has_content(line[: match.start()] + line[match.end() :]) else _next(lines, number)
        location = Location(path, number, match.start() + 1, number, match.end() + 1)
        found.append(_placed(said, location, (covered, covered), spans=True))
    return tuple(found)


def _has_content(text: str) -> bool:
    return bool(text.strip())


def _next(lines: list[str], number: int) -> int:
    """Return the first line below a comment (line `number`) that is no comment of ours itself."""
    below = number + 1
    while below <= len(lines) and _OTHER.match(lines[below - 1].lstrip()):
        below += 1
    return below

"""Edits of ignore comments."""

from __future__ import annotations

import re

from backlint.findings import Location
from backlint.fixes.code import Change, Code, DoesNotFit
from backlint.fixes.plan import LINE_END
from backlint.repairs import DropIgnore

_LIST = re.compile(r"#\s*backlint:\s*ignore(?:-file)?\s*\[(?P<rules>[^\[\]]*)\]")


def drop_ignore(code: Code, place: Location, repair: DropIgnore) -> tuple[Change, ...]:
    """Take rules out of the comment at a place; with the last one goes the comment, and its line where it is alone."""
    start, end = code.offset(place.line, place.column), code.offset(place.end_line, place.end_column)
    match = _LIST.match(code.text, start, end)
    if match is None:
        raise DoesNotFit
    named = [name.strip() for name in match["rules"].split(",") if name.strip()]
    kept = [name for name in named if name not in repair.rules]
    if len(kept) == len(named):
        raise DoesNotFit
    if kept:
        return (Change(match.start("rules"), match.end("rules"), ", ".join(kept)),)
    line = code.line_start(start)
    before = code.text[line:start]
    if before.strip():
        return (Change(line + len(before.rstrip()), end, ""),)
    line_end = LINE_END.match(code.text, end)
    return (Change(line, line_end.end() if line_end else end, ""),)

"""What a page that a program puts together does by itself: `<meta http-equiv="refresh">` sends its reader elsewhere."""

from __future__ import annotations

import re

from backlint.execution.values import AnyValue, Text, members, string_of

_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh[^<>]*\burl\s*=\s*[\"']?\s*$", re.IGNORECASE)
_SCRIPTED = re.compile(r"\blocation(?:\.href)?\s*=\s*[\"'`]\s*$|\blocation\.(?:replace|assign)\(\s*[\"'`]\s*$")


def sent_to(page: AnyValue) -> AnyValue | None:
    """Return what decides where a page sends its reader at once, None where it does not."""
    for member in members(page):
        before = ""
        for part in member.parts if isinstance(member, Text) else ():
            text = string_of(part)
            if part.taint and text is None and (_REFRESH.search(before) or _SCRIPTED.search(before)):
                return part
            before = before + text if text is not None else ""
    return None

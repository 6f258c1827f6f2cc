"""String literals under a name in Python source, as entries: `API_KEY = "…"`, `"password": "…"`, `token="…"`.

They are found in the text and not in the tree: a secret in a comment, or in a file that does not parse, is known all the
same to whoever reads it. What a value is used for is not seen here; that is the machine's part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places

SHORTEST, LONGEST = 16, 200
"""Characters of a value; shorter ones are not told from words, longer ones are texts or have a format of their own."""

# `name = "value"`, `name: str = "value"`, `name == "value"`, `"name": "value"`, `["name"] = "value"`.
_NAMED = re.compile(
    rf"""
    (?<![A-Za-z0-9_])(?P<name>[A-Za-z_]\w{{1,60}}+)["']?\]?
    [ \t]*+(?: :[ \t]*[A-Za-z_][\w.\[\], |]{{0,60}}? )?[ \t]*(?: == | = | : )[ \t]*\(?
    [bBrRuU]{{0,2}}(?P<quote>["'])(?P<value>[^"'\\\n]{{{SHORTEST},{LONGEST}}})(?P=quote)
    """,
    re.VERBOSE,
)


def read_literals(text: str) -> Iterator[Entry]:
    """Yield the literals of a Python file that stand under a name, with the place of their text."""
    places = Places(text)
    for match in _NAMED.finditer(text):
        line, column = places.at(match.start("value"))
        yield Entry(match["name"], match["value"], line, column)

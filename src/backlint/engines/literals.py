"""String literals under a name in Python source, as entries: `API_KEY = "…"`, `"password": "…"`, `key = given or "…"`.

They are found in the text and not in the tree: a secret in a comment, or in a file that does not parse, is known all the
same to whoever reads it. What a value is used for is not seen here; that is the machine's part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places

SHORTEST, LONGEST = 8, 200
"""Characters of a value; shorter ones are not told from words, longer ones are texts or have a format of their own."""

# `name = "value"`, `name: str = "value"`, `name == "value"`, `"name": "value"`, `["name"] = "value"`, `name = given or "value"`.
_NAMED = re.compile(
    rf"""
    (?<![A-Za-z0-9_-])(?P<name>[A-Za-z_][\w-]{{1,60}}+)["']?\]?
    [ \t]*+(?: :[ \t]*[A-Za-z_][\w.\[\], |]{{0,60}}? )?[ \t]*(?: == | = | : )[ \t]*\(?
    (?: [A-Za-z_][\w.\[\]"'()?]{{0,80}}+ [ \t]+ (?: or | \|\| | \?\? ) [ \t]+ )?
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


_TYPED = re.compile(
    r"""(?<![A-Za-z0-9_])["']?(?:password|passwd|pwd|passphrase)["']?[ \t]{0,9}(?::|=(?!=))[ \t]{0,9}(?P<quote>["'`])(?P<value>[^"'`\\\n$<{]{1,100})(?P=quote)"""
)
_BESIDE = re.compile(
    r"""(?<![\w])["']?(?P<name>host|hostname|server|user|username|user_name|login|email)["']?[ \t]{0,9}(?::[ \t]{0,9}["'`\w]|=[ \t]{0,9}["'`])"""
)
_AROUND = 600
"""Characters before and behind a password in which what it belongs to stands."""

ACCOUNT = "account"
"""What stands above the key of a password that somebody signs in with, or a service is reached with."""


def read_accounts(text: str) -> Iterator[Entry]:
    """Yield the passwords of a script's objects that name a host or a person beside it: `{host: "db", password: "…"}`.

    Beside a person alone a word may be the label of a field; a password that was typed has more than letters.
    """
    places = Places(text)
    for match in _TYPED.finditer(text):
        before = text[max(0, match.start() - _AROUND) : match.start()]
        behind = text[match.end() : match.end() + _AROUND]
        beside = {
            one["name"]
            for part in (before[_opened(before) :], behind[: _closed(behind)])
            for one in _BESIDE.finditer(part)
        }
        served = not beside.isdisjoint({"host", "hostname", "server"})
        if served or (beside and not match["value"].isalpha()):
            yield Entry(f"{ACCOUNT}.password", match["value"], *places.at(match.start("value")))


def _opened(before: str) -> int:
    """Return where the object begins that a text ends within, its beginning where none does."""
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at] == "}") - (before[at] == "{")
        if depth < 0:
            return at + 1
    return len(before)


def _closed(behind: str) -> int:
    """Return where the object ends that a text begins within, 0 where none does."""
    depth = 0
    for at, letter in enumerate(behind):
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return at
    return 0

"""Passwords in a program that stand among the lines which say who signs in with them, or where: `login = "shop"`.

What takes them may be code that nobody knows: a client's own class, a request put together by hand. So many names beside
each other are no chance. They are found in the text and not in the tree, as in `literals`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places
from backlint.placeholder import is_placeholder
from backlint.secrecy import is_hash, is_random, is_usual

NEIGHBOURS = "neighbours"
"""What stands above the key of such a password: an example in a text may have them too."""

_TYPED = re.compile(
    r"""
    (?P<name>pass(?:word|wd|phrase)|pwd|pswd|_pw)["']?\]?[ \t]{0,9} (?: =(?!=) | : ) [ \t]{0,9}
    [bBuU]?(?P<quote>["'])(?P<value>[^"'\\\n$<{}\s]{3,100})(?P=quote)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BESIDE = re.compile(
    r"""
    (?<![A-Za-z0-9])["']?\w{0,40}?(?:(?P<place>host|hostname|server|ip|ip_?addr|address) | (?P<person>user|username|user_?name|login|email|account|uid))
    ["']?\]?[ \t]{0,9} (?: :[ \t]{0,9}str[ \t]{0,9} )? (?: =(?!=) | : ) [ \t]{0,9}
    [bBuU]?["'](?P<value>[^"'\n]{1,200})["']
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HASHED = re.compile(
    r"""\b(?:make_password|generate_password_hash|set_password|hash_password|get_password_hash)\(\s{0,20}"""
    r"""[bB]?(?P<quote>["'])(?P<value>[^"'\\\n$<{}\s]{3,100})(?P=quote)"""
)
"""What a program hashes as it stands there, in code that may not be reached, such as a migration."""
_PAIRED = re.compile(
    r"""\b\w{0,20}auth["']?[ \t]{0,9}[=:][ \t]{0,9}[(\[]\s{0,20}[bBuU]?["'][^"'\n{}]{1,60}["'][ \t]{0,9},\s{0,20}"""
    r"""[bBuU]?(?P<quote>["'])(?P<value>[^"'\\\n$<{}\s]{3,100})(?P=quote)\s{0,20},?\s{0,20}[)\]]""",
    re.IGNORECASE,
)
"""A name and its password, as clients take them: `http_auth=("shop", "…")`."""
_SENT = re.compile(
    r"""(?<![\w-])(?:client_secret|api_?key|access_token|refresh_token|password)=(?P<value>(?=[A-Za-z_~+/-]*\d)[A-Za-z0-9~_+/-]{16,100})(?=["'&\s\\]|$)"""
)
"""A field of a form or an address as a command sends it, in a comment that shows how something is asked for."""
_LINES = 4
"""Above and below in which those stand that a password belongs to."""


def read_neighbours(text: str) -> Iterator[Entry]:
    """Yield the passwords beside which, within a few lines as far to the right, a person or a place is written out.

    Beside a person alone a word may be a label; a password that was typed has more than letters. What is hashed is one, and
    what a client is given with a name.
    """
    places: Places | None = None
    lines: list[str] = []
    for match in (*_HASHED.finditer(text), *_PAIRED.finditer(text)):
        if not _says_nothing("password", match["value"]):
            places = places or Places(text)
            yield Entry(f"{NEIGHBOURS}.password", match["value"], *places.at(match.start("value")))
    for match in _SENT.finditer(text):
        if is_random(match["value"]) and not is_placeholder(match["value"]):
            places = places or Places(text)
            yield Entry(f"{NEIGHBOURS}.{match[0].partition('=')[0]}", match["value"], *places.at(match.start("value")))
    for match in _TYPED.finditer(text):
        value, start = match["value"], match.start()
        while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        name = text[start : match.end("name")]
        if _says_nothing(name, value):
            continue
        places, lines = places or Places(text), lines or text.split("\n")
        line, column = places.at(match.start("value"))
        beside = list(_beside(lines, line - 1))
        people = {one["value"] for one in beside if one["person"]}
        served = any(one["place"] for one in beside)
        if value in people and not served:
            continue
        if (served and people) or (people and not value.isalpha()):
            yield Entry(f"{NEIGHBOURS}.{name}", value, line, column)


def _says_nothing(name: str, value: str) -> bool:
    """Tell whether a text is none that somebody typed to be let in: a filler, a path, a hash, the name itself."""
    low = value.lower()
    if is_usual(low) or low in name.lower() or is_placeholder(value) or is_hash(value):
        return True
    if re.search(r"pass|pwd", low) and value.replace("_", "").replace("-", "").isalpha():
        return True  # the name of a field
    if re.fullmatch(r"\d+\s*/\s*\w+", value):
        return True  # how often something may be asked: `3/min`
    return (
        "://" in value
        or value.startswith(("/", "%", "."))
        or re.fullmatch(r"[a-z_]+(?:\.[A-Za-z_]+)+", value) is not None
    )


def _beside(lines: list[str], at: int) -> Iterator[re.Match[str]]:
    """Yield what is written out about persons and places on the line and on those around it that begin as far in."""
    depth = _depth(lines[at])
    for step in (-1, 1):
        for number in range(at if step < 0 else at + 1, at + step * (_LINES + 1), step):
            if not 0 <= number < len(lines):
                break
            line = lines[number][:1000]
            if line.strip() and _depth(line) < depth:
                break
            if _depth(line) == depth:
                yield from _BESIDE.finditer(line)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())

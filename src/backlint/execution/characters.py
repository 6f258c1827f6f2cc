"""Which characters a text may hold, and for which kinds of sink text without some of them is harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backlint.concepts import PROOFS, TOGETHER, SinkKind
from backlint.execution.taint import EVERY_SINK

NEEDED: Mapping[SinkKind, str] = {
    SinkKind.SQL: " '\"(;",
    SinkKind.COMMAND: " ;|&$`\n<>()'\"",
    SinkKind.CODE: "(['\"",
    SinkKind.HTML: "<'\"",
    SinkKind.TEMPLATE: "{%$<",
    SinkKind.PATH: "/",
    SinkKind.SSRF: "/",
    SinkKind.REDIRECT: "/",
    SinkKind.LDAP: "(*",
    SinkKind.XPATH: "(['\"",
    SinkKind.HEADER: "\n",
    SinkKind.LOG: "\n",
    SinkKind.MAIL: "\n",
}
"""One of these characters is needed to harm a sink of that kind."""

_REMOVED: Mapping[str, frozenset[SinkKind]] = {
    "/": frozenset({SinkKind.PATH}),
    "<": frozenset({SinkKind.HTML}),
    "(": frozenset({SinkKind.LDAP}),
    "\n": frozenset({SinkKind.HEADER, SinkKind.LOG, SinkKind.MAIL}),
    "\r\n": frozenset({SinkKind.HEADER, SinkKind.LOG, SinkKind.MAIL}),
    "..": frozenset({SinkKind.NO_PARENTS}),
    ".": frozenset({SinkKind.NO_PARENTS}),
}
"""What a text can no longer do once all of a character is gone from it: the one that no attack does without."""

_STATES = frozenset({*PROOFS, *(half for halves in TOGETHER.values() for half in halves)})
_ADDRESS = re.compile(r"\^?(?:https?|ftps?)\??(?:\(\?:)?:(?:\\?/){2}[\w\\.:-]+\\?/")
_REPEATED = re.compile(r"[*+]|\{\d*,?\d*\}")


def without(removed: str, put: str) -> frozenset[SinkKind]:
    """Return the kinds of sink that a text cannot harm in which `removed` was replaced by `put` wherever it stood."""
    kinds = _REMOVED.get(removed, frozenset())
    return kinds if removed not in put else frozenset()


def admitted(pattern: str) -> frozenset[SinkKind]:
    r"""Return the kinds of sink that a text which matches a pattern in whole cannot harm.

    Only sets of characters count (`[\\w.-]`): the pattern's own text was written by the program.
    """
    sets = tuple(_sets(pattern))
    safe = set(EVERY_SINK - _STATES)
    for kind, needed in NEEDED.items():
        if any(_admits(one, character) for one in sets for character in needed):
            safe.discard(kind)
    if "/" in _outside(pattern) and any(_admits(one, ".") for one in sets):
        safe.discard(SinkKind.PATH)
    if any(one.negated for one in sets):
        # What is not named may be anything: only what is told by its characters is known.
        safe &= NEEDED.keys()
    if _ADDRESS.match(pattern):
        safe |= {SinkKind.SSRF, SinkKind.REDIRECT}
    return frozenset(safe)


_LITERAL = re.compile(r"\\A|\^|(?P<plain>[^\\.^$*+?{}\[\]|()]|\\[^\w\s])(?![*?{])")
_SEGMENT = re.compile(r"/(?:[^/\\\[(.|*+?{$^]|\[(?!\^)[^]/\\]*\](?![*?{])|\\[wd](?![*?{]))")


def beginning(pattern: str) -> tuple[str, frozenset[SinkKind]]:
    r"""Return how every text begins that a pattern matches from its start, and what such a text cannot harm.

    `^/[a-z]` says that it is a path of this host; `^/` does not, since `//` begins the name of another.
    """
    if "|" in pattern:
        return "", frozenset()
    known, position = "", 0
    while found := _LITERAL.match(pattern, position):
        known += (found["plain"] or "").removeprefix("\\")
        position = found.end()
    local = _SEGMENT.match(pattern.removeprefix("^").removeprefix(r"\A").replace(r"\/", "/"))
    return known, frozenset({SinkKind.REDIRECT} if local else ())


def refused(pattern: str) -> frozenset[SinkKind]:
    r"""Return the kinds of sink that a text cannot harm from which all that a pattern matches was taken.

    Only for a pattern that is one set: `[^\\w.-]` leaves what it names, `[\\r\\n]` and `/` take what they name.
    """
    sets = tuple(_sets(pattern))
    if len(sets) != 1 or _outside(pattern) not in {"", "+"} or (pattern[0] == "\\" and pattern[1].islower()):
        return without(pattern.removesuffix("+").replace("\\", ""), "") if not sets else frozenset()
    taken = Characters(sets[0].text, negated=not sets[0].negated)
    return frozenset(
        kind for kind, needed in NEEDED.items() if not any(_admits(taken, character) for character in needed)
    )


def group_of(pattern: str, wanted: int | str) -> str | None:
    """Return the part of a pattern that a group of it captures, by its number (0: all of it) or name; None where there is
    no such group.
    """
    if wanted == 0:
        return pattern
    open_: list[tuple[int, int | str | None, str]] = []
    number, position = 0, 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            position += 2
            continue
        if character == "[":
            position = _end_of_set(pattern, position)
        elif character == "(":
            named = _NAMED.match(pattern, position + 1)
            captures = named is not None or pattern[position + 1 : position + 2] != "?"
            number += captures
            begins = named.end() if named is not None else position + 1
            open_.append((begins, number if captures else None, named["name"] if named is not None else ""))
        elif character == ")" and open_:
            begins, held, name = open_.pop()
            if held is not None and wanted in {held, name}:
                return pattern[begins:position]
        position += 1
    return None


_NAMED = re.compile(r"\?P<(?P<name>\w+)>")


class Characters(NamedTuple):
    r"""Those in `text`, or all others; `\\w`, `\\d` and `\\s` stand in it as they are written."""

    text: str
    negated: bool = False


_ANYTHING = Characters("", negated=True)
_CLASSES = {
    r"\s": Characters(r"\s"),
    r"\w": Characters(r"\w"),
    r"\d": Characters(r"\d"),
    r"\S": Characters(r"\s", negated=True),
}
_CLASSES |= {r"\W": Characters(r"\w", negated=True), r"\D": Characters(r"\d", negated=True)}


def _sets(pattern: str) -> Iterator[Characters]:
    """Yield each set in a pattern; a single `.` is none, it stands for a character that was not escaped."""
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            escaped = _CLASSES.get(pattern[position : position + 2])
            if escaped is not None:
                yield escaped
            position += 2
            continue
        if character == ".":
            if _REPEATED.match(pattern, position + 1):
                yield _ANYTHING
        elif character == "[":
            end = _end_of_set(pattern, position)
            body = pattern[position + 1 : end]
            negated = body.startswith("^")
            text = _expanded(body[negated:])
            yield _ANYTHING if re.search(r"\\[SWD]", text) else Characters(text, negated=negated)
            position = end
        position += 1


def _admits(characters: Characters, wanted: str) -> bool:
    text = characters.text.replace(r"\w", "").replace(r"\d", "").replace(r"\s", " \n\r")
    return (wanted in text) is not characters.negated


def _end_of_set(pattern: str, start: int) -> int:
    """Return where the set that opens at `start` is closed."""
    position = start + 1
    if pattern[position : position + 1] == "^":
        position += 1
    position += 1
    while position < len(pattern) and pattern[position] != "]":
        position += 2 if pattern[position] == "\\" else 1
    return position


def _outside(pattern: str) -> str:
    """Return what of a pattern stands outside of its sets."""
    text, position = "", 0
    while position < len(pattern):
        if pattern[position] == "[":
            position = _end_of_set(pattern, position)
        else:
            text += pattern[position]
        position += 1
    return text


def _expanded(body: str) -> str:
    r"""Return a set's characters; `\\w`, `\\d` and `\\s` stay as they are written, a range becomes what it spans."""
    text, position = "", 0
    while position < len(body):
        character = body[position]
        if character == "\\" and position + 1 < len(body):
            escaped = body[position + 1]
            text += {"n": "\n", "r": "\r", "t": "\t"}.get(escaped, escaped if not escaped.isalpha() else f"\\{escaped}")
            position += 2
            continue
        last = body[position + 2 : position + 3]
        if body[position + 1 : position + 2] == "-" and last and last != "\\" and character <= last:
            text += "".join(chr(code) for code in range(ord(character), min(ord(last), ord(character) + 255) + 1))
            position += 3
            continue
        text += character
        position += 1
    return text

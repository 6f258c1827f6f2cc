"""What may be told of an error that nobody foresaw: its text may quote whatever was being read."""

from __future__ import annotations

import re
from traceback import extract_tb

from backlint.redaction.looks import hidden, redact
from backlint.secrecy import is_random

_QUOTED = re.compile(r"""(?P<quote>['"`])(?P<value>(?:(?!(?P=quote))[^\\\r\n]|\\.){5,4000})(?P=quote)""")
_WORD = re.compile(r"\S{8,4000}")
_OURS = re.compile(r"[A-Za-z_][\w.]*")
_LINE = re.compile(r"(?::\d{1,7}){1,2}$")
_LONGEST = 300


def redacted_error(error: BaseException) -> str:
    """Return the kind of an error and what it says, with everything hidden that it may quote from a project's files.

    Quoted texts that are no names of a program stay as `redact` leaves them, and so does what looks drawn at random.
    """
    said = hidden(" ".join(str(error).split())[:4000], python=False)
    said = _QUOTED.sub(lambda match: f"{match['quote']}{_name_or_less(match['value'])}{match['quote']}", said)
    said = _WORD.sub(lambda match: redact(match[0]) if is_random(match[0]) else match[0], said)
    return f"{type(error).__name__}: {said[:_LONGEST]}"


def redacted_message(message: str) -> str:
    """Return a message about wrong use or settings, of which all that a file of the project may have said is hidden.

    Only a message of several lines quotes a file at length; in the others, what looks drawn at random is enough.
    """
    lines = [hidden(line, python=False, formats="\n" in message) for line in message.split("\n")]
    return "\n".join(_WORD.sub(lambda match: _path_or_less(match[0]), line) for line in lines)


def _path_or_less(word: str) -> str:
    # `security/models.toml:12` is a place: its line does not make it a key.
    core = _LINE.sub("", word.strip("`'\"(),:;"))
    return word if core.startswith(("/", ".", "~")) or not is_random(core) else word.replace(core, redact(core))


def _name_or_less(value: str) -> str:
    # A name of two parts at least, as of an attribute or module, is the program's; one word may be anybody's.
    return (
        value if _OURS.fullmatch(value) and ("_" in value or "." in value) and not is_random(value) else redact(value)
    )


def where(error: BaseException) -> str:
    """Return the places in backlint that an error came through: files, lines and functions, nothing of what they held."""
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in extract_tb(error.__traceback__)]
    return "\n".join((*lines, redacted_error(error)))

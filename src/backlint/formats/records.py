"""Records of known formats, and the three ways to write one.

A service's token begins with letters of its own (`prefixed`), or has a shape that many have and stands under a name with
the service's (`named`), or is known by the text around it (`written`). Every repetition of a pattern is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from backlint.findings import Precision, Severity

ALPHANUMERIC = "A-Za-z0-9"
LOWER = "a-z0-9"
UPPER = "A-Z0-9"
HEXADECIMAL = "a-f0-9"
URLSAFE = "A-Za-z0-9_-"
BASE64 = "A-Za-z0-9+/"
BASE32 = "A-Z2-7"
"""Alphabets, as they stand between the brackets of a pattern."""

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

Length = int | tuple[int, int]

_SURELY_MIXED = 20
"""Letters and digits of which 97 in 100 draws hold a digit, and names in a program hardly any."""


class Known(Enum):
    """By what a format is known; see the module's docstring."""

    PREFIX = "prefix"
    NAME = "name"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFormat:
    """What the secrets of one service look like.

    `name` says with its article what was found (`a GitHub personal access token`); `revoked_at`, where its owner ends
    it. `words` are what must stand there before `pattern` is tried: the beginning of the secret itself (PREFIX), a part
    of the name that it is given, in lower case (NAME), or a text at which, or at most `before` characters after which,
    the pattern begins (TEXT, in lower case). Group 1 of the pattern, or all of it, is the secret. `valid` checks its
    structure or checksum; `min_entropy` is in bits for each character of what follows the prefix; `mixed` says that digits
    are among so many characters that one of them is drawn; `anywhere` tells which are secrets in tests and documents as
    well. What is None is taken from the rule.
    """

    name: str
    revoked_at: str
    known_by: Known
    words: tuple[str, ...]
    pattern: str
    before: int = 0
    valid: Callable[[str], bool] | None = None
    min_entropy: float = 2.8
    mixed: bool = False
    severity: Severity | None = None
    precision: Precision | None = None
    anywhere: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A secret in a text: its format, and the offsets of its first character and behind its last."""

    known: SecretFormat
    start: int
    end: int


def prefixed(  # noqa: PLR0913 -- a record has that many fields, most by keyword
    name: str,
    prefix: str | tuple[str, ...],
    alphabet: str,
    length: Length,
    revoked_at: str,
    *,
    then: str = "",
    valid: Callable[[str], bool] | None = None,
    min_entropy: float = 2.8,
    severity: Severity | None = None,
    precision: Precision | None = None,
) -> SecretFormat:
    """Make the record of a token: `prefix`, then `length` characters of `alphabet`, then what the pattern `then` says."""
    words = (prefix,) if isinstance(prefix, str) else prefix
    begins = "|".join(re.escape(word) for word in words)
    return SecretFormat(
        name=name,
        revoked_at=revoked_at,
        known_by=Known.PREFIX,
        words=words,
        pattern=rf"((?:{begins}){_body(alphabet, length)}{then}){_end(alphabet + then)}",
        valid=valid,
        min_entropy=min_entropy,
        mixed="0-9" in alphabet and (length if isinstance(length, int) else length[0]) >= _SURELY_MIXED,
        severity=severity,
        precision=precision,
    )


def named(  # noqa: PLR0913
    name: str,
    words: str | tuple[str, ...],
    alphabet: str,
    length: Length,
    revoked_at: str,
    *,
    shape: str = "",
    valid: Callable[[str], bool] | None = None,
    min_entropy: float = 2.8,
    severity: Severity | None = None,
    precision: Precision | None = None,
) -> SecretFormat:
    """Make the record of a token without letters of its own, under a name that holds one of `words` (lower case).

    The token is `length` characters of `alphabet`, or what the pattern `shape` says.
    """
    return SecretFormat(
        name=name,
        revoked_at=revoked_at,
        known_by=Known.NAME,
        words=(words,) if isinstance(words, str) else words,
        pattern=f"({shape or _body(alphabet, length)}){_end(alphabet)}",
        valid=valid,
        min_entropy=min_entropy,
        severity=severity,
        precision=precision,
    )


def written(  # noqa: PLR0913
    name: str,
    words: str | tuple[str, ...],
    pattern: str,
    revoked_at: str,
    *,
    before: int = 0,
    valid: Callable[[str], bool] | None = None,
    min_entropy: float = 2.8,
    severity: Severity | None = None,
    precision: Precision | None = None,
    anywhere: Callable[[str], bool] | None = None,
) -> SecretFormat:
    """Make the record of a secret that is known by the text around it: see `SecretFormat`."""
    return SecretFormat(
        name=name,
        revoked_at=revoked_at,
        known_by=Known.TEXT,
        words=(words,) if isinstance(words, str) else words,
        pattern=pattern,
        before=before,
        valid=valid,
        min_entropy=min_entropy,
        severity=severity,
        precision=precision,
        anywhere=anywhere,
    )


def _body(alphabet: str, length: Length) -> str:
    if not alphabet:
        return ""
    least, most = (length, length) if isinstance(length, int) else length
    return f"[{alphabet}]{{{least},{most}}}"


def _end(alphabet: str) -> str:
    """Return what must not follow: another character of a token."""
    return r"(?![A-Za-z0-9_+/=-])" if "+/" in alphabet else r"(?![A-Za-z0-9_-])"

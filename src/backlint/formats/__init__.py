"""The formats in which services give out their secrets: what a record of one is, and how texts are searched for them."""

from __future__ import annotations

from backlint.formats.records import (
    ALPHANUMERIC,
    BASE32,
    BASE64,
    HEXADECIMAL,
    LOWER,
    UPPER,
    URLSAFE,
    UUID,
    Found,
    SecretFormat,
    named,
    prefixed,
    written,
)
from backlint.formats.search import FormatSearch, lowered

__all__ = [
    "ALPHANUMERIC",
    "BASE32",
    "BASE64",
    "HEXADECIMAL",
    "LOWER",
    "UPPER",
    "URLSAFE",
    "UUID",
    "FormatSearch",
    "Found",
    "SecretFormat",
    "lowered",
    "named",
    "prefixed",
    "written",
]

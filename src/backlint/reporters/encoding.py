"""Records as JSON text that is the same every time and harmless when it is printed."""

from __future__ import annotations

import re

import msgspec

# What a terminal obeys or what hides text; JSON requires only the first 32 to be escaped.
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
)


def in_unicode(text: str) -> str:
    """Return text without lone surrogates, which JSON cannot hold: names of files may have bytes that are no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_json(record: msgspec.Struct | tuple[msgspec.Struct, ...]) -> str:
    """Return a record as JSON: indented by two, the fields in the order of their declaration, UTF-8 when encoded."""
    text = msgspec.json.format(msgspec.json.encode(record), indent=2).decode("utf-8")
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"

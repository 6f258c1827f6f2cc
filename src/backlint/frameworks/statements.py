"""What the text of an SQL statement says of the values in it: which of them a row keeps or is looked up by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.concepts import SinkKind
from backlint.execution.library import Sunk
from backlint.execution.values import AnyValue, CallEvent, Constant, Produced, Text, Union, string_of

_KEEPS = re.compile(r"\s*(insert|update|replace|merge|upsert)\b", re.IGNORECASE)
_ASKS = re.compile(r"\s*(select|with)\b.*\bwhere\b", re.IGNORECASE | re.DOTALL)
_HASHES = re.compile(
    r"\b(crypt|digest|hmac|md5|sha1?|sha2|sha224|sha256|sha512|password|old_password|hashbytes|pwdcompare|pwdencrypt|"
    r"aes_encrypt|pgp_sym_encrypt|encode)\s*\(",
    re.IGNORECASE,
)
"""Functions of databases that make of a password what may be kept or compared."""

KEPT = "a row"
ASKED = "a condition"


def kept_or_asked(event: CallEvent, statement: AnyValue) -> Iterator[Sunk]:
    """Yield what a statement puts into a row, or compares one with: itself, and the parameters that it is run with.

    A password that arrives there as it was typed is kept, or was kept, as it was typed, unless the database itself
    hashes in the statement. Who says so decides whose row it is.
    """
    text = text_of(statement)
    use = KEPT if _KEEPS.match(text) else ASKED if _ASKS.match(text) else ""
    if not use:
        return
    hashes = _HASHES.search(text) is not None
    values = [*event.arguments.positional, *(value for _, value in event.arguments.keywords)]
    for value in values:
        if value.taint:
            yield Sunk(SinkKind.IDENTITY, use, value)
            if not hashes:
                yield Sunk(SinkKind.PASSWORD_STORE, use, value)


def text_of(statement: AnyValue | None) -> str:
    """Return what is known of a statement's text; `?` stands where something else is put in."""
    if isinstance(statement, Text):
        return "".join("?" if (known := string_of(part)) is None else known for part in statement.parts)
    if isinstance(statement, Constant):
        return str(statement.value)
    if isinstance(statement, Produced):
        return text_of(statement.call.arguments.get(0))
    if isinstance(statement, Union):
        return next((text for member in statement.members if (text := text_of(member))), "")
    return ""

"""Password hashes as sources: an attribute or key that is named like one holds one, wherever it comes from."""

from __future__ import annotations

import re

from backlint.concepts import SourceKind
from backlint.execution.joins import join_all
from backlint.execution.taint import Origin, Site, Taint, Taints
from backlint.execution.values import AnyValue, Member, Produced, Union, Unknown

HASH_NAME = re.compile(
    r"(?:pass(?:word|wd)?|pwd?)_?(?:hash|digest)|hash(?:ed)?_?(?:pass(?:word|wd)?|pw)", re.IGNORECASE
)


def with_hash(value: AnyValue, name: str, site: Site) -> AnyValue:
    """Return what was read under a name, as a password hash where the name says so."""
    if HASH_NAME.fullmatch(name) is None:
        return value
    origin = Origin(frozenset({SourceKind.SECRET}), f"the password hash {name}", site, name)
    return _tainted(value, frozenset({Taint(origin)}))


def _tainted(value: AnyValue, taints: Taints) -> AnyValue:
    if isinstance(value, Unknown):
        return Unknown(value.tainted | taints, value.type, value.note)
    if isinstance(value, Member):
        return Member(value.base, value.name, value.tainted | taints)
    if isinstance(value, Produced):
        copied = Produced(value.call, value.type, value.tainted | taints, value.born)
        copied.fields = value.fields
        return copied
    if isinstance(value, Union):
        return join_all(_tainted(member, taints) for member in value.members)
    return value

"""What a serializer of Django REST framework has of its own to check what was sent: `validate`, `validate_<field>`."""

from __future__ import annotations

import msgspec

from backlint.execution.library import Exchange
from backlint.execution.naming import named
from backlint.execution.taint import Site, Taints, neutralize
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    External,
    FunctionObject,
    InstanceObject,
    Unknown,
)
from backlint.frameworks.validation import DATA_PROOF, accepts

_WHOLE = "validate"
_FIELD = "validate_"

Calls = tuple[tuple[AnyValue, Arguments], ...]


def checks_own(event: CallEvent) -> Exchange | None:
    """What `is_valid` of a serializer does: it asks what the class has of its own, which may refuse."""
    exchange = accepts("self")(event)
    serializer = event.receiver
    if exchange is None or serializer is None:
        return exchange
    return msgspec.structs.replace(exchange, calls=checks_of(serializer, serializer.taint, event.site))


def checks_of(serializer: AnyValue | None, sent: Taints, site: Site) -> Calls:
    """Return the calls by which a serializer checks what was sent: field by field, then all of it."""
    cls = class_of(serializer)
    if serializer is None or cls is None:
        return ()
    names = dict.fromkeys(
        name
        for one in cls.ancestors()
        if isinstance(one, ClassObject)
        for name, held in one.namespace.items()
        if name.startswith(_FIELD) and isinstance(held, FunctionObject)
    )
    found = []
    for name in (*names, _WHOLE):
        method = cls.lookup(name)
        if isinstance(method, FunctionObject):
            given = validated(sent) if name == _WHOLE else _value(sent, name.removeprefix(_FIELD), site)
            found.append((Bound(method, serializer), Arguments((given,))))
    return tuple(found)


def class_of(serializer: AnyValue | None) -> ClassObject | None:
    """Return the project's class that a serializer is of, None where it is of none or that is not known."""
    if isinstance(serializer, InstanceObject):
        return serializer.cls
    declared = serializer.type if isinstance(serializer, Unknown) else None
    return declared if isinstance(declared, ClassObject) else None


def validated(sent: Taints) -> AnyValue:
    """Return what a serializer has made of all that was sent: a dictionary of its own fields."""
    return Unknown(neutralize(sent, DATA_PROOF), External("builtins.dict"))


def _value(sent: Taints, field: str, site: Site) -> AnyValue:
    return Unknown(neutralize(named(sent, field, site), DATA_PROOF))

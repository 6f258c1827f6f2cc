"""What a form or schema has accepted, field by field, as its class declares them."""

from __future__ import annotations

from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.naming import named
from backlint.execution.taint import EVERY_SINK, Taints, neutralize
from backlint.execution.types import typed
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    External,
    FunctionObject,
    Unknown,
    constant,
)


def accepted_fields(
    machine: Machine, frame: Frame, cls: ClassObject, name: str, held: AnyValue, at: int
) -> AnyValue | None:
    """Return what an attribute holds that keeps what a form accepted: each declared field as what it is then.

    None where the attribute keeps no such thing, or no field is known. `held` is what is known of it otherwise.
    """
    fields = machine.library.accepted(cls, name) if isinstance(held, Unknown) else None
    if fields is None or not isinstance(held, Unknown):
        return None
    site = frame.site(at)
    entries = {}
    for field, accepts in fields.items():
        sent: Taints = named(held.tainted, field, site)
        if accepts.listed:
            sent = neutralize(sent, EVERY_SINK)
        value: AnyValue = typed(sent, External(accepts.type)) if accepts.type else Unknown(sent)
        method = accepts.declared.cls.lookup(accepts.cleaner) if accepts.declared is not None else None
        if isinstance(method, FunctionObject) and accepts.declared is not None:
            value = machine.call(frame, Bound(method, accepts.declared), Arguments((value,)), at)
        entries[constant(field)] = value
    kept = machine.new_dict(entries, Unknown(held.tainted), site)
    kept.partial = True
    return kept

"""Objects as text: what a class of the project says of its instances when one is put into a text."""

from __future__ import annotations

from backlint.execution.declared import class_of
from backlint.execution.exceptions import told_by
from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.values import AnyValue, Arguments, Bound, FunctionObject


def printed(machine: Machine, frame: Frame, value: AnyValue, at: int) -> AnyValue | None:
    """Return what `str` makes of an instance of a class of the project that says so itself, and of an exception; None for
    anything else.
    """
    cls = class_of(value)
    method = None if cls is None else cls.lookup("__str__") or cls.lookup("__repr__")
    if isinstance(method, FunctionObject):
        return machine.call(frame, Bound(method, value), Arguments(), at)
    return told_by(value)

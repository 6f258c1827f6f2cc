"""What a class says of all that its instances answer, in the methods that its library calls before any other."""

from __future__ import annotations

from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.program import HTML_ANSWER, PLAIN_ANSWER
from backlint.execution.trail import Trail
from backlint.execution.values import Arguments, Bound, ClassObject, FunctionObject, InstanceObject


def sends_plain(machine: Machine, frame: Frame, sender: InstanceObject) -> bool:
    """Tell whether what a handler sends from here on is declared to be no HTML: on the way, or by its class."""
    for word in (check.word for check in frame.checks):
        if word in {PLAIN_ANSWER, HTML_ANSWER}:
            return not any(check.word == HTML_ANSWER for check in frame.checks)
    return _declared_by(machine, frame, sender.cls)


def _declared_by(machine: Machine, frame: Frame, cls: ClassObject) -> bool:
    """Run, once for each class, what its library calls before an answer, and see what that has declared in the end."""
    known = machine.plain_classes.get(id(cls))
    if known is None:
        trail, machine.trail = machine.trail, Trail()
        machine.plain_classes[id(cls)] = False, Trail()  # while it is asked
        held = False
        for name in machine.library.before_answers(cls.library_bases()):
            method = cls.lookup(name)
            if isinstance(method, FunctionObject):
                words = _run(machine, frame, method, cls)
                held = held if not words else HTML_ANSWER not in words
        known = machine.plain_classes[id(cls)] = held, machine.trail.aside()
        machine.trail = trail
    held, met = known
    machine.trail.add(met)
    return held


def _run(machine: Machine, frame: Frame, method: FunctionObject, cls: ClassObject) -> frozenset[str]:
    """Return what a method declares on every way through it, without a trace of the run itself."""
    scratch = Frame("", frame.path, "", parent=None, branch_born=machine.tick(), depth=frame.depth + 1)
    returns, executed = machine.last_returns, set(machine.executed)
    machine.call(scratch, Bound(method, InstanceObject(cls, cls.site, machine.tick())), Arguments(), 0)
    # Whoever reports what it does is still to run it.
    machine.last_returns, machine.executed = returns, executed
    return frozenset({check.word for check in scratch.checks} & {PLAIN_ANSWER, HTML_ANSWER})

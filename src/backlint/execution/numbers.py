"""Numbers that come from outside: what converts them, what bounds them, and what their size decides."""

from __future__ import annotations

from collections.abc import Iterable

from backlint.concepts import SinkKind
from backlint.execution import folding
from backlint.execution.frames import Frame
from backlint.execution.joins import join_all
from backlint.execution.library import Sunk
from backlint.execution.program import Effect
from backlint.execution.refinement import constrained
from backlint.execution.taint import Taints, is_neutral, neutralize
from backlint.execution.types import NUMBERS
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    Constant,
    ListObject,
    Produced,
    Tuple,
    Unknown,
    members,
)
from backlint.facts import model

CONVERTS = "converts"
"""The mark of an effect: text was made a number, a date or the like, which raises where it is none and nothing here catches
that.
"""

_CAUGHT = frozenset(
    {
        *("builtins.ValueError", "builtins.ArithmeticError", "decimal.InvalidOperation", "decimal.DecimalException"),
        *("binascii.Error", "ipaddress.AddressValueError", "ipaddress.NetmaskValueError"),
    }
)
_ORDERED = frozenset({"<", "<=", ">", ">="})
_HIGH = frozenset({SinkKind.RESOURCE})
_LOW = frozenset({SinkKind.AMOUNT})


def note_conversion(frame: Frame, callee: str, value: AnyValue | None, at: int) -> None:
    """Note that text from outside is made a number."""
    taints = frozenset(one for one in value.taint if not is_neutral(one)) if value is not None else frozenset()
    if taints:
        frame.effect(Effect(CONVERTS, callee, frame.site(at), taints))


def forget_conversions(frame: Frame, before: int, names: Iterable[str], *, broad: bool) -> None:
    """Forget the conversions of a `try` whose handlers catch what they raise; `before` is how many effects came first."""
    if broad or not _CAUGHT.isdisjoint(names):
        for effect in [*frame.effects][before:]:
            if effect.mark == CONVERTS:
                del frame.effects[effect]


def bounded(frame: Frame, left: AnyValue, op: str, right: AnyValue, at: int) -> None:
    """Note what comparing a number with another proves: that it is not negative, or not too large.

    Which of the two is told by what it is compared with; that the answer is heeded is believed.
    """
    if op not in _ORDERED:
        return
    for one, other in ((left, right), (right, left)):
        if not one.taint or folding.is_text(one):
            continue
        small = isinstance(other, Constant) and isinstance(other.value, (int, float)) and other.value <= 1
        kinds = _LOW if small else _HIGH
        taints = frozenset(taint for taint in one.taint if not kinds <= taint.safe)
        frame.prove(taints, kinds, frame.site(at))


def fitted(value: AnyValue, kind: SinkKind) -> AnyValue:
    """Return a number that is known to be in bounds on one side."""
    safe = frozenset({kind})
    return join_all(
        Unknown(neutralize(one.tainted, safe), one.type, one.note) if isinstance(one, Unknown) else one
        for one in members(value)
    )


def counted(frame: Frame, arguments: Arguments, at: int) -> None:
    """Note a loop that runs as often as somebody outside says; one from a number to another near it does not."""
    given = arguments.positional
    if given and all(isinstance(one, Constant) for one in (*given[:-1], *given[2:])):
        _sink(frame, SinkKind.RESOURCE, given[min(1, len(given) - 1)], "builtins.range", "stop", at)


def repeated(frame: Frame, op: str, left: AnyValue, right: AnyValue, at: int) -> None:
    """Note a text or list that is repeated as often as somebody outside says."""
    for whole, times in ((left, right), (right, left)) if op == "*" else ():
        if folding.is_text(whole) or isinstance(whole, (ListObject, Tuple)):
            _sink(frame, SinkKind.RESOURCE, times, "operator.*", "times", at)


def cut(frame: Frame, base: AnyValue, index: AnyValue, at: int) -> None:
    """Note that a text is cut to a length that the program itself says."""
    if isinstance(index, Produced) and index.call.callee == "builtins.slice":
        ends = index.call.arguments.positional
        if len(ends) > 1 and isinstance(ends[1], Constant) and ends[1].value and base.taint:
            constrained(frame, base, None, at, size=True)


def augmented(frame: Frame, node: model.Augment, value: AnyValue) -> None:
    """Note a number from outside that is added to, or taken from, one that the program keeps under a name."""
    name = _name_of(node.target) if node.op in {"+", "-", "*"} else ""
    if not name:
        return
    several = members(value)
    # What is a number where nothing was sent is one.
    number = any(isinstance(one, Constant) and type(one.value) in {int, float} for one in several)
    for one in several:
        if isinstance(one, Unknown) and (one.type in NUMBERS or ((node.op == "-" or number) and one.type is None)):
            _sink(frame, SinkKind.AMOUNT, one, f"operator.{node.op}=", name, node.at)


def _name_of(target: model.Expression) -> str:
    """Return the attribute or constant key under which something is kept; "" for a variable or an unknown key."""
    if isinstance(target, model.Attribute):
        return target.name
    index = target.index if isinstance(target, model.Subscript) else None
    return index.value if isinstance(index, model.Literal) and isinstance(index.value, str) else ""


def _sink(frame: Frame, kind: SinkKind, value: AnyValue, callee: str, argument: str, at: int) -> None:
    harmful: Taints = frame.harmful(value.taint, kind) if value.taint else value.taint
    if harmful:
        frame.effect(Effect("sink", callee, frame.site(at), harmful, Sunk(kind, argument, NONE, strict=True)))

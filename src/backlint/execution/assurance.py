"""What a function of the project makes sure of its arguments, for whoever asks what it answered.

`if not is_known(name): abort(404)` makes `name` safe where `is_known` compares it with what the program allows, and
`require_known(name)` does where it returns only then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce

from backlint.execution import folding
from backlint.execution.frames import Answer, Assured, Frame
from backlint.execution.taint import CLEAN, Symbol, Taints, is_neutral
from backlint.execution.values import NONE, AnyValue, DictObject, FunctionObject, InstanceObject, ListObject
from backlint.facts import model

_ANSWERS = (model.Call, model.Compare, model.Boolean, model.Unary, model.Await)


def note_given(frame: Frame, function: FunctionObject) -> None:
    """Note by which symbols the parameters of a call are tainted, in its frame."""
    if frame.state is None:
        return
    for parameter in function.facts.parameters:
        value = frame.state.locals.get(parameter.name)
        if isinstance(value, (ListObject, DictObject, InstanceObject)):
            # What it holds may be written, by whoever else has it.
            continue
        symbols = (
            frozenset(one for one in value.taint if isinstance(one.origin, Symbol)) if value is not None else CLEAN
        )
        if symbols:
            frame.given[parameter.name] = symbols


def note_return(
    frame: Frame, node: model.Expression | None, value: AnyValue, assume: Callable[[model.Expression, bool], None]
) -> None:
    """Note what is made sure of where a function returns; `assume` refines the frame by how an expression came out."""
    if not frame.given or frame.state is None:
        return
    known = folding.truth(value)
    before = frame.state
    held: dict[bool, Taints | None] = {}
    for answer in (True, False):
        if known is not None and known is not answer:
            held[answer] = None
            continue
        if known is None and isinstance(node, _ANSWERS):
            frame.state = before.copy()
            assume(node, answer)
        held[answer] = _made_safe(frame)
        frame.state = before
    frame.ensured.append(Answer(held[True], held[False]))


def _made_safe(frame: Frame) -> Taints:
    """Return the symbols of those parameters that can do no harm on this path."""
    if frame.state is None:
        return CLEAN
    found = []
    for name, symbols in frame.given.items():
        value = frame.state.locals.get(name)
        if value is None:
            continue
        left = value.taint
        if all(map(is_neutral, left)) and symbols:
            found.append(symbols)
    return CLEAN.union(*found)


def conclude(frame: Frame) -> Assured:
    """Return what a finished call has made sure of, by its answer and in any case."""
    note_return(frame, None, NONE, lambda _node, _holds: None)
    yes = _all(one.yes for one in frame.ensured)
    no = _all(one.no for one in frame.ensured)
    always = _all((*(one.yes for one in frame.ensured), *(one.no for one in frame.ensured)))
    return Assured(yes, no, always)


def _all(several: Iterable[Taints | None]) -> Taints:
    known = [one for one in several if one is not None]
    return reduce(frozenset.intersection, known) if known else CLEAN

"""Patterns of `match`: what they bind, and whether they are known to match."""

from __future__ import annotations

from backlint.execution import folding
from backlint.execution.attributes import get_attribute
from backlint.execution.frames import Frame
from backlint.execution.items import element_of, get_item
from backlint.execution.machine import Machine
from backlint.execution.taint import EVERY_SINK, neutralize
from backlint.execution.types import is_harmless
from backlint.execution.values import AnyValue, Unknown, constant
from backlint.facts import model


def match_pattern(
    machine: Machine, frame: Frame, pattern: model.Pattern, subject: AnyValue, target: model.Expression | None
) -> bool | None:
    """Bind what a pattern captures and return whether it matches; None where that is not known."""
    if isinstance(pattern, model.MatchValue):
        value = machine.evaluate(frame, pattern.value)
        if isinstance(target, model.Name) and subject.taint:
            safe = Unknown(neutralize(subject.taint, EVERY_SINK), folding.type_hint(subject))
            machine.hooks.assign(machine, frame, target, safe)
        return folding.compare("==", subject, value)
    if isinstance(pattern, model.MatchCapture):
        matched = True if pattern.pattern is None else match_pattern(machine, frame, pattern.pattern, subject, target)
        if pattern.name is not None and matched is not False:
            machine.hooks.assign(machine, frame, pattern.name, _as_matched(pattern.pattern, subject))
        return matched
    if isinstance(pattern, model.MatchOr):
        answers = [match_pattern(machine, frame, item, subject, target) for item in pattern.items]
        return True if True in answers else None if None in answers else False
    _parts(machine, frame, pattern, subject)
    return None


def _as_matched(pattern: model.Pattern | None, subject: AnyValue) -> AnyValue:
    """Return what a value is that matches: one of the program's own, where the pattern names values."""
    alternatives = pattern.items if isinstance(pattern, model.MatchOr) else (pattern,)
    if subject.taint and all(isinstance(one, model.MatchValue) for one in alternatives):
        return Unknown(neutralize(subject.taint, EVERY_SINK), folding.type_hint(subject))
    return subject


def _parts(
    machine: Machine,
    frame: Frame,
    pattern: model.MatchSequence | model.MatchMapping | model.MatchClass,
    subject: AnyValue,
) -> None:
    if isinstance(pattern, model.MatchSequence):
        for position, item in enumerate(pattern.items):
            if position == pattern.star:
                rest = machine.new_list("list", [], element_of(machine, frame, subject, pattern.at), None)
                match_pattern(machine, frame, item, rest, None)
            else:
                match_pattern(
                    machine, frame, item, get_item(machine, frame, subject, constant(position), pattern.at), None
                )
    elif isinstance(pattern, model.MatchMapping):
        for key, item in zip(pattern.keys, pattern.items, strict=True):
            index = machine.evaluate(frame, key)
            match_pattern(machine, frame, item, get_item(machine, frame, subject, index, pattern.at), None)
        if pattern.rest is not None:
            machine.hooks.assign(machine, frame, pattern.rest, subject)
    else:
        harmless = is_harmless(machine.evaluate(frame, pattern.cls))
        for item in pattern.items:
            taints = neutralize(subject.taint, EVERY_SINK) if harmless else subject.taint
            match_pattern(machine, frame, item, Unknown(taints), None)
        for name, item in zip(pattern.names, pattern.named, strict=True):
            match_pattern(machine, frame, item, get_attribute(machine, frame, subject, name, pattern.at), None)

"""What is known where paths meet although they came by different ones: of a variable that remembers which it was, and of
conditions of which one at least has let every path through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from backlint.execution import folding
from backlint.execution.conditions import parts_of
from backlint.execution.frames import MAX_CHECKS, Flag, Frame, Narrowed, State, merge
from backlint.execution.joins import join_all
from backlint.execution.program import Check
from backlint.execution.taint import is_neutral
from backlint.execution.values import AnyValue, Constant, Text, Union, Unknown, members
from backlint.facts import model

_Sides = dict[bool, frozenset[Check]]
_ROOM = MAX_CHECKS // 2
"""Conditions of which only one has to hold tell less than others: they do not take the place of these."""


def meet(frame: Frame, states: Iterable[State | None]) -> State | None:
    """Join the states of paths that meet, and note for each variable what is known once it is asked whether it is true.

    `refused = None`, `if not user: refused = 401` and `if refused: …`: what is asked in the end is the user. And where it is
    true only if another variable was found in a list, as after a loop that looks for it, that one is known to be in it.
    """
    alive = [state for state in states if state is not None]
    merged = merge(alive)
    if merged is None or len(alive) < 2 or frame.is_module or frame.class_body:
        return merged
    own: list[frozenset[Check]] | None = None
    differing: list[str] | None = None
    for name, value in merged.locals.items():
        if type(value) is not Union or all(state.locals.get(name) is value for state in alive):
            continue
        if own is None:
            own = [state.checks - merged.checks for state in alive]
            differing = [other for other, held in merged.locals.items() if _may_be_narrowed(held, other, alive)]
        ways = [state.locals.get(name) for state in alive]
        sides, narrowed = _sides(frame, ways, own), _narrowed(frame, ways, differing or (), alive, merged.locals)
        # It may be the very object of one of the paths, of which other things are known.
        merged.locals[name] = joined = Union(value.members)
        if sides[True] or sides[False] or narrowed:
            frame.flags[id(joined)] = Flag(joined, sides, narrowed)
    return merged


def _may_be_narrowed(value: AnyValue, name: str, alive: Iterable[State]) -> bool:
    """Tell whether some path knows more of a variable than the others: that it can harm nothing."""
    if not isinstance(value, (Unknown, Text)) or all(map(is_neutral, value.taint)):
        return False
    return any(name in one.locals and all(map(is_neutral, one.locals[name].taint)) for one in alive)


def _narrowed(
    frame: Frame,
    flag: Sequence[AnyValue | None],
    names: Iterable[str],
    alive: Sequence[State],
    merged: Mapping[str, AnyValue],
) -> Narrowed:
    """Return by the answer of a flag the variables that can harm nothing on every path by which it answers so, each with
    its value where the paths have met and with that on these paths.
    """
    found: Narrowed = {}
    told = [_known_more(frame, value) for value in flag]
    names = dict.fromkeys((*names, *(name for one in told for side in one.values() for name in side)))
    for name in names:
        for answer in (True, False):
            ways: list[AnyValue | None] = []
            for state, value, more in zip(alive, flag, told, strict=True):
                if value is None or folding.truth(value) is not (not answer):
                    held = state.locals.get(name)
                    met, narrow = more.get(answer, {}).get(name, (None, None))
                    ways.append(narrow if met is not None and met is held else held)
            known = [one for one in ways if one is not None]
            if known and len(known) == len(ways) and all(is_neutral(taint) for one in known for taint in one.taint):
                found.setdefault(answer, {})[name] = (merged[name], join_all(known))
    return found


def _known_more(frame: Frame, value: AnyValue | None) -> Narrowed:
    flag = frame.flags.get(id(value))
    return flag.narrowed if flag is not None and flag.value is value else {}


def _sides(frame: Frame, values: Sequence[AnyValue | None], own: Sequence[frozenset[Check]]) -> _Sides:
    """Return what has held on each path on which a variable is true, and on each on which it is not."""
    sides: _Sides = {}
    for answer in (True, False):
        common: frozenset[Check] | None = None
        for value, checks in zip(values, own, strict=True):
            if value is None or folding.truth(value) is (not answer):
                continue
            held = checks | _known(frame, value).get(answer, frozenset())
            common = held if common is None else common & held
        sides[answer] = common or frozenset()
    return sides


def _known(frame: Frame, value: AnyValue | None) -> _Sides:
    flag = frame.flags.get(id(value))
    return flag.sides if flag is not None and flag.value is value else {}


def remembered_by(frame: Frame, test: model.Expression, *, holds: bool) -> Iterator[Check]:
    """Yield what has held on the paths by which a condition on such variables comes out as `holds`."""
    for value, answer in _asked(frame, test, holds=holds):
        yield from _known(frame, value).get(answer, ())


def narrow_by(frame: Frame, test: model.Expression, *, holds: bool) -> None:
    """Refine the variables of which more is known on the paths by which a condition on others comes out as `holds`."""
    for value, answer in _asked(frame, test, holds=holds):
        for name, (met, narrow) in _known_more(frame, value).get(answer, {}).items():
            if frame.state is not None and frame.state.locals.get(name) is met:
                frame.state.locals[name] = narrow


def _asked(frame: Frame, test: model.Expression, *, holds: bool) -> Iterator[tuple[AnyValue, bool]]:
    """Yield the values of the variables that a condition asks, with what each has answered where it comes out so."""
    for node, came_out, certain in parts_of(frame, test, holds=holds) if frame.flags else ():
        if not certain:
            continue
        if isinstance(node, model.Name):
            value = frame.local(node.id)
            if value is not None:
                yield value, came_out
        elif isinstance(node, model.Compare) and node.ops in {("is",), ("is not",)} and _is_none(node.comparators[0]):
            if not isinstance(node.left, model.Name):
                continue
            value = frame.local(node.left.id)
            if value is not None and all(_is_plain(one) for one in members(value)):
                yield value, came_out is (node.ops == ("is not",))


def _is_none(node: model.Expression) -> bool:
    return isinstance(node, model.Literal) and node.value is None


def _is_plain(value: AnyValue) -> bool:
    """Tell whether a value is true, or None: asked for None it answers as it does whether it is true."""
    return folding.truth(value) is True or (isinstance(value, Constant) and value.value is None)


def split(frame: Frame, value: AnyValue) -> list[tuple[AnyValue, frozenset[Check]]]:
    """Return the values that a variable may have, each with what has held where it has it; none where that is not known."""
    sides = _known(frame, value)
    if not sides:
        return []
    found = [(one, folding.truth(one)) for one in members(value)]
    return (
        [(one, sides[truth]) for one, truth in found if truth is not None]
        if all(truth is not None for _, truth in found)
        else []
    )


def one_of(ends: Sequence[State | None], tests: Sequence[frozenset[Check]]) -> frozenset[Check]:
    """Return the conditions of which one at least holds behind a branch whose one side was refused something.

    `if public: pass`, `elif not user: abort(401)`: whoever comes by is let in as it is public, or as a user.
    """
    first, second = ends
    if first is None or second is None:
        return frozenset()
    common = first.checks & second.checks
    rests = [state.checks - common - test for state, test in zip((first, second), tests, strict=True)]
    if bool(rests[0]) is bool(rests[1]):
        return frozenset()
    asked = rests[0] or rests[1]
    open_ = tests[1] if rests[0] else tests[0]
    found = asked | open_
    if any(check.word for check in found) or len(common) + len(found) > _ROOM:
        return frozenset()
    return frozenset(msgspec.structs.replace(check, certain=False) for check in found)

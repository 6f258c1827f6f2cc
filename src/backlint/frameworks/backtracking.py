"""Regular expressions whose matching may take exponential time in Python's `re`, which tries every way to match.

A pattern is turned into the automaton of its positions (Glushkov, 1961): a state for each place of the pattern where a
character stands, and an edge for each way in which one such place can follow another. Matching takes exponential time
where some text leads from a state back to itself in two ways (exponential ambiguity: Weber and Seidl, "On the degree of
ambiguity of finite automata", 1991) and the match can still fail afterwards, so that all of them are tried.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

_MAX_LENGTH = 2000
_MAX_STATES = 400
_MAX_LOOP = 60
_MAX_COPIES = 6
"""A counted repetition is written out that often; one of more turns is as bad as one without an end."""

_SAMPLES = "aZ0_ \n\t-./@:#é中"
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_LOOKS = frozenset({"ASSERT", "ASSERT_NOT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})
_ENDS = frozenset({"AT_END", "AT_END_STRING"})


class _Unread(Exception):  # noqa: N818 -- says that nothing is said
    """The pattern holds something that the automaton cannot tell, or is too large for it."""


class _Part(msgspec.Struct, frozen=True):
    """A part of a pattern: whether it matches nothing, and the states by which it begins and ends."""

    nullable: bool = True
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


@lru_cache(maxsize=1024)
def backtracks(pattern: str, *, verbose: bool = False, whole: bool = False) -> bool:
    """Tell whether matching a text against a pattern can take exponential time.

    `verbose` is `re.VERBOSE`; `whole` tells that all of the text must match (`re.fullmatch`). False also where it cannot
    be told: for patterns with back references, possessive repeats or a lookaround in a repeat, and for very large ones.
    """
    if len(pattern) > _MAX_LENGTH:
        return False
    try:
        with warnings.catch_warnings():
            # What may mean something else in a later version of Python is the project's matter.
            warnings.simplefilter("ignore")
            parsed = _parser().parse(pattern, re.VERBOSE if verbose else 0)
        return _Automaton(parsed, whole=whole).explodes()
    except (re.error, _Unread, RecursionError, OverflowError):
        return False


def _parser() -> Any:
    """Return the parser of Python's own matcher: what it does not understand, nothing matches."""
    return importlib.import_module("re._parser")


class _Automaton:
    """The states of a pattern, the characters of each, and how many ways there are from one to the next."""

    def __init__(self, parsed: Any, *, whole: bool) -> None:
        self._samples = sorted({*_SAMPLES, *_letters(parsed)})
        self._accepts: list[frozenset[str]] = []
        self._edges: Counter[tuple[int, int]] = Counter()
        self._ends = whole
        self._repeats = 0
        self._whole = self._sequence(parsed)
        self._next: dict[int, list[int]] = {}
        for before, after in self._edges:
            self._next.setdefault(before, []).append(after)

    # --- states and edges

    def _state(self, accepted: Iterable[str]) -> _Part:
        if len(self._accepts) >= _MAX_STATES:
            raise _Unread
        self._accepts.append(frozenset(accepted))
        here = (len(self._accepts) - 1,)
        return _Part(nullable=False, first=here, last=here)

    def _follow(self, before: Iterable[int], after: Iterable[int]) -> None:
        after = tuple(after)
        for one in before:
            for other in after:
                self._edges[one, other] += 1

    def _sequence(self, items: Iterable[Any]) -> _Part:
        made = _Part()
        for operator, argument in items:
            part = self._item(str(operator), argument)
            self._follow(made.last, part.first)
            made = _Part(
                nullable=made.nullable and part.nullable,
                first=made.first + part.first if made.nullable else made.first,
                last=made.last + part.last if part.nullable else part.last,
            )
        return made

    def _item(self, operator: str, argument: Any) -> _Part:
        if operator == "LITERAL":
            return self._state({chr(argument)})
        if operator == "NOT_LITERAL":
            return self._state(one for one in self._samples if one != chr(argument))
        if operator == "ANY":
            return self._state(one for one in self._samples if one != "\n")
        if operator == "IN":
            return self._state(one for one in self._samples if _is_in(one, argument))
        if operator == "SUBPATTERN":
            return self._sequence(argument[-1])
        if operator == "BRANCH":
            return self._either([self._sequence(branch) for branch in argument[1]])
        if operator in _REPEATS:
            return self._repeat(*argument)
        if operator == "AT":
            self._ends = self._ends or str(argument) in _ENDS
            return _Part()
        if operator in _LOOKS and not self._repeats:
            # Before or after everything it only refuses some texts; inside of a repeat it can make the ways one.
            return _Part()
        raise _Unread

    @staticmethod
    def _either(parts: list[_Part]) -> _Part:
        return _Part(
            nullable=any(part.nullable for part in parts),
            first=tuple(one for part in parts for one in part.first),
            last=tuple(one for part in parts for one in part.last),
        )

    def _repeat(self, least: int, most: Any, body: Any) -> _Part:
        if most == 0:
            return _Part()
        self._repeats += 1
        try:
            return self._turns(least, most, body)
        finally:
            self._repeats -= 1

    def _turns(self, least: int, most: Any, body: Any) -> _Part:
        if most <= _MAX_COPIES:
            made = _Part()
            for turn in range(most):
                part = self._sequence(body)
                self._follow(made.last, part.first)
                optional = part.nullable or turn >= least
                made = _Part(
                    nullable=made.nullable and optional,
                    first=made.first + part.first if made.nullable else made.first,
                    last=made.last + part.last if optional else part.last,
                )
            return made
        part = self._sequence(body)
        self._follow(part.last, part.first)
        return _Part(nullable=part.nullable or least == 0, first=part.first, last=part.last)

    # --- ambiguity

    def explodes(self) -> bool:
        """Tell whether some text leads from a state back to itself in two ways, and may fail afterwards."""
        return any(
            len(loop) <= _MAX_LOOP and self._is_ambiguous(loop) and self._can_fail(loop)
            for loop in _components(range(len(self._accepts)), self._next)
        )

    def _is_ambiguous(self, loop: frozenset[int]) -> bool:
        """Look for two ways round a loop: an edge that stands for several, or a pair of ways that part and meet."""
        inside = {one: [after for after in self._next.get(one, ()) if after in loop] for one in loop}
        if any(self._edges[one, after] > 1 for one in loop for after in inside[one]):
            return True
        pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for one in loop:
            for other in loop:
                pairs[one, other] = [
                    (left, right)
                    for left in inside[one]
                    for right in inside[other]
                    if self._accepts[left] & self._accepts[right]
                ]
        return any(
            any(one == other for one, other in component) and any(one != other for one, other in component)
            for component in _components(pairs, pairs)
        )

    def _can_fail(self, loop: frozenset[int]) -> bool:
        """Tell whether a text that went round a loop can end in one that nothing in the pattern takes."""
        ends_here = not loop.isdisjoint(self._whole.last)
        if ends_here and not self._ends:
            return False
        taken = frozenset().union(*(self._accepts[after] for one in loop for after in self._next.get(one, ())))
        return not taken.issuperset(self._samples) or not ends_here


def _letters(items: Any) -> Iterator[str]:
    """Yield the characters that a pattern speaks of, with those beside each range."""
    for operator, argument in items:
        name = str(operator)
        if name in {"LITERAL", "NOT_LITERAL"}:
            yield chr(argument)
        elif name == "RANGE":
            low, high = argument
            yield from (chr(one) for one in (low - 1, low, (low + high) // 2, high, high + 1) if 0 <= one < 0x110000)
        elif name == "IN":
            yield from _letters(argument)
        elif name == "SUBPATTERN":
            yield from _letters(argument[-1])
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _letters(branch)
        elif name in _REPEATS:
            yield from _letters(argument[-1])


def _is_in(character: str, items: Any) -> bool:
    """Tell whether a set of characters holds one."""
    found = denied = False
    for operator, argument in items:
        name = str(operator)
        if name == "NEGATE":
            denied = True
        elif name == "LITERAL":
            found = found or ord(character) == argument
        elif name == "RANGE":
            found = found or argument[0] <= ord(character) <= argument[1]
        elif name == "CATEGORY":
            known = _CATEGORIES.get(str(argument))
            if known is None:
                raise _Unread
            found = found or re.fullmatch(known, character) is not None
    return found is not denied


def _components(nodes: Iterable[Any], edges: Any) -> Iterator[frozenset[Any]]:
    """Yield the strongly connected components that hold a cycle (Tarjan's algorithm, without recursion)."""
    order: dict[Any, int] = {}
    low: dict[Any, int] = {}
    stack: list[Any] = []
    waiting: set[Any] = set()
    for root in nodes:
        if root in order:
            continue
        path = [(root, iter(edges.get(root, ())))]
        order[root] = low[root] = len(order)
        stack.append(root)
        waiting.add(root)
        while path:
            node, following = path[-1]
            after = next((one for one in following if one not in order or one in waiting), None)
            if after is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == order[node]:
                    component: list[Any] = []
                    while not component or component[-1] != node:
                        component.append(stack.pop())
                    waiting.difference_update(component)
                    if len(component) > 1 or node in edges.get(node, ()):
                        yield frozenset(component)
            elif after in order:
                low[node] = min(low[node], order[after])
            else:
                order[after] = low[after] = len(order)
                stack.append(after)
                waiting.add(after)
                path.append((after, iter(edges.get(after, ()))))

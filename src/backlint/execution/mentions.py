"""Which names the code of a function speaks of: where a module binds one anew, what came of others is not asked again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from backlint.execution.trail import Note, Ran, Trail
from backlint.facts import model

if TYPE_CHECKING:
    from backlint.execution.machine import SourceModule

_PLAIN = frozenset({int, str, bool, float, bytes, type(None)})


class Said(msgspec.Struct, frozen=True):
    """What a function's code speaks of: names that it reads, and what it asks of other modules by attribute, import or text."""

    names: frozenset[str]
    elsewhere: frozenset[str]


_NOTHING = Said(frozenset(), frozenset())


class Mentions:
    """What the functions of a program speak of, looked up when it is first asked."""

    def __init__(self, modules: Mapping[str, SourceModule]) -> None:
        self._modules = modules
        self._functions: dict[str, dict[int, model.FunctionFacts]] = {}
        self._said: dict[tuple[str, int], Said] = {}

    def tells(self, ran: Ran, module: str, name: str) -> bool:
        """Tell whether a function that was run may ask what a module binds a name to."""
        said = self._of(ran.module, ran.span)
        return name in said.elsewhere or (ran.module == module and name in said.names)

    def _of(self, module: str, span: int) -> Said:
        held = self._said.get((module, span))
        if held is None:
            held = self._said[module, span] = self._read(module, span)
        return held

    def _read(self, module: str, span: int) -> Said:
        source = self._modules.get(module)
        if source is None:
            return _NOTHING
        functions = self._functions.get(module)
        if functions is None:
            functions = self._functions[module] = {one.span: one for one in source.facts.functions}
        facts = functions.get(span)
        return _NOTHING if facts is None else _said(source.facts, facts)


def _said(module: model.ModuleFacts, facts: model.FunctionFacts) -> Said:
    names: set[str] = set()
    elsewhere: set[str] = set()
    for node in _nodes(module, facts):
        if isinstance(node, model.Name):
            names.add(node.id)
        elif isinstance(node, (model.Attribute, model.Imported)):
            elsewhere.add(node.name)
        elif isinstance(node, model.Literal) and isinstance(node.value, str):
            # `getattr(module, "name")`, `globals()["name"]`
            elsewhere.add(node.value)
            names.add(node.value)
    return Said(frozenset(names), frozenset(elsewhere))


def _nodes(module: model.ModuleFacts, facts: model.FunctionFacts) -> Iterator[object]:
    """Yield every node of a function's code, that of the functions and classes inside of it included."""
    pending: list[object] = [facts]
    while pending:
        one = pending.pop()
        if isinstance(one, tuple):
            pending.extend(one)
            continue
        yield one
        if isinstance(one, (model.FunctionFacts, model.ClassFacts)):
            pending.append(model.decode_body(one.body))
        elif isinstance(one, (model.DefineFunction, model.Lambda)):
            pending.append(module.functions[one.function])
        elif isinstance(one, model.DefineClass):
            pending.append(module.classes[one.cls])
        if isinstance(one, msgspec.Struct):
            pending.extend(below for name in one.__struct_fields__ if type(below := getattr(one, name)) not in _PLAIN)


class Readers:
    """Tells which trails lead through a function that may ask for one of some names; each trail is looked at once, so ask
    only for trails of calls that are over.
    """

    def __init__(self, mentions: Mentions, names: Iterable[tuple[str, str]]) -> None:
        self._mentions = mentions
        self._names = tuple(names)
        self._trails: dict[Trail, bool] = {}
        self._functions: dict[Ran, bool] = {}

    def has(self, trail: Trail) -> bool:
        """Tell whether something on a trail may have asked for one of the names."""
        held = self._trails.get(trail)
        if held is None:
            # Nothing below asks for a trail that is still being looked at but itself.
            self._trails[trail] = False
            held = self._trails[trail] = any(map(self._part, trail.parts))
        return held

    def _part(self, part: Note | Trail) -> bool:
        return self.has(part) if isinstance(part, Trail) else self.note(part)

    def note(self, note: Note) -> bool:
        """Tell whether a note is of a function that may ask for one of the names."""
        if not isinstance(note, Ran):
            return False
        held = self._functions.get(note)
        if held is None:
            held = self._functions[note] = any(self._mentions.tells(note, *one) for one in self._names)
        return held

"""What running something has met: which functions ran, and what the machine noted on the way.

A call that is remembered leaves the trail of the call that it equals, so that the trail of an entry point is the same
whoever ran what it calls first.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import SinkKind
from backlint.execution.taint import Site
from backlint.findings import Gap


class Ran(msgspec.Struct, frozen=True, cache_hash=True):
    """A function of the project whose body was run; `aside` tells that nobody is to report what it does there."""

    module: str
    span: int
    aside: bool = False


class Met(msgspec.Struct, frozen=True, cache_hash=True):
    """A place at which something is handed to a sink, harmful or not."""

    kind: SinkKind
    site: Site
    callee: str


class Refused(msgspec.Struct, frozen=True, cache_hash=True):
    """A text that the program does not go on with."""

    site: Site


Note = Ran | Met | Refused | Gap


class Trail:
    """Notes in their order, with the trails of the calls in between."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list[Note | Trail] = []

    def add(self, part: Note | Trail) -> None:
        """Add a note, or the trail of a call that was made."""
        self.parts.append(part)

    def aside(self) -> Trail:
        """Return the same with functions that were run aside."""
        other = Trail()
        for note in self.notes():
            other.add(Ran(note.module, note.span, aside=True) if isinstance(note, Ran) else note)
        return other

    def notes(self) -> Iterator[Note]:
        """Yield every note, those of the calls included, each call's once; a note may come several times."""
        seen = {id(self)}
        pending: list[Iterator[Note | Trail]] = [iter(self.parts)]
        while pending:
            part = next(pending[-1], None)
            if part is None:
                pending.pop()
            elif not isinstance(part, Trail):
                yield part
            elif id(part) not in seen:
                seen.add(id(part))
                pending.append(iter(part.parts))

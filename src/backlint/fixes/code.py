"""A Python file that is to be edited: its text, its tree with places, and the names that it imports."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from backlint.findings import Location
from backlint.fixes.plan import LINE_END

_N = TypeVar("_N", bound=cst.CSTNode)


class DoesNotFit(Exception):  # noqa: N818 -- no error: the code is written in a way that a repair is not for
    """The repair is not for code that is written like this."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Put a text in the place of the characters from `start` to before `end`."""

    start: int
    end: int
    text: str


class Code:
    """One file. Raises DoesNotFit when the tree does not give back the text, so that no place in it can be trusted."""

    def __init__(self, text: str) -> None:
        """Parse a text; raises LibCST's ParserSyntaxError where it is no Python."""
        self.text = text
        self._starts = [0, *(match.end() for match in LINE_END.finditer(text))]
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        self.module = wrapper.module
        if self.module.code != text:
            raise DoesNotFit
        self._places: dict[cst.CSTNode, CodeRange] = dict(wrapper.resolve(PositionProvider))
        self._spans = sorted(
            ((end - start, start, end, number) for number, (start, end) in enumerate(map(self._of, self._places))),
        )
        self._nodes = list(self._places)
        self.newline = self.module.default_newline

    # --- places -----------------------------------------------------------------------------------------------------

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place, both numbers counted from 1; behind the last line it is the end of the text."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def location(self, path: str, start: int, end: int) -> Location:
        """Return the place of a span."""
        line, last = bisect_right(self._starts, start), bisect_right(self._starts, end)
        return Location(path, line, start - self._starts[line - 1] + 1, last, end - self._starts[last - 1] + 1)

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def _of(self, node: cst.CSTNode) -> tuple[int, int]:
        place = self._places[node]
        return (
            self.offset(place.start.line, place.start.column + 1),
            self.offset(place.end.line, place.end.column + 1),
        )

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return where a node of the tree stands, without the parentheses around it."""
        return self._of(node)

    def written(self, node: cst.CSTNode) -> str:
        """Return a node as it is written."""
        start, end = self._of(node)
        return self.text[start:end]

    def around(self, place: Location) -> Iterator[cst.CSTNode]:
        """Yield the nodes that hold a place, the smallest first."""
        if not place.end_line:
            raise DoesNotFit
        first, last = self.offset(place.line, place.column), self.offset(place.end_line, place.end_column)
        for _, start, end, number in self._spans:
            if start <= first and last <= end:
                yield self._nodes[number]

    def smallest(self, place: Location, kind: type[_N]) -> _N:
        """Return the smallest node of a kind that holds a place."""
        found = next((node for node in self.around(place) if isinstance(node, kind)), None)
        if found is None:
            raise DoesNotFit
        return found

    def all_nodes(self) -> Iterator[cst.CSTNode]:
        """Yield every node."""
        return iter(self._nodes)

    def nodes(self, kind: type[_N]) -> Iterator[_N]:
        """Yield every node of a kind, in the order of the tree."""
        return (node for node in self._nodes if isinstance(node, kind))

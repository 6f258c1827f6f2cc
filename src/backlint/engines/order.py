"""What comes before what in a function as it is written: whether one line is surely run on the way to another."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.facts.model import Statement, Try, With, unpack_region

Block = tuple[Statement, ...]


def is_on_the_way(body: Block, line: int, goal: int) -> bool:
    """Tell whether what stands at `line` is run by whoever comes to `goal`, both lines of one function's body.

    Where that depends on an exception it is taken to be so.
    """
    first, second = _holding(body, line), _holding(body, goal)
    if first is None or second is None:
        return False
    if first is not second:
        before = body.index(first) < body.index(second)
        return (before and not any(_blocks(first))) or (before and isinstance(first, With))
    if isinstance(first, Try):
        return _in_try(first, line, goal)
    blocks = list(_blocks(first))
    inside = [one for one in blocks if _holding(one, goal) is not None]
    if not inside:
        # Both stand in one line of conditions, or in a statement without parts.
        return not any(_holding(one, line) is not None for one in blocks)
    if _holding(inside[0], line) is not None:
        return is_on_the_way(inside[0], line, goal)
    # What stands in the condition itself.
    return not any(_holding(one, line) is not None for one in blocks)


def _in_try(statement: Try, line: int, goal: int) -> bool:
    for block in (statement.body, statement.orelse, statement.final, *(one.body for one in statement.handlers)):
        if _holding(block, line) is not None and _holding(block, goal) is not None:
            return is_on_the_way(block, line, goal)
    return True


def _holding(block: Block, line: int) -> Statement | None:
    """Return the statement of a block in which a line lies."""
    return next((one for one in block if (span := _span(one))[0] <= line <= span[1]), None)


def _blocks(statement: Statement) -> Iterator[Block]:
    """Yield the blocks of a statement: one of them, or none, is run."""
    for name in statement.__struct_fields__:
        value = getattr(statement, name)
        if isinstance(value, tuple) and value:
            if name in {"body", "orelse", "final"}:
                yield value
            elif name in {"handlers", "cases"}:
                yield from (one.body for one in value)


def _span(node: object) -> tuple[int, int]:
    """Return the first and the last line of a statement with all of its parts."""
    first, last = 1 << 30, 0
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, msgspec.Struct):
            at = getattr(one, "at", None)
            if at is not None:
                region = unpack_region(at)
                first, last = min(first, region.line), max(last, region.end_line)
            pending.extend(getattr(one, name) for name in one.__struct_fields__)
        elif isinstance(one, tuple):
            pending.extend(one)
    return first, last

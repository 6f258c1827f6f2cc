"""What a condition says: its parts, which of them are certain on either side, and whether each is affirmed or denied."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.execution.frames import Frame
from backlint.execution.program import Check
from backlint.execution.taint import Taints
from backlint.facts import model

_NEGATIVE_NAMES = frozenset({"is_anonymous", "is_guest"})
"""Questions whose answer yes says that nobody is there."""


def note_part(frame: Frame, node: model.Expression, taints: Taints) -> None:
    """Note what one operand of `and` or `or` depends on, so that `checks_of` can tell the operands apart."""
    frame.parts[id(node)] = taints


def forget_parts(frame: Frame, node: model.Boolean) -> None:
    """Forget what was noted when a condition was evaluated before."""
    for part in (node.left, node.right):
        frame.parts.pop(id(part), None)


def checks_of(frame: Frame, test: model.Expression, taints: Taints, *, holds: bool) -> Iterator[Check]:
    """Yield what is known on one side of a condition that depends on `taints` as a whole.

    Behind `a and b` both hold; where it does not, one of them fails and it is not known which: such checks are not
    certain. `holds` of a check tells whether its part came out in the affirmative, whichever way it was asked:
    `user is None` denies the user, and so does `not user`.
    """
    for node, came_out, certain in parts_of(frame, test, holds=holds):
        said = frame.parts.get(id(node), taints) if node is not test else taints
        holds_here = came_out is affirms(node)
        missing = not holds_here and _asks_for_presence(node)
        yield Check(frame.site(node.at), holds_here, said, describe(node), certain=certain, missing=missing)


def parts_of(frame: Frame, test: model.Expression, *, holds: bool) -> Iterator[tuple[model.Expression, bool, bool]]:
    """Yield the parts of a condition that came out as `holds`, how each came out, and whether that is certain."""
    if isinstance(test, model.Unary) and test.op == "not":
        if id(test) in frame.parts:
            frame.parts[id(test.operand)] = frame.parts[id(test)]
        yield from parts_of(frame, test.operand, holds=not holds)
    elif isinstance(test, model.Boolean):
        asked = [part for part in (test.left, test.right) if id(part) in frame.parts]
        every = (test.op == "and") is holds or len(asked) == 1
        for part in asked:
            for node, came_out, certain in parts_of(frame, part, holds=holds):
                yield node, came_out, certain and every
        if not asked:
            yield test, holds, True
    else:
        yield test, holds, True


def _asks_for_presence(node: model.Expression) -> bool:
    """Tell whether a condition asks for no more than that something is there: `user`, `request.user`, `token is None`."""
    if isinstance(node, model.Compare):
        other = node.comparators[0]
        return len(node.ops) == 1 and isinstance(other, model.Literal) and not other.value
    return isinstance(node, (model.Name, model.Attribute, model.Subscript))


def affirms(node: model.Expression) -> bool:
    """Tell whether a condition that is true says that something is there, or denies it (`x is None`)."""
    if isinstance(node, model.Compare) and len(node.ops) == 1:
        denies = node.ops[0] in {"is not", "!=", "not in"}
        other = node.comparators[0]
        nothing = _is_nothing(other)
        return denies if nothing else not denies
    if isinstance(node, model.Call):
        return affirms(node.function)
    if isinstance(node, model.Attribute):
        return node.name not in _NEGATIVE_NAMES
    return not (isinstance(node, model.Name) and node.id in _NEGATIVE_NAMES)


def _is_nothing(node: model.Expression) -> bool:
    """Tell whether an expression stands for what is not there: None, False, "", or several of these."""
    if isinstance(node, model.Display):
        return bool(node.items) and all(map(_is_nothing, node.items))
    return isinstance(node, model.Literal) and not node.value


def describe(node: model.Expression) -> str:
    """Return a short text for a condition, as a person would refer to it."""
    if isinstance(node, model.Name):
        return node.id
    if isinstance(node, model.Attribute):
        return f"{describe(node.value)}.{node.name}"
    if isinstance(node, model.Call):
        return f"{describe(node.function)}()"
    if isinstance(node, model.Subscript):
        return f"{describe(node.value)}[{_key(node.index)}]"
    if isinstance(node, model.Unary):
        return describe(node.operand)
    if isinstance(node, model.Compare):
        left, right = describe(node.left), describe(node.comparators[0]) or _words(node.comparators[0])
        return f"{left} {node.ops[0]} {right}" if left and right and len(node.ops) == 1 else left or right
    if isinstance(node, (model.Boolean, model.Binary)):
        return describe(node.left)
    if isinstance(node, model.Await):
        return describe(node.value)
    return ""


def _key(node: model.Expression) -> str:
    """Return a key that is written out, as it is written."""
    return f'"{node.value}"' if isinstance(node, model.Literal) and isinstance(node.value, str) else "…"


def _words(node: model.Expression) -> str:
    """Stand for words that a value is compared with, which may be secret; nothing stands for None, numbers and ""."""
    if isinstance(node, model.Literal):
        return '"…"' if isinstance(node.value, str) and node.value else ""
    return "(…)" if isinstance(node, model.Display) and node.items else ""

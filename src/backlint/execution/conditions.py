"""What a condition says: its parts, which of them are certain on either side, and whether each is affirmed or denied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backlint.execution.frames import Frame
from backlint.execution.program import Check
from backlint.execution.taint import Taints
from backlint.execution.values import AnyValue, Arguments
from backlint.facts import model

_NEGATIVE_NAMES = frozenset({"is_anonymous", "is_guest"})
"""Questions whose answer yes says that nobody is there."""

_SAY_PRESENCE = _NEGATIVE_NAMES | {"is_authenticated"}


def note_part(frame: Frame, node: model.Expression, taints: Taints) -> None:
    """Note what one operand of `and` or `or` depends on, so that `checks_of` can tell the operands apart."""
    frame.parts[id(node)] = taints


def forget_parts(frame: Frame, node: model.Boolean) -> None:
    """Forget what was noted when a condition was evaluated before."""
    for part in (node.left, node.right):
        frame.parts.pop(id(part), None)


def note_asked(frame: Frame, node: model.Expression, taints: Taints) -> None:
    """Note the taints of what a question is about: those of its answer tell no more what was made of that before."""
    if taints or id(node) in frame.asked:
        frame.asked[id(node)] = taints


def note_formal_call(frame: Frame, node: model.Call, function: AnyValue, given: Arguments, result: AnyValue) -> None:
    """Note what a call is about that only asks what something looks like: its object, what it is given, or its result."""
    if not _asks_formally(node):
        return
    if isinstance(node.function, model.Name):
        note_asked(frame, node, given.taint)
    else:
        got = isinstance(node.function, model.Attribute) and node.function.name in _GETS
        note_asked(frame, node, result.taint if got else function.taint)


def _asks_formally(node: model.Call) -> bool:
    """Tell whether a call only asks whether something is there, or what it looks like."""
    function = node.function
    if isinstance(function, model.Attribute):
        return function.name in _FORMAL_CALLS
    return isinstance(function, model.Name) and function.id in _FORMAL_FUNCTIONS


def checks_of(
    frame: Frame, test: model.Expression, taints: Taints, new: Mapping[int, bool], *, holds: bool
) -> Iterator[Check]:
    """Yield what is known on one side of a condition that depends on `taints` as a whole.

    Behind `a and b` both hold; where it does not, one of them fails and it is not known which: such checks are not
    certain. `holds` of a check tells whether its part came out in the affirmative, whichever way it was asked:
    `user is None` denies the user, and so does `not user`. `new` are the answers that a new record gives.
    """
    for node, came_out, certain in parts_of(frame, test, holds=holds):
        said = frame.parts.get(id(node), taints) if node is not test else taints
        holds_here = came_out is affirms(node)
        missing = not holds_here and _asks_for_presence(node)
        said = frame.asked.get(id(node), said)
        yield Check(
            frame.site(node.at),
            holds_here,
            said,
            describe(node),
            certain=certain,
            missing=missing,
            formal=_is_formal(node),
            new=None if id(node) not in new else new[id(node)] is came_out,
        )


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
    if isinstance(node, model.Call):
        # A method before Django 1.10, and before Flask-Login 0.3.
        called = node.function.name if isinstance(node.function, model.Attribute) else ""
        return not node.arguments and called in _SAY_PRESENCE
    return isinstance(node, (model.Name, model.Attribute, model.Subscript))


_GETS = frozenset({"get", "getlist", "getall"})
_FORMAL_CALLS = _GETS | frozenset(
    "startswith endswith strip split isalnum isdigit isascii isidentifier count find lower upper".split()
)
_FORMAL_FUNCTIONS = frozenset({"len", "bool", "isinstance", "str", "type"})
_SCHEMES = frozenset({"bearer", "basic", "digest", "token", "jwt", "apikey", "api-key", "negotiate"})
"""How the header `Authorization` begins: RFC 7617, 6750 and 7616, and what programs write in their place."""


def _is_formal(node: model.Expression) -> bool:
    """Tell whether a condition asks no more of what it names than whether it is there, or what it looks like.

    `not token`, `len(parts) != 2`, `token.startswith("Bearer ")`, `"X-Key" in request.headers`: whoever sends anything
    of that form passes. What is compared with another value, or given to a function, is more.
    """
    if isinstance(node, model.Call):
        return _asks_formally(node)
    if not isinstance(node, model.Compare):
        return _asks_for_presence(node)
    if len(node.ops) != 1:
        return False
    op, left, right = node.ops[0], node.left, node.comparators[0]
    if op in {"in", "not in"}:
        return isinstance(left, model.Literal)
    return any(isinstance(side, model.Literal) and _is_form(side) for side in (left, right))


def _is_form(node: model.Literal) -> bool:
    """Tell whether being equal to a literal says nothing but that something is there, or how it begins."""
    value = node.value
    return not isinstance(value, str) or not value or value.strip().lower() in _SCHEMES


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
        inner = node.arguments[0].value if len(node.arguments) == 1 else None
        # `any(one in roles for one in wanted)` asks what its condition says.
        asked = describe(inner.element) if isinstance(inner, model.Comprehension) else ""
        return f"{describe(node.function)}({asked})"
    if isinstance(node, model.Subscript):
        return f"{describe(node.value)}[{_key(node.index)}]"
    if isinstance(node, model.Unary):
        return describe(node.operand)
    if isinstance(node, model.Compare):
        left, other = describe(node.left), node.comparators[0]
        right = describe(other) or _words(other) or (_number(other) if _IDENTIFIES.search(left) else "")
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


_IDENTIFIES = re.compile(r"\.(?:id|pk|uid)$")
"""Ends what tells one record from all others: who compares it with a number means that one."""


def _number(node: model.Expression) -> str:
    value = node.value if isinstance(node, model.Literal) else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else ""

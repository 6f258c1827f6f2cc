"""Computing with constants: what operators and methods give when their operands are known.

Only operations that cannot run away are folded: sizes are bounded before anything is computed, since the program that is
read may be hostile.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from backlint.concepts import SinkKind, SourceKind
from backlint.execution import texts
from backlint.execution.joins import join_all
from backlint.execution.taint import CLEAN, EVERY_SINK, Origin, Site, Taint, Taints, both, neutralize, safe_for
from backlint.execution.values import (
    TRUE,
    AnyValue,
    Bound,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Partial,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
    Value,
    constant,
    members,
)

MAX_TEXT = 65536
MAX_NUMBER = 1 << 256
MAX_PARTS = 16
MAX_COMBINATIONS = 8

_ARITHMETIC: dict[str, Callable[[Any, Any], object]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "**": operator.pow,
}
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}

_PATHS = frozenset({SinkKind.PATH})
STRING = External("builtins.str")
INTEGER = External("builtins.int")
BOOLEAN = External("builtins.bool")


def text(parts: list[AnyValue]) -> AnyValue:
    """Make the string that these parts are when they stand one after the other."""
    chosen = [place for place, part in enumerate(parts) if _is_perhaps_known(part)]
    if len(chosen) == 1 and isinstance(several := parts[chosen[0]], Union):
        # A setting with a default: what is known of it stays known in what is made of it.
        before, after = parts[: chosen[0]], parts[chosen[0] + 1 :]
        return join_all(text([*before, one, *after]) for one in several.members)
    flat: list[Value] = []
    for part in parts:
        pieces: tuple[Value, ...] = part.parts if isinstance(part, Text) else (_piece(part),)
        for one in pieces:
            piece = _behind(one) if flat and one.taint else one
            last = flat[-1] if flat else None
            if (
                isinstance(piece, Constant)
                and isinstance(last, Constant)
                and last.tainted == piece.tainted
                and len(str(last.value)) + len(str(piece.value)) <= MAX_TEXT
            ):
                flat[-1] = Constant(str(last.value) + str(piece.value), "str", last.tainted, _place(last, piece))
            elif not (isinstance(piece, Constant) and piece.value == ""):
                flat.append(piece)
    if not flat:
        return constant("")
    if len(flat) == 1 and isinstance(flat[0], Constant):
        return flat[0]
    if len(flat) > MAX_PARTS:
        rest = flat[MAX_PARTS - 1 :]
        flat = [*flat[: MAX_PARTS - 1], Unknown(frozenset().union(*(p.taint for p in rest)), STRING)]
    return Text(tuple(flat))


def _behind(piece: Value) -> Value:
    """Return a piece of text as it is behind another one: without `..` it leads nowhere else, and is no absolute path."""
    if not isinstance(piece, Unknown) or not any(SinkKind.NO_PARENTS in one.safe for one in piece.tainted):
        return piece
    return Unknown(
        frozenset(
            Taint(one.origin, safe_for(one.safe, _PATHS), one.weak) if SinkKind.NO_PARENTS in one.safe else one
            for one in piece.tainted
        ),
        piece.type,
        piece.note,
    )


def _is_perhaps_known(part: AnyValue) -> bool:
    """Tell whether a part is one of a few texts, some of which are known."""
    if not isinstance(part, Union) or len(part.members) > 4:
        return False
    known = [isinstance(one, Constant) and one.kind == "str" for one in part.members]
    return any(known) and not all(known)


def _piece(part: AnyValue) -> Value:
    """Return a value as a part of a text."""
    if isinstance(part, Constant):
        if part.kind in {"str", "int", "bool", "float"}:
            return Constant(str(part.value), "str", part.tainted, part.site)
        return Unknown(part.tainted, STRING)
    if isinstance(part, Unknown):
        return part
    if isinstance(part, Union):
        if all(isinstance(one, Constant) and one.kind == "str" for one in part.members):
            return part
        if any(isinstance(one, Constant) for one in part.members) and all(map(_is_configured, part.members)):
            # A setting with a default, which stays known in what is built of it.
            joined = join_all(_piece(one) for one in part.members)
            return joined if isinstance(joined, Value) else Unknown(part.taint, STRING)
    return Unknown(part.taint, type_hint(part))


_CONFIGURED = frozenset({SourceKind.ENVIRONMENT, SourceKind.SECRET, SourceKind.PASSWORD})


def _is_configured(value: AnyValue) -> bool:
    """Tell whether a value is a scalar constant, or something unknown that nobody but the operator chooses."""
    if isinstance(value, Constant):
        return value.kind in {"str", "int", "bool", "float"}
    return isinstance(value, Unknown) and all(
        isinstance(one.origin, Origin) and one.origin.kinds <= _CONFIGURED for one in value.tainted
    )


def type_hint(value: AnyValue) -> Value | None:
    """Return the builtin type of a value where it is plain."""
    if isinstance(value, Constant):
        return External(f"builtins.{value.kind}")
    if isinstance(value, Text):
        return STRING
    if isinstance(value, Unknown) and isinstance(value.type, Value):
        return value.type
    return None


def binary(op: str, left: AnyValue, right: AnyValue) -> AnyValue | None:
    """Return `left op right` where it can be computed, or None."""
    lefts, rights = members(left), members(right)
    if len(lefts) * len(rights) > MAX_COMBINATIONS:
        return None
    results: list[AnyValue] = []
    for one in lefts:
        for other in rights:
            result = _binary(op, one, other)
            if result is None:
                return None
            results.append(result)
    return join_all(results)


def _binary(op: str, left: AnyValue, right: AnyValue) -> AnyValue | None:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return _constants(op, left, right)
    if op == "+" and (is_text(left) or is_text(right)):
        return text([left, right])
    return None


def _constants(op: str, left: Constant, right: Constant) -> AnyValue | None:
    function = _ARITHMETIC.get(op)
    if function is None or not _bounded(op, left.value, right.value):
        return None
    try:
        result = function(left.value, right.value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return Constant(result, type(result).__name__, both(left.tainted, right.tainted), _place(left, right))


def _place(left: Constant, right: Constant) -> Site | None:
    """Return where what two constants make is to be shown: of two texts, at the longer one."""
    if isinstance(left.value, str) and isinstance(right.value, str) and len(right.value) > len(left.value):
        return right.site or left.site
    return left.site or right.site


def _bounded(op: str, left: object, right: object) -> bool:
    """Tell whether the operation's result stays small."""
    if op == "**":
        return isinstance(left, (int, float)) and isinstance(right, int) and abs(left) < 1 << 32 and 0 <= right <= 64
    if op in {"<<", ">>"}:
        return isinstance(left, int) and isinstance(right, int) and 0 <= right <= 128 and abs(left) < MAX_NUMBER
    if op == "*" and (isinstance(left, (str, bytes)) or isinstance(right, (str, bytes))):
        size = len(left) if isinstance(left, (str, bytes)) else len(right) if isinstance(right, (str, bytes)) else 0
        times = right if isinstance(right, int) else left if isinstance(left, int) else 0
        return 0 <= size * times <= MAX_TEXT
    if op == "%" and isinstance(left, (str, bytes)):
        return len(left) < MAX_TEXT and isinstance(right, (str, int)) and "*" not in str(left)
    if isinstance(left, (str, bytes)) and isinstance(right, (str, bytes)):
        return len(left) + len(right) <= MAX_TEXT
    return not any(isinstance(value, int) and abs(value) > MAX_NUMBER for value in (left, right))


def is_text(value: AnyValue) -> bool:
    """Tell whether a value is certainly a string."""
    return (
        isinstance(value, Text)
        or (isinstance(value, Constant) and value.kind == "str")
        or (isinstance(value, Unknown) and value.type == STRING)
    )


def compare(op: str, left: AnyValue, right: AnyValue) -> bool | None:
    """Return what a comparison gives, or None where it depends on something unknown."""
    if isinstance(left, Union) or isinstance(right, Union):
        answers = {compare(op, one, other) for one in members(left) for other in members(right)}
        return answers.pop() if len(answers) == 1 else None
    if op in {"is", "is not"}:
        same = _same(left, right)
        return same if same is None or op == "is" else not same
    if op in {"in", "not in"}:
        found = _contains(right, left)
        return found if found is None or op == "in" else not found
    if isinstance(left, Constant) and isinstance(right, Constant):
        function = _COMPARISONS.get(op)
        if function is None:
            return None
        try:
            return bool(function(left.value, right.value))
        except TypeError:
            return None
    if op in {"==", "!="} and (is_none(left) or is_none(right)):
        same = _same(left, right)
        return same if same is None or op == "==" else not same
    if op in {"==", "!="} and isinstance(left, Text) and texts.differs(left, right):
        return op == "!="
    return None


def comparisons(op: str, left: AnyValue, right: AnyValue) -> AnyValue:
    """Return what a comparison without one answer may give, for each of the values that its operands may be.

    So a variable of the environment keeps the answer of its default: `os.environ.get("DEBUG", "1") == "1"`.
    """
    return join_all(
        _answer(compare(op, one, other), both(one.taint, other.taint))
        for one in members(left)
        for other in members(right)
    )


TRUTH_OF_TEXT = "whether a text is empty"
"""The note of what `bool` makes of a text: true for "False" too."""


def truth_of_text(value: AnyValue) -> Unknown | None:
    """Return whether a text of which nothing is known is true, with that in its note; None for other values."""
    if isinstance(value, Unknown) and value.type == STRING:
        return Unknown(neutralize(value.tainted, EVERY_SINK), BOOLEAN, TRUTH_OF_TEXT)
    return None


def truths(value: AnyValue) -> AnyValue:
    """Return whether a value is true, for each of the values that it may be."""
    return join_all(_answer(truth(member), member.taint) for member in members(value))


def negations(value: AnyValue) -> AnyValue:
    """Return whether a value is false, for each of the values that it may be."""
    answers = [(truth(member), CLEAN if is_there(member) else member.taint) for member in members(value)]
    return join_all(_answer(None if known is None else not known, taints) for known, taints in answers)


def is_there(value: AnyValue) -> bool:
    """Tell whether a library's object is always true and never None, whatever it holds: its model says so (`__bool__`).

    Whether it is there is no question about what it was made from.
    """
    return isinstance(value, Produced) and value.fields.get("__bool__") == TRUE


def _answer(known: bool | None, taints: Taints) -> AnyValue:
    harmless = unknown_bool(taints)
    return harmless if known is None else Constant(known, "bool", harmless.tainted)


def is_none(value: AnyValue) -> bool:
    """Tell whether a value is None and nothing else."""
    return isinstance(value, Constant) and value.value is None


def _same(left: AnyValue, right: AnyValue) -> bool | None:
    if left is right:
        return True
    if isinstance(left, Constant) and isinstance(right, Constant):
        return left.value == right.value and left.kind == right.kind
    certain = (ListObject, DictObject, InstanceObject, FunctionObject, ClassObject, Bound, Partial, Tuple, Text)
    if is_none(left) and isinstance(right, certain):
        return False
    if is_none(right) and isinstance(left, certain):
        return False
    if (is_none(left) and is_there(right)) or (is_none(right) and is_there(left)):
        return False
    if any(
        is_none(one) and isinstance(other, External) and _is_builtin(other)
        for one, other in ((left, right), (right, left))
    ):
        return False
    if isinstance(left, External) and isinstance(right, External) and _is_builtin(left) and _is_builtin(right):
        return left.name == right.name
    return None


def _is_builtin(value: External) -> bool:
    """Tell whether a value is one of Python's own classes or functions, of which each has one name."""
    return value.name.startswith("builtins.")


def _contains(container: AnyValue, item: AnyValue) -> bool | None:
    if isinstance(item, Text) and not isinstance(container, Constant):
        return False if texts.differs(item, container) else None
    if not isinstance(item, Constant):
        return None
    if isinstance(container, Constant):
        if isinstance(container.value, str) and isinstance(item.value, str):
            return item.value in container.value
        return None
    if isinstance(container, DictObject):
        if item in container.entries:
            return None if container.partial else True
        return False if container.rest is None else None
    if isinstance(container, (Tuple, ListObject)):
        if any(isinstance(one, Constant) and one.value == item.value for one in container.items):
            return True
        if container.rest is None and all(isinstance(one, Constant) for one in container.items):
            return False
    return None


def truth(value: AnyValue) -> bool | None:
    """Return whether a value is true, or None where that is not known."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, Union):
        answers = {truth(member) for member in value.members}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(value, (ListObject, Tuple)):
        return True if value.items else (False if value.rest is None else None)
    if isinstance(value, DictObject):
        if value.partial:
            return None
        return True if value.entries else (False if value.rest is None else None)
    if isinstance(value, Text):
        return True if any(isinstance(part, Constant) and part.value for part in value.parts) else None
    if isinstance(value, (FunctionObject, ClassObject, Bound, Partial)) or is_there(value):
        return True
    return None


def falsy(value: AnyValue) -> AnyValue:
    """Return what a value is, given that it is empty, zero, False or None: nothing that could do harm."""
    return join_all(_emptied(member) for member in members(value) if truth(member) is not True)


def _emptied(value: AnyValue) -> AnyValue:
    harmful = isinstance(value, (Unknown, Text)) and value.taint
    return Unknown(neutralize(value.taint, EVERY_SINK), type_hint(value)) if harmful else value


def unknown_bool(taints: Taints) -> Unknown:
    """Make the answer to a question about tainted data: harmless itself, but it still tells where it came from."""
    return Unknown(neutralize(taints, EVERY_SINK), BOOLEAN)


_STRING_METHODS = frozenset(
    "lower upper strip lstrip rstrip title capitalize casefold replace removeprefix removesuffix zfill encode decode "
    "center ljust rjust startswith endswith isdigit isalpha isalnum find index count split rsplit splitlines partition "
    "rpartition swapcase expandtabs isidentifier isnumeric isdecimal isspace islower isupper hex".split()
)
PREDICATES = frozenset(
    "startswith endswith isdigit isalpha isalnum isnumeric isdecimal isspace islower isupper isidentifier istitle "
    "isascii isprintable".split()
)
KEEPS_TEXT = frozenset(
    "lower upper strip lstrip rstrip title capitalize casefold replace removeprefix removesuffix zfill encode decode "
    "center ljust rjust swapcase expandtabs translate format format_map join __getitem__".split()
)
GIVES_LIST = frozenset("split rsplit splitlines partition rpartition".split())
GIVES_NUMBER = frozenset("find rfind index rindex count".split())


def string_method(value: Constant, name: str, arguments: tuple[AnyValue, ...]) -> object | None:
    """Return what a method of a constant string gives for constant arguments, or None where it cannot be computed."""
    if name not in _STRING_METHODS or not isinstance(value.value, (str, bytes)) or len(value.value) > MAX_TEXT:
        return None
    plain: list[object] = []
    for argument in arguments:
        if isinstance(argument, Constant):
            plain.append(argument.value)
        elif isinstance(argument, Tuple) and argument.rest is None:
            plain.append(tuple(item.value for item in argument.items if isinstance(item, Constant)))
        else:
            return None
    if name in {"zfill", "center", "ljust", "rjust", "expandtabs"} and any(
        isinstance(item, int) and item > MAX_TEXT for item in plain
    ):
        return None
    try:
        result: object = getattr(value.value, name)(*plain)
    except (AttributeError, TypeError, ValueError, LookupError, UnicodeError):
        return None
    return result if not isinstance(result, (str, bytes)) or len(result) <= MAX_TEXT else None

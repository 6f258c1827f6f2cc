"""Edits of the arguments of one call: a value replaced, an argument added or left out, all else as it is written."""

from __future__ import annotations

import re

import libcst as cst

from backlint.findings import Location
from backlint.fixes.code import Change, Code, DoesNotFit
from backlint.fixes.names import Names, dotted
from backlint.fixes.plan import LINE_END
from backlint.repairs import DropArgument, ListArgument, RenameArgument, SetArguments

_LITERALS = (cst.SimpleString, cst.Integer, cst.Float, cst.ConcatenatedString)
_CONSTANTS = frozenset({"True", "False", "None"})
_COMMENT_BEHIND = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(?P<comment>#[^\r\n]*)?(?=\r|\n|$)")


def is_literal(node: cst.BaseExpression) -> bool:
    """Tell whether an expression is a constant that is written out."""
    if isinstance(node, cst.UnaryOperation):
        node = node.expression
    if isinstance(node, cst.BinaryOperation):
        return is_literal(node.left) and is_literal(node.right)
    return isinstance(node, _LITERALS) or (isinstance(node, cst.Name) and node.value in _CONSTANTS)


def last_name(node: cst.BaseExpression) -> str:
    """Return `c` of `a.b.c` and of `f().c`, or ""."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def set_arguments(code: Code, names: Names, place: Location, repair: SetArguments) -> tuple[Change, ...]:
    """Give arguments of the call at a place another value."""
    call = code.smallest(place, cst.Call)
    called = last_name(call.func)
    if repair.calls and called not in repair.calls:
        raise DoesNotFit
    changes: list[Change] = []
    missing: list[str] = []
    for name, value in repair.arguments:
        given = _given(call, name, dict(repair.indexes).get(called))
        if given is None:
            missing.append(f"{name}={value}")
        elif repair.any_value or is_literal(given.value):
            changes.append(_value(code, given, value))
        else:
            raise DoesNotFit
    if missing:
        if not repair.add or not _takes_names(call, repair.positional):
            raise DoesNotFit
        changes += added(code, call, missing)
    return (*changes, *imported(names, repair.imports))


def imported(names: Names, modules: tuple[str, ...]) -> tuple[Change, ...]:
    """Import modules under their own names."""
    changes: list[Change] = []
    for module in modules:
        bound, further = names.module(module)
        if bound != module:
            raise DoesNotFit
        changes += further
    return tuple(changes)


def _given(call: cst.Call, name: str, index: int | None) -> cst.Arg | None:
    for number, argument in enumerate(call.args):
        if argument.keyword is not None and argument.keyword.value == name:
            return argument
        if argument.keyword is None and not argument.star and number == index:
            return argument
    return None


def _takes_names(call: cst.Call, positional: int) -> bool:
    """Tell whether a name can be added without being given twice."""
    if any(argument.star for argument in call.args):
        return False
    return sum(argument.keyword is None for argument in call.args) <= positional


def _value(code: Code, argument: cst.Arg, value: str) -> Change:
    start, end = code.span(argument)
    if argument.keyword is not None:
        start += code.text[start:end].index("=") + 1
        start += len(code.text[start:end]) - len(code.text[start:end].lstrip())
    _without_comment(code, start, end)
    return Change(start, end, value)


def added(code: Code, call: cst.Call, arguments: list[str]) -> tuple[Change, ...]:
    """Add arguments behind the last one: on the same line, or each on one of its own where the last has one."""
    if not call.args:
        end = code.text.rindex(")", *code.span(call))
        return (Change(end, end, ", ".join(arguments)),)
    start, end = code.span(call.args[-1])
    before = code.text[code.line_start(start) : start]
    behind = _COMMENT_BEHIND.match(code.text, end)
    if before.strip() or behind is None or LINE_END.match(code.text, behind.end()) is None:
        return (Change(end, end, "".join(f", {one}" for one in arguments)),)
    # What is said behind the last argument stays behind it.
    lines = "".join(f"{code.newline}{before}{one}," for one in arguments)
    if behind["comma"]:
        return (Change(behind.end(), behind.end(), lines),)
    lines = lines.removesuffix(",")
    if not behind["comment"]:
        return (Change(end, end, f",{lines}"),)
    return (Change(end, end, ","), Change(behind.end(), behind.end(), lines))


def drop_argument(code: Code, place: Location, repair: DropArgument) -> tuple[Change, ...]:
    """Leave out an argument of the call at a place."""
    call = code.smallest(place, cst.Call)
    given = _given(call, repair.name, None)
    if given is None or code.written(given.value) not in repair.values:
        raise DoesNotFit
    return (without(code, call, given),)


def rename_argument(code: Code, place: Location, repair: RenameArgument) -> tuple[Change, ...]:
    """Give arguments of the call at a place the names that mean something."""
    call = code.smallest(place, cst.Call)
    changes: list[Change] = []
    given = {argument.keyword.value for argument in call.args if argument.keyword is not None}
    for old, new in repair.names:
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value == old:
                if new in given:
                    raise DoesNotFit
                given.add(new)
                start, end = code.span(argument.keyword)
                changes.append(Change(start, end, new))
    if not changes or any(argument.star for argument in call.args):
        raise DoesNotFit
    return tuple(changes)


def list_argument(code: Code, names: Names, place: Location, repair: ListArgument) -> tuple[Change, ...]:
    """Make a list of the one text that an argument of the call at a place is."""
    given = _given(code.smallest(place, cst.Call), repair.name, None)
    if given is None:
        raise DoesNotFit
    value = given.value
    start, end = code.span(value)
    if isinstance(value, cst.Call) and names.meaning(value.func) in {"os.environ.get", "os.getenv"}:
        # Without a default there is nothing to split where the variable is not set.
        if len(value.args) != 2 or not isinstance(value.args[1].value, cst.SimpleString) or value.lpar:
            raise DoesNotFit
        return (Change(end, end, '.split(",")'),)
    if not isinstance(value, cst.SimpleString) or not isinstance(value.evaluated_value, str) or value.lpar:
        raise DoesNotFit
    if "," in value.evaluated_value:
        return (Change(end, end, '.split(",")'),)
    return (Change(start, start, "["), Change(end, end, "]"))


def without(code: Code, call: cst.Call, argument: cst.Arg) -> Change:
    """Return the change that leaves out an argument of a call, with one comma and no comment."""
    number = next(index for index, one in enumerate(call.args) if one is argument)
    start, end = code.span(argument)
    if number + 1 < len(call.args):
        end = code.span(call.args[number + 1])[0]
    elif number:
        start = code.span(call.args[number - 1])[1]
    elif isinstance(argument.comma, cst.Comma):
        end = code.text.index(",", end) + 1
    _without_comment(code, start, end)
    return Change(start, end, "")


def _without_comment(code: Code, start: int, end: int) -> None:
    """Raise DoesNotFit where a change would take a comment away."""
    if any(start <= code.span(comment)[0] < end for comment in code.nodes(cst.Comment)):
        raise DoesNotFit


def value_of(argument: cst.Arg) -> str:
    """Return the last name of an argument's value: `Loader` of `yaml.Loader`."""
    return dotted(argument.value).rpartition(".")[2]

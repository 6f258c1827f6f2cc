"""Edits of what is called, compared and assigned."""

from __future__ import annotations

import re

import libcst as cst

from backlint.findings import Location
from backlint.fixes.arguments import added, imported, is_literal, last_name, value_of, without
from backlint.fixes.code import Change, Code, DoesNotFit
from backlint.fixes.names import Names, dotted
from backlint.repairs import CallInstead, CompareSafely, PinAlgorithm, SetValue

_ALGORITHM = re.compile(r"""(?P<quote>["'])(?:HS|RS|ES|PS)(?:256|384|512)(?P=quote)|(["'])EdDSA\2""")
"""The algorithms of RFC 7518 and RFC 8037 by which tokens are signed, as they are written."""


def call_instead(code: Code, names: Names, place: Location, repair: CallInstead) -> tuple[Change, ...]:
    """Call something else at a place."""
    call = code.smallest(place, cst.Call)
    meaning = names.meaning(call.func)
    new = dict(repair.names).get(meaning)
    if new is None:
        raise DoesNotFit
    changes = list(_called(code, names, call.func, meaning, new))
    if repair.without is not None:
        name, index, values = repair.without
        for number, argument in enumerate(call.args):
            named = argument.keyword.value if argument.keyword is not None else ""
            if argument.star:
                raise DoesNotFit
            if named == name or (not named and number == index):
                if value_of(argument) not in values:
                    raise DoesNotFit
                changes.append(without(code, call, argument))
    return tuple(changes)


def _called(code: Code, names: Names, func: cst.BaseExpression, old: str, new: str) -> tuple[Change, ...]:
    start, end = code.span(func)
    module = new.partition(".")[0]
    if isinstance(func, cst.Attribute) and old.rpartition(".")[0] == new.rpartition(".")[0]:
        start, end = code.span(func.attr)
        return (Change(start, end, new.rpartition(".")[2]),)
    bound, further = names.module(module)
    return (Change(start, end, bound + new.removeprefix(module)), *further)


def first_base(code: Code, place: Location) -> tuple[Change, ...]:
    """Put the base class at a place before the others, on one line with them or on lines of their own."""
    definition = code.smallest(place, cst.ClassDef)
    spans = [code.span(base) for base in definition.bases]
    start, end = code.offset(place.line, place.column), code.offset(place.end_line, place.end_column)
    number = next((index for index, span in enumerate(spans) if span == (start, end)), 0)
    if not number or any(base.star or base.keyword for base in definition.bases):
        raise DoesNotFit
    first, last = spans[0][0], spans[number]
    between = code.text[spans[number - 1][1] : last[0]]
    if any(first <= code.span(comment)[0] < last[1] for comment in code.nodes(cst.Comment)):
        raise DoesNotFit
    return (Change(first, first, code.text[start:end] + between), Change(spans[number - 1][1], end, ""))


def set_value(code: Code, names: Names, place: Location, repair: SetValue) -> tuple[Change, ...]:
    """Assign another value in the statement at a place."""
    statement = next((one for one in code.around(place) if isinstance(one, (cst.Assign, cst.AnnAssign))), None)
    if statement is None or statement.value is None or not is_literal(statement.value):
        raise DoesNotFit
    if isinstance(statement, cst.Assign):
        target = statement.targets[0].target
        # Of `a = b = False` and `a, b = …` the others are not meant.
        if len(statement.targets) > 1 or isinstance(target, (cst.Tuple, cst.List)):
            raise DoesNotFit
    start, end = code.span(statement.value)
    return (Change(start, end, repair.value), *imported(names, repair.imports))


def compare_safely(code: Code, names: Names, place: Location, _repair: CompareSafely) -> tuple[Change, ...]:
    """Compare in a time that does not depend on how much is right."""
    comparison = code.smallest(place, cst.Comparison)
    if len(comparison.comparisons) != 1:
        raise DoesNotFit
    target = comparison.comparisons[0]
    if not isinstance(target.operator, (cst.Equal, cst.NotEqual)):
        raise DoesNotFit
    if _may_be_none(comparison.left) or _may_be_none(target.comparator):
        raise DoesNotFit
    bound, further = names.module("hmac")
    start, end = code.span(comparison)
    left, right = _whole(code, comparison.left, start, end)[1], _whole(code, target.comparator, start, end)[0]
    if "#" in code.text[left:right] or "\\" in code.text[left:right]:
        raise DoesNotFit
    negated = "not " if isinstance(target.operator, cst.NotEqual) else ""
    return (
        Change(start, start, f"{negated}{bound}.compare_digest("),
        Change(left, right, ", "),
        Change(end, end, ")"),
        *further,
    )


def _whole(code: Code, node: cst.BaseExpression, first: int, last: int) -> tuple[int, int]:
    """Return where an expression stands with its parentheses, within the bounds of what it is part of."""
    start, end = code.span(node)
    for _ in getattr(node, "lpar", ()):
        start = code.text.rindex("(", first, start)
        end = code.text.index(")", end, last) + 1
    return start, end


def _may_be_none(node: cst.BaseExpression) -> bool:
    """Tell whether an expression is one that is often None: `headers.get("X-Key")`, which a digest refuses."""
    if isinstance(node, cst.Call):
        return last_name(node.func) in {"get", "getenv"} and len(node.args) < 2
    return isinstance(node, cst.Name) and node.value == "None"


def pin_algorithm(code: Code, names: Names, place: Location, _repair: PinAlgorithm) -> tuple[Change, ...]:
    """Name the one algorithm by which the file signs its tokens."""
    call = code.smallest(place, cst.Call)
    library = names.meaning(call.func).rpartition(".")[0]
    if not library:
        raise DoesNotFit
    signing = [one for one in code.nodes(cst.Call) if names.meaning(one.func) == f"{library}.encode"]
    algorithms = {_algorithm(code, one) for one in signing}
    if len(algorithms) != 1 or None in algorithms:
        raise DoesNotFit
    (algorithm,) = algorithms
    given = next((one for one in call.args if one.keyword is not None and one.keyword.value == "algorithms"), None)
    if given is not None:
        start, end = code.span(given.value)
        return (Change(start, end, f"[{algorithm}]"),)
    if any(one.star for one in call.args) or sum(one.keyword is None for one in call.args) > 2:
        raise DoesNotFit
    return added(code, call, [f"algorithms=[{algorithm}]"])


def _algorithm(code: Code, call: cst.Call) -> str | None:
    """Return the algorithm that a call signs by, as it is written; both libraries sign by HS256 where none is given."""
    if any(one.star for one in call.args):
        return None
    for number, one in enumerate(call.args):
        if (one.keyword is not None and one.keyword.value == "algorithm") or (one.keyword is None and number == 2):
            written = code.written(one.value)
            return written if _ALGORITHM.fullmatch(written) or dotted(one.value) else None
    return '"HS256"'

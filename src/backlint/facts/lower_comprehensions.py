"""Lowering of comprehensions."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from backlint.facts import scopes
from backlint.facts.lower_context import Context, expression, lowers
from backlint.facts.lower_expressions import target
from backlint.facts.model import Clause, Comprehension, Expression, Starred


@lowers(cst.ListComp, cst.SetComp, cst.GeneratorExp, cst.DictComp, cst.StarredDictComp)
def _comprehension(
    c: Context, node: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp | cst.StarredDictComp
) -> Expression:
    first = c.place
    outer = c.scope
    c.scope = scopes.Scope(scopes.BLOCK, outer)
    brackets = not isinstance(node, cst.GeneratorExp)
    c.place += brackets
    value: Expression | None = None
    if isinstance(node, cst.DictComp):
        element = expression(c, node.key)
        c.place += 1
        value = expression(c, node.value)
    elif isinstance(node, cst.StarredDictComp):
        start = c.place
        c.place += 1
        element = Starred(c.region(start), expression(c, node.value))
    else:
        element = expression(c, node.elt)
    clauses = _clauses(c, node.for_in, outer)
    c.place += brackets
    c.scope = outer
    region = c.region(first) if brackets else c.parenthesised(first, node)
    return Comprehension(region, _KINDS[type(node)], element, value, clauses)


_KINDS: Mapping[type[cst.CSTNode], str] = {
    cst.ListComp: "list",
    cst.SetComp: "set",
    cst.GeneratorExp: "generator",
    cst.DictComp: "dict",
    cst.StarredDictComp: "dict",
}


def _clauses(c: Context, node: cst.CompFor, outer: scopes.Scope) -> tuple[Clause, ...]:
    """Lower the `for` parts; the first iterable is evaluated in the scope around the comprehension."""
    clauses: list[Clause] = []
    inner = c.scope
    part: cst.CompFor | None = node
    while part is not None:
        is_async = part.asynchronous is not None
        c.place += 2 if is_async else 1
        bound = target(c, part.target)
        c.place += 1
        c.scope = inner if clauses else outer
        iterable = expression(c, part.iter)
        c.scope = inner
        conditions: list[Expression] = []
        for condition in part.ifs:
            c.place += 1
            conditions.append(expression(c, condition.test))
        clauses.append(Clause(bound, iterable, tuple(conditions), is_async))
        part = part.inner_for_in
    return tuple(clauses)

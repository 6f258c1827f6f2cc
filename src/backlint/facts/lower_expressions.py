"""Lowering of expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import libcst as cst

from backlint.facts.lower_context import Context, expression, lowers
from backlint.facts.model import (
    Argument,
    Attribute,
    Await,
    Binary,
    Boolean,
    Call,
    Compare,
    Conditional,
    DictDisplay,
    Display,
    Expression,
    Literal,
    Slice,
    Starred,
    Subscript,
    Unary,
    Walrus,
    Yield,
)

_CONSTANTS: Mapping[str, bool | None] = {"None": None, "True": True, "False": False}

_UNARY: Mapping[type[cst.CSTNode], str] = {cst.Not: "not", cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}

_BINARY: Mapping[type[cst.CSTNode], str] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.BitOr: "|",
    cst.BitAnd: "&",
    cst.BitXor: "^",
    cst.MatrixMultiply: "@",
}

_COMPARE: Mapping[type[cst.CSTNode], str] = {
    cst.LessThan: "<",
    cst.GreaterThan: ">",
    cst.Equal: "==",
    cst.LessThanEqual: "<=",
    cst.GreaterThanEqual: ">=",
    cst.NotEqual: "!=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}


@lowers(cst.Name)
def _name(c: Context, node: cst.Name) -> Expression:
    text = node.value
    if text in _CONSTANTS:
        return Literal(c.token(text), _CONSTANTS[text])
    return c.name(text)


@lowers(cst.Attribute)
def _attribute(c: Context, node: cst.Attribute) -> Expression:
    first = c.place
    value = expression(c, node.value)
    c.place += 1
    name = node.attr.value
    c.keyword(name)
    return Attribute(c.region(first), value, name)


@lowers(cst.Call)
def _call(c: Context, node: cst.Call) -> Expression:
    first = c.place
    function = expression(c, node.func)
    c.place += 1
    lowered = arguments(c, node.args)
    c.place += 1
    return Call(c.region(first), function, lowered)


def arguments(c: Context, nodes: Sequence[cst.Arg]) -> tuple[Argument, ...]:
    """Lower the arguments of a call, or the bases of a class, without the parentheses around them."""
    return tuple([_argument(c, node) for node in nodes])


def _argument(c: Context, node: cst.Arg) -> Argument:
    star = len(node.star)
    if star:
        c.place += 1
    name = None
    if node.keyword is not None:
        name = node.keyword.value
        c.keyword(name)
        c.place += 1
    value = expression(c, node.value)
    if isinstance(node.comma, cst.Comma):
        c.place += 1
    return Argument(value, name, star)


@lowers(cst.Subscript)
def _subscript(c: Context, node: cst.Subscript) -> Expression:
    first = c.place
    value = expression(c, node.value)
    c.place += 1
    index = subscript_index(c, node.slice, expression)
    c.place += 1
    return Subscript(c.region(first), value, index)


def subscript_index(
    c: Context, elements: Sequence[cst.SubscriptElement], lower: Callable[[Context, cst.BaseExpression], Expression]
) -> Expression:
    """Lower what stands between the brackets of a subscript, each plain index by `lower`."""
    first = c.place
    items: list[Expression] = []
    is_tuple = len(elements) > 1
    for element in elements:
        part = element.slice
        start = c.place
        if isinstance(part, cst.Slice):
            items.append(_slice(c, part))
        elif isinstance(part, cst.Index):
            if part.star:
                is_tuple = True
                c.place += 1
                value = expression(c, part.value)
                items.append(Starred(c.region(start), value))
            else:
                items.append(lower(c, part.value))
        if isinstance(element.comma, cst.Comma):
            c.place += 1
            is_tuple = True
    return Display(c.region(first), "tuple", tuple(items)) if is_tuple else items[0]


def _slice(c: Context, node: cst.Slice) -> Slice:
    first = c.place
    lower = None if node.lower is None else expression(c, node.lower)
    c.place += 1
    upper = None if node.upper is None else expression(c, node.upper)
    if isinstance(node.second_colon, cst.Colon):
        c.place += 1
    step = None if node.step is None else expression(c, node.step)
    return Slice(c.region(first), lower, upper, step)


@lowers(cst.Tuple)
def _tuple(c: Context, node: cst.Tuple) -> Expression:
    first = c.place
    items = elements(c, node.elements, expression)
    return Display(c.parenthesised(first, node), "tuple", items)


@lowers(cst.List)
def _list(c: Context, node: cst.List) -> Expression:
    first = c.place
    c.place += 1
    items = elements(c, node.elements, expression)
    c.place += 1
    return Display(c.region(first), "list", items)


@lowers(cst.Set)
def _set(c: Context, node: cst.Set) -> Expression:
    first = c.place
    c.place += 1
    items = elements(c, node.elements, expression)
    c.place += 1
    return Display(c.region(first), "set", items)


def elements(
    c: Context, nodes: Sequence[cst.BaseElement], lower: Callable[[Context, cst.BaseExpression], Expression]
) -> tuple[Expression, ...]:
    """Lower the items of a tuple, list or set, each by `lower`."""
    items: list[Expression] = []
    for node in nodes:
        if isinstance(node, cst.StarredElement):
            items.append(starred(c, node, lower))
        else:
            items.append(lower(c, node.value))
        if isinstance(node.comma, cst.Comma):
            c.place += 1
    return tuple(items)


def starred(
    c: Context, node: cst.StarredElement, lower: Callable[[Context, cst.BaseExpression], Expression]
) -> Starred:
    """Lower `*value`, its value by `lower`."""
    c.place += len(node.lpar)
    first = c.place
    c.place += 1
    value = lower(c, node.value)
    region = c.region(first)
    c.place += len(node.rpar)
    return Starred(region, value)


@lowers(cst.StarredElement)
def _starred(c: Context, node: cst.StarredElement) -> Expression:
    first = c.place
    c.place += 1
    return Starred(c.region(first), expression(c, node.value))


@lowers(cst.Dict)
def _dict(c: Context, node: cst.Dict) -> Expression:
    first = c.place
    c.place += 1
    keys: list[Expression | None] = []
    values: list[Expression] = []
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            keys.append(expression(c, element.key))
        else:
            keys.append(None)
        c.place += 1
        values.append(expression(c, element.value))
        if isinstance(element.comma, cst.Comma):
            c.place += 1
    c.place += 1
    return DictDisplay(c.region(first), tuple(keys), tuple(values))


@lowers(cst.UnaryOperation)
def _unary(c: Context, node: cst.UnaryOperation) -> Expression:
    first = c.place
    c.place += 1
    operand = expression(c, node.expression)
    return Unary(c.region(first), _UNARY[type(node.operator)], operand)


@lowers(cst.BinaryOperation)
def _binary(c: Context, node: cst.BinaryOperation) -> Expression:
    first = c.place
    left = expression(c, node.left)
    c.place += 1
    right = expression(c, node.right)
    return Binary(c.region(first), _BINARY[type(node.operator)], left, right)


@lowers(cst.BooleanOperation)
def _boolean(c: Context, node: cst.BooleanOperation) -> Expression:
    first = c.place
    left = expression(c, node.left)
    c.place += 1
    right = expression(c, node.right)
    return Boolean(c.region(first), "and" if isinstance(node.operator, cst.And) else "or", left, right)


@lowers(cst.Comparison)
def _comparison(c: Context, node: cst.Comparison) -> Expression:
    first = c.place
    left = expression(c, node.left)
    ops: list[str] = []
    comparators: list[Expression] = []
    for part in node.comparisons:
        op = _COMPARE[type(part.operator)]
        c.place += 2 if op in {"not in", "is not"} else 1
        ops.append(op)
        comparators.append(expression(c, part.comparator))
    return Compare(c.region(first), left, tuple(ops), tuple(comparators))


@lowers(cst.IfExp)
def _conditional(c: Context, node: cst.IfExp) -> Expression:
    first = c.place
    body = expression(c, node.body)
    c.place += 1
    test = expression(c, node.test)
    c.place += 1
    orelse = expression(c, node.orelse)
    return Conditional(c.region(first), test, body, orelse)


@lowers(cst.Await)
def _await(c: Context, node: cst.Await) -> Expression:
    first = c.place
    c.place += 1
    value = expression(c, node.expression)
    return Await(c.region(first), value)


@lowers(cst.Yield)
def _yield(c: Context, node: cst.Yield) -> Expression:
    c.scope.body().is_generator = True
    first = c.place
    c.place += 1
    if isinstance(node.value, cst.From):
        c.place += 1
        delegate = expression(c, node.value.item)
        return Yield(c.region(first), delegate, delegates=True)
    value = None if node.value is None else expression(c, node.value)
    return Yield(c.region(first), value)


@lowers(cst.NamedExpr)
def _walrus(c: Context, node: cst.NamedExpr) -> Expression:
    first = c.place
    if isinstance(node.target, cst.Name):
        # Inside a comprehension it binds in the scope around it.
        c.scope.body().bound[node.target.value] = None
    name = expression(c, node.target)
    c.place += 1
    value = expression(c, node.value)
    return Walrus(c.region(first), name, value)


def target(c: Context, node: cst.BaseExpression) -> Expression:
    """Lower the left side of an assignment, a loop's target and the like: its names are bound here."""
    opening = len(node.lpar)
    if isinstance(node, cst.Name):
        c.place += opening
        name = c.bind(node.value)
        c.place += opening
        return name
    if isinstance(node, cst.StarredElement):
        return starred(c, node, target)
    if not isinstance(node, cst.Tuple | cst.List):
        return expression(c, node)
    c.descend()
    c.place += opening
    first = c.place
    brackets = isinstance(node, cst.List)
    c.place += brackets
    items = elements(c, node.elements, target)
    c.place += brackets
    region = c.region(first) if brackets else c.parenthesised(first, node)
    c.place += opening
    c.depth -= 1
    return Display(region, "list" if brackets else "tuple", items)

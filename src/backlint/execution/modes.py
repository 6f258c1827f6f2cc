"""Conditions that ask in which mode a program runs. What is judged is production."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.concepts import SourceKind
from backlint.execution.taint import Origin
from backlint.execution.values import AnyValue
from backlint.facts import model

_TESTING = frozenset({"TESTING", "IS_TESTING", "IS_TEST", "TEST_MODE", "IN_TESTS", "IN_PYTEST", "RUNNING_TESTS"})
_DEBUG = "DEBUG"


def asks_for_development(test: model.Expression) -> bool | None:
    """Tell whether a condition is a switch that is on in tests or for debugging only (True), or that it is off (False).

    Production is what is judged: `settings.DEBUG` of Django, `app.debug` and `app.config["DEBUG"]` of Flask, or a
    project's own setting of that name.
    """
    if isinstance(test, model.Unary) and test.op == "not":
        inner = asks_for_development(test.operand)
        return None if inner is None else not inner
    if isinstance(test, model.Name):
        # In small letters it is a variable of a function, which may be anything.
        return True if test.id.upper() in _TESTING or test.id == _DEBUG else None
    key = test.index.value if isinstance(test, model.Subscript) and isinstance(test.index, model.Literal) else None
    name = test.name if isinstance(test, model.Attribute) else key if isinstance(key, str) else ""
    return True if name.upper() in _TESTING or name.upper() == _DEBUG else None


_OF_OPERATOR = frozenset({SourceKind.ENVIRONMENT, SourceKind.COMMAND_LINE})


def is_switch(value: AnyValue) -> bool:
    """Tell whether a value is a setting as far as can be seen: nothing that a request, or whoever calls, has sent."""
    return all(isinstance(taint.origin, Origin) and taint.origin.kinds <= _OF_OPERATOR for taint in value.taint)


_MODES = frozenset(
    "debug dev devel development prod production live env environment mode stage staging deployment test testing local "
    "debugging release sandbox tier phase profile pytest unittest".split()
)
_LIVE = frozenset({"prod", "production", "live", "release"})
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def asks_for_production(node: model.Expression) -> bool | None:
    """Return what a question about the mode that a program runs in is answered in production; None for other questions."""
    words = set(_words(node))
    if not words & _MODES:
        return None
    if isinstance(node, model.Compare) and len(node.ops) == 1:
        compared = set(_words(node.comparators[0])) | set(_words(node.left))
        live = bool(compared & _LIVE)
        return live is (node.ops[0] in {"==", "in", "is"})
    return bool(words & _LIVE)


_NOT_LIVE = frozenset(
    "dev devel development debug debugging test testing tests local localhost ci pytest unittest".split()
)


def chooses_production(test: model.Expression) -> bool | None:
    """Return how a condition comes out in production that names production or what is not; None for other conditions.

    It is stricter than `asks_for_production`: a mode that has another name may well be one of those that are served.
    """
    if isinstance(test, model.Unary) and test.op == "not":
        inner = chooses_production(test.operand)
        return None if inner is None else not inner
    if isinstance(test, model.Compare) and len(test.ops) == 1:
        named = {word for one in (test.left, *test.comparators) for text in _texts(one) for word in _PART.findall(text)}
        named = {word.lower() for word in named}
        if not named & (_LIVE | _NOT_LIVE) or not set(_words(test.left)) & _MODES:
            return None
        return asks_for_production(test)
    if isinstance(test, model.Boolean):
        sides = {chooses_production(test.left), chooses_production(test.right)}
        # What is for development only, in whichever way it is asked, is not taken in production.
        return None if len(sides) > 1 else sides.pop()
    return _switches_to_production(test)


_BESIDE = frozenset({"is", "in", "env", "environment", "mode", "running", "run", "under", "settings"})


def _switches_to_production(test: model.Expression) -> bool | None:
    """Return what a switch says in production that is named after a mode and nothing else: `is_test_env`, `IS_PRODUCTION`."""
    if isinstance(test, model.Call) and not test.arguments:
        test = test.function
    if not isinstance(test, (model.Name, model.Attribute)):
        return None
    name = test.id if isinstance(test, model.Name) else test.name
    words = {word.lower() for word in _PART.findall(name)}
    # One word in small letters may be anything, but for `production`.
    alone = len(words) < 2 and not name.isupper() and not words <= {"production", "prod"}
    if alone or not words <= _LIVE | _NOT_LIVE | _BESIDE:
        return None
    live, other = bool(words & _LIVE), bool(words & _NOT_LIVE)
    return live if live != other else None


def _texts(node: model.Expression) -> Iterator[str]:
    """Yield the texts that a condition compares with."""
    for one in node.items if isinstance(node, model.Display) else (node,):
        if isinstance(one, model.Literal) and isinstance(one.value, str):
            yield one.value


def _words(node: model.Expression) -> Iterator[str]:
    texts: Iterable[str] = ()
    if isinstance(node, model.Literal):
        texts = (node.value,) if isinstance(node.value, str) else ()
    elif isinstance(node, model.Name):
        texts = (node.id,)
    elif isinstance(node, model.Attribute):
        yield from _words(node.value)
        texts = (node.name,)
    elif isinstance(node, model.Call):
        if not node.arguments:
            yield from _words(node.function)
        for argument in node.arguments:
            yield from _words(argument.value)
    elif isinstance(node, model.Compare):
        for one in (node.left, *node.comparators):
            yield from _words(one)
    elif isinstance(node, model.Display):
        for item in node.items:
            yield from _words(item)
    elif isinstance(node, model.Subscript):
        yield from _words(node.index)
    for text in texts:
        yield from (word.lower() for word in _PART.findall(text))

"""Reads the expressions of templates: those of Jinja, of which those of Django are nearly a part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.template_model import Called, Expression, Filtered, Literal, Mixed, Name, Part

MAX_TOKENS = 400
MAX_DEPTH = 40
"""What lies behind so many tokens, or within so many brackets, is left out."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>_\(\s*(?:"[^"]*"|'[^']*')\s*\)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<mark>\*\*|//|==|!=|<=|>=|[-+*/%~<>=|.,:()\[\]{}!?&^@$;]))""",
    re.DOTALL,
)
_CONSTANTS: dict[str, bool | None] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "none": None,
    "None": None,
}
_COMPARISONS = frozenset({"==", "!=", "<=", ">=", "<", ">", "in", "not", "is"})
_OPERATORS = frozenset({"+", "-", "*", "/", "//", "**", "%", "~", "and", "or"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Tokens:
    """The tokens of one expression and how far it has been read; `at` is the place of all of it."""

    def __init__(self, text: str, at: int) -> None:
        self.at = at
        self.depth = 0
        self._tokens = list(_split(text))
        self._next = 0

    def peek(self) -> str:
        """Return the next token, "" at the end."""
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def take(self) -> str:
        """Return the next token and step over it."""
        token = self.peek()
        self._next += 1
        return token

    def accept(self, *wanted: str) -> bool:
        """Step over the next token if it is one of these, and tell whether it was."""
        if self.peek() in wanted:
            self._next += 1
            return True
        return False

    def is_assignment(self) -> bool:
        """Tell whether a name and `=` come next."""
        return self._tokens[self._next + 1 : self._next + 2] == ["="] and _is_name(self.peek())


def _split(text: str) -> Iterator[str]:
    position, count = 0, 0
    while count < MAX_TOKENS:
        match = _TOKEN.match(text, position)
        if match is None:
            return
        yield match.group().strip()
        position = match.end()
        count += 1


def _is_name(token: str) -> bool:
    return token[:1].isalpha() or token[:1] == "_"


def parse(text: str, at: int) -> Expression:
    """Read one expression; what cannot be read holds something of all that could."""
    return expression(Tokens(text, at))


def expression(tokens: Tokens) -> Expression:
    """Read an expression, conditional ones included."""
    if tokens.depth >= MAX_DEPTH:
        tokens.take()
        return Literal(tokens.at, None)
    tokens.depth += 1
    value = _operation(tokens)
    tokens.depth -= 1
    if tokens.accept("if"):
        _operation(tokens)
        other = expression(tokens) if tokens.accept("else") else Literal(tokens.at, "")
        return Mixed(tokens.at, (value, other), either=True)
    return value


def _operation(tokens: Tokens) -> Expression:
    parts = [_operand(tokens)]
    either, compares = True, False
    while tokens.peek() in _OPERATORS or tokens.peek() in _COMPARISONS:
        operator = tokens.take()
        either = either and operator in {"and", "or"}
        compares = compares or operator in _COMPARISONS
        tokens.accept("not", "in")
        parts.append(_operand(tokens))
    if compares:
        return Literal(tokens.at, True)
    return parts[0] if len(parts) == 1 else Mixed(tokens.at, tuple(parts), either)


def _operand(tokens: Tokens) -> Expression:
    while tokens.accept("-", "+"):
        pass
    if tokens.accept("not"):
        _operand(tokens)
        return Literal(tokens.at, True)
    return _after(tokens, _primary(tokens))


def _after(tokens: Tokens, value: Expression) -> Expression:
    """Read what follows a value: parts, calls and filters."""
    while True:
        if tokens.accept("."):
            value = Part(tokens.at, value, tokens.take())
        elif tokens.accept("["):
            inside = _until(tokens, "]")
            key = inside[0] if len(inside) == 1 else Mixed(tokens.at, tuple(inside))
            constant = isinstance(key, Literal) and isinstance(key.value, str | int)
            value = Part(tokens.at, value, str(key.value)) if constant else Part(tokens.at, value, "", key)  # type: ignore[union-attr]
        elif tokens.accept("("):
            value = Called(tokens.at, value, *_arguments(tokens))
        elif tokens.accept("|"):
            value = _filter(tokens, value)
        else:
            return value


def _filter(tokens: Tokens, value: Expression) -> Expression:
    name = tokens.take()
    while tokens.accept("."):
        name = tokens.take()
    if tokens.accept("("):
        positional, keywords = _arguments(tokens)
        return Filtered(tokens.at, value, name, (*positional, *(given for _, given in keywords)))
    if tokens.accept(":"):
        argument = _primary(tokens)
        while tokens.accept("."):
            argument = Part(tokens.at, argument, tokens.take())
        return Filtered(tokens.at, value, name, (argument,))
    return Filtered(tokens.at, value, name)


def _primary(tokens: Tokens) -> Expression:
    token = tokens.take()
    if token in _CLOSING:
        inside = _until(tokens, _CLOSING[token])
        return inside[0] if token == "(" and len(inside) == 1 else Mixed(tokens.at, tuple(inside))
    if token in _CONSTANTS:
        return Literal(tokens.at, _CONSTANTS[token])
    if _is_name(token) and not token.startswith("_("):
        return Name(tokens.at, token)
    if token[:1].isdigit():
        return Literal(tokens.at, float(token) if "." in token else int(token))
    return Literal(tokens.at, token.removeprefix("_").strip("() \n")[1:-1])


def _until(tokens: Tokens, closing: str) -> list[Expression]:
    """Read expressions up to a bracket; the keys of a mapping are left out."""
    found: list[Expression] = []
    while tokens.peek() and not tokens.accept(closing):
        value = expression(tokens)
        if tokens.accept(":"):
            value = expression(tokens)
        found.append(value)
        if not tokens.accept(",") and tokens.peek() != closing:
            tokens.take()
    return found


def _arguments(tokens: Tokens) -> tuple[tuple[Expression, ...], tuple[tuple[str, Expression], ...]]:
    positional: list[Expression] = []
    keywords: list[tuple[str, Expression]] = []
    while tokens.peek() and not tokens.accept(")"):
        if tokens.is_assignment():
            name = tokens.take()
            tokens.take()
            keywords.append((name, expression(tokens)))
        else:
            tokens.accept("*", "**")
            positional.append(expression(tokens))
        if not tokens.accept(",") and tokens.peek() != ")":
            tokens.take()
    return tuple(positional), tuple(keywords)
